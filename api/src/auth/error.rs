//! Errors of `/auth/v1`: one body that satisfies every version of the clients, and the version header always.

use crate::error::ApiError;
use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use patron_api_types::{
    auth::{AuthError, WeakReasons},
    problem::ErrorCode,
};
use std::fmt;

/// Result of a handler of `/auth/v1`.
pub type AuthResult<T> = Result<T, AuthFailure>;

/// The header by which clients know the form of errors.
pub const VERSION: (&str, &str) = ("x-supabase-api-version", "2024-01-01");

/// A failure with its code, status and message.
#[derive(Debug)]
pub struct AuthFailure {
    status: u16,
    code: &'static str,
    message: String,
    weak: Option<Vec<String>>,
    retry_after: Option<i64>,
    cause: Option<String>,
}

macro_rules! failures {
    ($($(#[$meta:meta])* $name:ident = ($status:literal, $code:literal, $message:literal)),+ $(,)?) => {
        impl AuthFailure {$(
            $(#[$meta])*
            pub fn $name() -> Self { Self::new($status, $code, $message) }
        )+}
    };
}

failures! {
    /// Wrong password, unknown address, account without password, blocked: all alike.
    invalid_credentials = (400, "invalid_credentials", "Invalid login credentials"),
    /// The address has an account.
    user_already_exists = (422, "user_already_exists", "User already registered"),
    /// Another account has the address.
    email_exists = (422, "email_exists", "A user with this email address has already been registered"),
    /// The new password is the old one.
    same_password = (422, "same_password", "New password should be different from the old password."),
    /// Unknown refresh token, or its session has ended.
    refresh_token_not_found = (400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"),
    /// A used refresh token came back; the session has been ended.
    refresh_token_already_used = (400, "refresh_token_already_used", "Invalid Refresh Token: Already Used"),
    /// A genuine token of a session that has ended.
    session_not_found = (403, "session_not_found", "Session from session_id claim in JWT does not exist"),
    /// A genuine token of a user who is gone.
    user_not_found = (403, "user_not_found", "User from sub claim in JWT does not exist"),
    /// No token at all.
    no_authorization = (401, "no_authorization", "This endpoint requires a valid Bearer token"),
    /// Bad signature, wrong algorithm, expired, or a key used as a token.
    bad_jwt = (403, "bad_jwt", "invalid JWT: unable to parse or verify signature, or it has expired"),
    /// Something only an administrator may do.
    not_admin = (403, "not_admin", "User not allowed"),
    /// Sign-up is closed.
    signup_disabled = (422, "signup_disabled", "Signups not allowed for this instance"),
    /// Sign-up without an address.
    anonymous_provider_disabled = (422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled"),
    /// Missing or wrong key.
    invalid_api_key = (401, "invalid_api_key", "Invalid API key"),
}

impl AuthFailure {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), weak: None, retry_after: None, cause: None }
    }

    /// A field is not acceptable.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "validation_failed", message)
    }

    /// The body is no JSON object or a field has the wrong type.
    pub fn bad_json(message: impl Into<String>) -> Self {
        Self::new(400, "bad_json", message)
    }

    /// The password is too short.
    pub fn weak_password(min: usize) -> Self {
        let mut f = Self::new(422, "weak_password", format!("Password should be at least {min} characters."));
        f.weak = Some(vec!["length".into()]);
        f
    }

    /// Too many attempts.
    pub fn over_limit(seconds: i64) -> Self {
        let mut f = Self::new(429, "over_request_rate_limit", "Request rate limit reached");
        f.retry_after = Some(seconds);
        f
    }

    /// No such endpoint, or not with this method.
    pub fn not_found(other_method: bool) -> Self {
        if other_method {
            Self::new(405, "method_not_allowed", "Method not allowed")
        } else {
            Self::new(404, "not_found", "This endpoint does not exist here")
        }
    }
}

impl fmt::Display for AuthFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        self.cause.as_ref().map_or(Ok(()), |c| write!(f, ": {c}"))
    }
}

impl ResponseError for AuthFailure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let body = AuthError {
            code: self.code.into(),
            error_code: self.code.into(),
            message: self.message.clone(),
            msg: self.message.clone(),
            weak_password: self.weak.clone().map(|reasons| WeakReasons { reasons }),
        };
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        response.insert_header(VERSION).insert_header((header::CACHE_CONTROL, "no-store")).json(body)
    }
}

/// A problem of the shared machinery, in this side's form.
impl From<ApiError> for AuthFailure {
    fn from(e: ApiError) -> Self {
        let cause = e.to_string();
        let (status, code) = match e.code() {
            ErrorCode::MalformedBody => (400, "bad_json"),
            ErrorCode::ValidationFailed => (400, "validation_failed"),
            ErrorCode::BodyTooLarge => (413, "request_too_large"),
            ErrorCode::TooManyRequests => (429, "over_request_rate_limit"),
            // never 500: older clients take that on a refresh as final and sign the visitor out
            ErrorCode::ServiceUnavailable => (503, "service_unavailable"),
            _ => (500, "unexpected_failure"),
        };
        let message = match status {
            500 => "Unexpected failure, please check server logs for more information".into(),
            503 => "The database can't be reached right now".into(),
            _ => cause.clone(),
        };
        let mut f = Self::new(status, code, message);
        f.retry_after = e.retry_after();
        f.cause = Some(cause);
        f
    }
}

impl From<patron_db::Error> for AuthFailure {
    fn from(e: patron_db::Error) -> Self {
        use patron_db::error::Conflict;
        match e {
            patron_db::Error::Conflict(Conflict::UserEmail) => Self::user_already_exists(),
            other => ApiError::from(other).into(),
        }
    }
}

impl From<crate::passwords::PasswordError> for AuthFailure {
    fn from(e: crate::passwords::PasswordError) -> Self {
        match e {
            crate::passwords::PasswordError::Busy => Self::over_limit(1),
            crate::passwords::PasswordError::Failed => {
                let mut f = Self::new(500, "unexpected_failure", "Unexpected failure");
                f.cause = Some("password hashing failed".into());
                f
            }
        }
    }
}
