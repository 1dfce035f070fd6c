//! The refresh cookie, and the check that a request which relies on it comes from our own page.

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header,
};

/// Its name.
pub const NAME: &str = "patron_refresh";
const PATH: &str = "/api/v1/session";

/// The cookie with this token.
pub fn set(state: &AppState, token: String) -> Cookie<'static> {
    build(state, token, Duration::days(state.auth.staff_absolute_days))
}

/// The cookie that removes it.
pub fn clear(state: &AppState) -> Cookie<'static> {
    build(state, String::new(), Duration::ZERO)
}

fn build(state: &AppState, value: String, age: Duration) -> Cookie<'static> {
    Cookie::build(NAME, value)
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(state.secure_cookies)
        .max_age(age)
        .finish()
}

/// Refuses a request that another site's page sent. Browsers name the page's origin on every POST and DELETE;
/// SameSite=Strict keeps the cookie back already, this holds where a browser doesn't.
///
/// # Errors
/// `forbidden`.
pub fn check_origin(request: &HttpRequest, state: &AppState) -> ApiResult<()> {
    let Some(origin) = request.headers().get(header::ORIGIN).and_then(|v| v.to_str().ok()) else {
        return Ok(());
    };
    let host = request.headers().get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    let public = state.tokens.staff_issuer().strip_suffix(PATH).is_some_and(|url| url.starts_with(origin));
    if own || public || state.dashboard_origins.iter().any(|o| o == origin) {
        Ok(())
    } else {
        Err(ApiError::forbidden("This call is for the dashboard's own page."))
    }
}
