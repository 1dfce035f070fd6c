//! JSON bodies: right content type, within the limit, well-formed, no NUL, every field of its type. What is
//! wrong is named by a JSON pointer.

use crate::error::ApiError;
use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    web::{Bytes, BytesMut},
};
use futures_util::{StreamExt as _, future::LocalBoxFuture};
use patron_api_types::problem::{ErrorCode, FieldProblem};
use serde::de::DeserializeOwned;

/// The largest JSON body, bytes.
pub const LIMIT: usize = 500 * 1024;

/// A body parsed into `T`. Extractors run side by side, so what is wrong with a body is only told by
/// [`ValidJson::get`], when the caller has been let in: a stranger learns nothing of what a call takes.
#[derive(Debug)]
pub struct ValidJson<T>(Result<T, ApiError>);

impl<T> ValidJson<T> {
    /// The value.
    ///
    /// # Errors
    /// What is wrong with the body.
    pub fn get(self) -> Result<T, ApiError> {
        self.0
    }
}

/// A body as it came, at most 500 KiB.
#[derive(Debug)]
pub struct Limited(pub Bytes);

/// Why a body is no good.
#[derive(Debug)]
pub enum BodyError {
    /// Larger than 500 KiB.
    TooLarge,
    /// The connection broke.
    Broken(String),
}

impl From<BodyError> for ApiError {
    fn from(e: BodyError) -> Self {
        match e {
            BodyError::TooLarge => Self::new(ErrorCode::BodyTooLarge)
                .detail(format!("At most {LIMIT} bytes are taken. Nothing was stored.")),
            BodyError::Broken(cause) => Self::new(ErrorCode::MalformedBody).cause(cause),
        }
    }
}

/// Reads a body of at most 500 KiB.
///
/// # Errors
/// When it is larger, or the connection breaks.
pub async fn read(payload: &mut Payload) -> Result<Bytes, BodyError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|e| BodyError::Broken(e.to_string()))?;
        if body.len() + chunk.len() > LIMIT {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

impl FromRequest for Limited {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut payload = payload.take();
        Box::pin(async move { Ok(Self(read(&mut payload).await?)) })
    }
}

impl<T: DeserializeOwned> FromRequest for ValidJson<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = matches!(request.mime_type(), Ok(Some(m)) if m.essence_str() == "application/json");
        let mut payload = payload.take();
        Box::pin(async move {
            if !json {
                return Ok(Self(Err(ApiError::new(ErrorCode::UnsupportedMediaType)
                    .detail("Send the body as Content-Type: application/json."))));
            }
            Ok(Self(match read(&mut payload).await {
                Ok(body) => parse(&body),
                Err(e) => Err(e.into()),
            }))
        })
    }
}

/// Parses a body.
///
/// # Errors
/// `malformed_body` when it is no JSON (half surrogates included), `validation_failed` with a pointer when a
/// field is missing, of the wrong type, not acceptable, or holds a NUL.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    // only a body with the escape or the byte itself can hold a NUL; others are not read twice
    if body.contains(&0) || body.windows(6).any(|w| w == b"\\u0000") {
        let value: serde_json::Value = serde_json::from_slice(body).map_err(|e| malformed(&e))?;
        let mut found = Vec::new();
        find_nul(&value, &mut String::new(), &mut found);
        if !found.is_empty() {
            return Err(ApiError::fields(found));
        }
    }
    // serde would read an array as a struct, field by field
    if !body.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
    {
        return Err(ApiError::new(ErrorCode::MalformedBody)
            .detail("The body must be a JSON object. Nothing was stored."));
    }
    let mut de = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut de).map_err(|e| {
        let pointer = pointer(e.path());
        let inner = e.into_inner();
        if !inner.is_data() { malformed(&inner) } else { unfit(pointer, &inner) }
    })?;
    de.end().map_err(|e| malformed(&e))?;
    Ok(value)
}

/// JSON, but not what the call takes.
fn unfit(mut pointer: String, e: &serde_json::Error) -> ApiError {
    let text = message(e);
    if let Some(name) = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        pointer.push_str(&format!("/{name}"));
        return ApiError::field(pointer, "must be given");
    }
    ApiError::field(pointer, text)
}

fn malformed(e: &serde_json::Error) -> ApiError {
    ApiError::new(ErrorCode::MalformedBody).detail(format!(
        "The body is not JSON: line {}, column {}. Nothing was stored.",
        e.line(),
        e.column()
    ))
}

/// serde's message without the place, which the pointer says, and without the value, which may be a secret.
fn message(e: &serde_json::Error) -> String {
    let text = e.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(head, _)| head);
    let expected = text.rsplit_once("expected ").map(|(_, expected)| expected);
    match expected {
        Some(words) if text.starts_with("unknown variant") => format!("must be {words}"),
        Some(what) if text.starts_with("invalid ") => format!("must be {what}"),
        _ => text.to_owned(),
    }
}

/// A JSON pointer (RFC 6901) of serde's path.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Map { key } => out.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    out
}

fn find_nul(value: &serde_json::Value, at: &mut String, found: &mut Vec<FieldProblem>) {
    let mut down = |step: &str, v: &serde_json::Value| {
        let len = at.len();
        at.push('/');
        at.push_str(&step.replace('~', "~0").replace('/', "~1"));
        find_nul(v, at, found);
        at.truncate(len);
    };
    match value {
        serde_json::Value::String(s) if s.contains('\0') => found
            .push(FieldProblem { pointer: at.clone(), message: "must not contain a NUL character".into() }),
        serde_json::Value::Array(items) => {
            for (i, v) in items.iter().enumerate() {
                down(&i.to_string(), v);
            }
        }
        serde_json::Value::Object(map) => {
            for (k, v) in map {
                down(&k.replace('\0', ""), v);
            }
            if map.keys().any(|k| k.contains('\0')) {
                found.push(FieldProblem {
                    pointer: at.clone(),
                    message: "has a key with a NUL character".into(),
                });
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_api_types::customers::NewCustomer;

    fn failed(body: &str) -> String {
        parse::<NewCustomer>(body.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(failed("{").starts_with("malformed_body"));
        assert!(failed(r#"{"email": 5}"#).contains("/email must be a string"));
        assert!(failed(r#"{"email": "nobody"}"#).contains("/email must be an email address"));
        assert!(failed("{}").contains("/email must be given"));
        assert!(
            failed(r#"{"email": "a@b", "full_name": "x\u0000"}"#)
                .contains("/full_name must not contain a NUL")
        );
        assert!(failed(r#"{"email": "a@b", "full_name": "\ud83d"}"#).starts_with("malformed_body"));
    }
}
