//! Write keys: in the user name of Basic authentication, else in the body.

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use actix_web::{HttpRequest, http::header};
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use patron_db::keys::ApiKey;
use patron_domain::keys::KeyKind;

/// Base64 as clients write it, padded or not.
const BASIC: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The user name of a Basic header; the password may be anything.
pub fn basic(request: &HttpRequest) -> Option<String> {
    user_name(request.headers().get(header::AUTHORIZATION)?.to_str().ok()?)
}

fn user_name(header: &str) -> Option<String> {
    let (scheme, credentials) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASIC.decode(credentials.trim()).ok()?).ok()?;
    let name = text.split_once(':').map_or(text.as_str(), |(name, _)| name);
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// The live write key with this text.
///
/// # Errors
/// 401 when there is certainly none: clients drop their events then. 503 when nobody can tell.
pub async fn find(state: &AppState, text: &str) -> ApiResult<ApiKey> {
    known(state, text).await?.ok_or_else(|| ApiError::unauthorized("The write key is unknown or revoked."))
}

/// The live write key with this text, if there is one.
///
/// # Errors
/// 503 when nobody can tell.
pub async fn known(state: &AppState, text: &str) -> ApiResult<Option<ApiKey>> {
    let found = state.keys.find(state, text).await.map_err(|e| ApiError::unavailable().cause(e))?;
    Ok(found.filter(|key| matches!(key.kind, KeyKind::WriteServer | KeyKind::WriteBrowser)))
}

/// No key was sent at all.
pub fn missing() -> ApiError {
    ApiError::unauthorized(
        "Send a write key as the user name of Basic authentication, or as writeKey in the body.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_user_name() {
        for (header, name) in [
            ("Basic d2stdGVzdDo=", Some("wk-test")),
            ("basic d2stdGVzdDo", Some("wk-test")),
            ("Basic d2stdGVzdA==", Some("wk-test")),
            ("Basic d2stdGVzdDpzZWNyZXQ=", Some("wk-test")),
            ("Basic Og==", None),
            ("Basic !!!", None),
            ("Bearer d2stdGVzdDo=", None),
            ("Basic", None),
        ] {
            assert_eq!(user_name(header).as_deref(), name, "{header}");
        }
    }
}
