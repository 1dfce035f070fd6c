//! Every request has an id: in the log, in `X-Request-Id`, and in every error body.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};

tokio::task_local! {
    static CURRENT: String;
}

/// The header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request being handled; a fresh one outside of any.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| patron_domain::ids::next().to_string())
}

/// Gives the request its id and the answer the header.
///
/// # Errors
/// What the inner service fails with.
pub async fn middleware(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let id = patron_domain::ids::next().to_string();
    let mut response = CURRENT.scope(id.clone(), crate::access_log::call(request, next)).await?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    Ok(response)
}
