//! Builds the actix app and binds it.

use crate::{config::Config, pace, request_id, routes, state::AppState};
use actix_cors::Cors;
use actix_web::{
    App, HttpServer,
    dev::Server,
    http::header::{self, HeaderName, HeaderValue},
    middleware::from_fn,
    web::Data,
};
use std::{net::TcpListener, sync::Arc};
use utoipa_actix_web::AppExt as _;

/// The server, bound and ready to be awaited.
///
/// # Errors
/// When the listener can't be used.
pub fn server(listener: TcpListener, state: Data<AppState>, config: &Config) -> std::io::Result<Server> {
    let origins = Arc::new((config.http.cors_origins.clone(), config.http.dashboard_origins.clone()));
    let customer = Data::new(crate::me::MeState::of(&state));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(customer.clone())
            .into_utoipa_app()
            .configure(routes::configure)
            .into_app()
            .configure(routes::unlisted)
            .wrap(from_fn(pace::count))
            .wrap(from_fn(security_headers))
            .wrap(cors(Arc::clone(&origins)))
            .wrap(from_fn(request_id::middleware))
    })
    .listen(listener)?
    .shutdown_timeout(10);
    Ok(server.run())
}

/// Which pages may call what: the storefront's origins the customers' endpoints, the dashboard's the rest.
fn cors(origins: Arc<(Vec<String>, Vec<String>)>) -> Cors {
    // only a dashboard on another origin sends a cookie
    let cookies = !origins.1.is_empty();
    let cors = Cors::default()
        .allowed_origin_fn(move |origin, request| {
            let path = request.uri.path();
            let customers = path.starts_with("/auth/v1/")
                || path == "/api/v1/me"
                || path.starts_with("/api/v1/me/")
                || path.starts_with("/v1/");
            let (shop, dashboard) = &*origins;
            let named = |list: &[String]| list.iter().any(|o| o == "*" || o.as_bytes() == origin.as_bytes());
            let dashboards = dashboard.iter().any(|o| o.as_bytes() == origin.as_bytes());
            (customers && named(shop)) || dashboards
        })
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "apikey",
            "authorization",
            "content-type",
            "x-client-info",
            "x-supabase-api-version",
            "x-retry-count",
            "traceparent",
            "tracestate",
            "baggage",
            "last-event-id",
            "if-none-match",
        ])
        .expose_headers([
            "x-supabase-api-version",
            "x-total-count",
            "link",
            "x-request-id",
            "retry-after",
            "etag",
        ])
        .block_on_origin_mismatch(false)
        .max_age(86_400);
    if cookies { cors.supports_credentials() } else { cors }
}

/// Headers that every answer carries.
async fn security_headers(
    request: actix_web::dev::ServiceRequest,
    next: actix_web::middleware::Next<impl actix_web::body::MessageBody>,
) -> Result<actix_web::dev::ServiceResponse<impl actix_web::body::MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    // answers hold people's data: none is kept unless its handler said so
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
