//! One request, one log line: method, matched route (never the address with its values), status, time, cause.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};
use std::time::Instant;

/// Calls the handler and writes the line.
///
/// # Errors
/// What the inner service fails with.
pub async fn call<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "(no route)".into());
    let status = response.status().as_u16();
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let request_id = crate::request_id::current();
    match response.response().error() {
        Some(cause) if status >= 500 => {
            tracing::error!(%method, route, status, micros, request_id, %cause, "request");
        }
        Some(cause) => tracing::info!(%method, route, status, micros, request_id, %cause, "request"),
        // health checks and assets come by the second: not worth a line each
        None if route.starts_with("/health") || route.starts_with("/admin") => {
            tracing::debug!(%method, route, status, micros, request_id, "request");
        }
        None => tracing::info!(%method, route, status, micros, request_id, "request"),
    }
    Ok(response)
}
