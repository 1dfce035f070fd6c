//! The border error: what handlers fail with, shaped as RFC 9457 problems; and the mapping of the store's
//! errors, once, without a catch-all arm.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use patron_api_types::problem::{ErrorCode, FieldProblem, Problem};
use patron_db::error::Conflict;
use std::fmt;

/// Result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

/// A failure that is answered with a problem document.
#[derive(Debug, Clone)]
pub struct ApiError {
    code: ErrorCode,
    detail: Option<String>,
    fields: Vec<FieldProblem>,
    retry_after: Option<i64>,
    /// For the log only; never sent.
    cause: Option<String>,
}

impl ApiError {
    /// A failure with this code.
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, detail: None, fields: Vec::new(), retry_after: None, cause: None }
    }

    /// With a sentence of what happened and what to do.
    #[must_use]
    pub fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = Some(text.into());
        self
    }

    /// With a cause for the log.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// One field that is not acceptable. `pointer` is a JSON pointer or a parameter's name.
    pub fn field(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldProblem { pointer: pointer.into(), message: message.into() }])
    }

    /// Several fields that are not acceptable.
    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        let mut e = Self::new(ErrorCode::ValidationFailed);
        e.fields = fields;
        e.detail("Nothing was stored. Correct the fields named in errors.")
    }

    /// Nobody is signed in, or the credentials are not accepted here.
    pub fn unauthorized(what: &str) -> Self {
        Self::new(ErrorCode::Unauthorized).detail(what)
    }

    /// The caller is known but may not do this.
    pub fn forbidden(what: &str) -> Self {
        Self::new(ErrorCode::Forbidden).detail(what)
    }

    /// No such thing, or none that the caller may see.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound).detail(format!("There is no such {what}."))
    }

    /// No customer has this id.
    pub fn customer_not_found() -> Self {
        Self::not_found("customer")
    }

    /// Too many attempts; come back after so many seconds.
    pub fn too_many(seconds: i64) -> Self {
        let mut e = Self::new(ErrorCode::TooManyRequests);
        e.retry_after = Some(seconds);
        e.detail(format!("Try again in {seconds} seconds."))
    }

    /// What it is.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// What happened, in a sentence.
    pub fn detail_text(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// Each field that is not acceptable.
    pub fn field_problems(&self) -> &[FieldProblem] {
        &self.fields
    }

    /// Seconds to wait, if it says.
    pub const fn retry_after(&self) -> Option<i64> {
        self.retry_after
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code.as_str())?;
        for part in [&self.detail, &self.cause].into_iter().flatten() {
            write!(f, ": {part}")?;
        }
        for field in &self.fields {
            write!(f, "; {} {}", field.pointer, field.message)?;
        }
        Ok(())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let problem = Problem {
            kind: "about:blank".into(),
            title: self.code.title().into(),
            status: self.code.status(),
            code: self.code,
            detail: self.detail.clone(),
            errors: self.fields.clone(),
            request_id: crate::request_id::current(),
        };
        let mut response = HttpResponse::build(self.status_code());
        if self.code == ErrorCode::Unauthorized {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        response
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type("application/problem+json")
            .body(serde_json::to_string(&problem).unwrap_or_default())
    }
}

impl From<patron_db::Error> for ApiError {
    fn from(e: patron_db::Error) -> Self {
        use patron_db::Error as E;
        match e {
            E::Conflict(Conflict::ProfileEmail) => {
                let mut e = Self::new(ErrorCode::EmailTaken);
                e.fields = vec![FieldProblem {
                    pointer: "/email".into(),
                    message: "belongs to another profile".into(),
                }];
                e
            }
            E::Conflict(Conflict::Order) => Self::new(ErrorCode::OrderOfAnother),
            E::Conflict(Conflict::SegmentTitle) => Self::field("/title", "is the name of another segment"),
            E::Conflict(c @ (Conflict::UserEmail | Conflict::ProfileUser | Conflict::StaffEmail)) => {
                Self::new(ErrorCode::Internal).cause(format!("unexpected conflict {c:?}"))
            }
            E::Timeout => Self::too_slow("/rule"),
            E::Unavailable(cause) => Self::unavailable().cause(cause),
            E::Retry(cause) => Self::unavailable().cause(cause),
            E::Invalid(cause) => Self::new(ErrorCode::ValidationFailed)
                .detail("A value is outside what can be stored. Nothing was stored.")
                .cause(cause),
            E::Corrupt(cause) => Self::new(ErrorCode::Internal).cause(cause),
            E::Sql(cause) => Self::new(ErrorCode::Internal).cause(cause),
            E::Schema(cause) => Self::new(ErrorCode::Internal).cause(cause),
        }
    }
}

impl ApiError {
    /// A rule asks for more than can be counted in time.
    pub fn too_slow(pointer: &str) -> Self {
        Self::field(pointer, "takes longer than 10 seconds; leave conditions out, or ask for a shorter time")
    }

    /// The database is away.
    pub fn unavailable() -> Self {
        let mut e =
            Self::new(ErrorCode::ServiceUnavailable).detail("Nothing was changed. Try again in a moment.");
        e.retry_after = Some(2);
        e
    }
}
