//! Errors outside `/auth/v1`: RFC 9457 `application/problem+json`, one shape from 400 to 503.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = ($word:literal, $status:literal, $title:literal)),+ $(,)?) => {
        /// The closed table of error codes. The code is the contract, the text is not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode { $($(#[doc = $doc])+ #[serde(rename = $word)] $variant),+ }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The word on the wire.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status),+ } }
            /// The problem's title.
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title),+ } }
        }
    };
}

codes! {
    /// A field of the body or a parameter is not acceptable; `errors` names each.
    ValidationFailed = ("validation_failed", 422, "Some fields are not acceptable"),
    /// The body is not JSON, or not of the expected shape.
    MalformedBody = ("malformed_body", 400, "The body could not be read"),
    /// The cursor was not made by this list, or for other filters.
    InvalidCursor = ("invalid_cursor", 400, "The cursor does not fit this list"),
    /// No credentials, or ones that are not accepted here.
    Unauthorized = ("unauthorized", 401, "Sign in or send a key"),
    /// Email or password wrong.
    InvalidCredentials = ("invalid_credentials", 401, "Email or password is wrong"),
    /// The caller is known but may not do this.
    Forbidden = ("forbidden", 403, "Not allowed"),
    /// The customer's address is not confirmed, which this act needs.
    AddressNotConfirmed = ("address_not_confirmed", 403, "Confirm the email address first"),
    /// Nothing is there, or nothing the caller may see.
    NotFound = ("not_found", 404, "Not found"),
    /// The path exists, the method doesn't.
    MethodNotAllowed = ("method_not_allowed", 405, "Method not allowed"),
    /// Another profile has this email address.
    EmailTaken = ("email_taken", 409, "The email address belongs to another profile"),
    /// The order belongs to another customer.
    OrderOfAnother = ("order_of_another", 409, "The order belongs to another customer"),
    /// Both profiles have a sign-in account, and two accounts can't become one.
    BothHaveAccounts = ("both_have_accounts", 409, "Both profiles have a sign-in account"),
    /// The merge was undone, is older than 30 days, or a later one stands in the way.
    MergeNotUndoable = ("merge_not_undoable", 409, "The merge can't be undone"),
    /// What is asked for is not possible in the state that the thing is in.
    WrongState = ("wrong_state", 409, "Not possible in this state"),
    /// The download link was used already or is too old, or the file it was for is gone.
    LinkExpired = ("link_expired", 410, "The link has expired"),
    /// The body is larger than this call takes.
    BodyTooLarge = ("body_too_large", 413, "The body is too large"),
    /// The body's content type is not `application/json`.
    UnsupportedMediaType = ("unsupported_media_type", 415, "Send application/json"),
    /// Too many attempts; wait as long as `Retry-After` says.
    TooManyRequests = ("too_many_requests", 429, "Too many attempts"),
    /// A fault of the server; nothing was changed. The log has more under the request id.
    Internal = ("internal", 500, "Something went wrong on the server"),
    /// The database can't be reached; try again. Nothing was changed.
    ServiceUnavailable = ("service_unavailable", 503, "The database can't be reached right now"),
}

/// One field that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// JSON pointer into the body (`/email`), or the parameter's name (`min_orders`).
    #[cfg_attr(feature = "openapi", schema(example = "/email"))]
    pub pointer: String,
    /// What is wrong with it, in one sentence, without the value.
    #[cfg_attr(feature = "openapi", schema(example = "must be an email address such as name@example.com"))]
    pub message: String,
}

/// A problem document (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Always `about:blank`: the code says what kind it is.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "about:blank"))]
    pub kind: String,
    /// The code's title, for people.
    #[cfg_attr(feature = "openapi", schema(example = "Some fields are not acceptable"))]
    pub title: String,
    /// The HTTP status.
    #[cfg_attr(feature = "openapi", schema(example = 422))]
    pub status: u16,
    /// What to branch on.
    pub code: ErrorCode,
    /// What happened, what is safe, what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Nothing was stored. Correct the fields named in errors.")
    )]
    pub detail: Option<String>,
    /// Each field that is not acceptable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Stands in the answer's `X-Request-Id` and in the server's log.
    #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
    pub request_id: String,
}
