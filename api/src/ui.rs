//! The dashboard's files: embedded in a release, read from `admin-ui/dist` in a debug build.

use crate::error::ApiError;
use actix_web::{
    HttpRequest, HttpResponse, ResponseError as _,
    http::header::{self, HeaderValue},
    web,
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../admin-ui/dist"]
#[allow_missing = true]
struct Dist;

/// Only what the page needs: its own scripts and styles, the WASM, and calls to this server.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/// Routes of the dashboard.
pub fn configure(app: &mut web::ServiceConfig) {
    app.route("/", web::get().to(home))
        .route("/admin", web::get().to(page))
        .route("/admin/", web::get().to(page))
        .route("/admin/{path:.*}", web::get().to(file));
}

async fn home() -> HttpResponse {
    HttpResponse::Found().insert_header((header::LOCATION, "/admin")).finish()
}

async fn page(request: HttpRequest) -> HttpResponse {
    serve(&request, "index.html")
}

/// A file, or the page for any path of the app itself.
async fn file(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let is_file =
        path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file { serve(&request, &path) } else { serve(&request, "index.html") }
}

fn serve(request: &HttpRequest, path: &str) -> HttpResponse {
    let accepts =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let takes =
        |coding: &str| accepts.split(',').any(|c| c.split(';').next().is_some_and(|c| c.trim() == coding));
    let encoded = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(coding, extension)| {
        takes(coding).then(|| Dist::get(&format!("{path}.{extension}"))).flatten().map(|f| (f, Some(coding)))
    });
    let Some((found, coding)) = encoded.or_else(|| Dist::get(path).map(|f| (f, None))) else {
        return if path == "index.html" { not_built() } else { ApiError::not_found("file").error_response() };
    };
    let etag = format!(
        "\"{}\"",
        found.metadata.sha256_hash()[..8].iter().map(|b| format!("{b:02x}")).collect::<String>()
    );
    let mut response = HttpResponse::Ok();
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding));
    }
    // names carry a hash of the content, so those never change; the page and its settings are asked for anew
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.insert_header((header::CACHE_CONTROL, cache)).insert_header((header::VARY, "accept-encoding"));
    response.insert_header((header::ETAG, etag.as_str()));
    if request.headers().get(header::IF_NONE_MATCH).map(HeaderValue::as_bytes) == Some(etag.as_bytes()) {
        return HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish();
    }
    if path == "index.html" {
        response.insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
    }
    response.content_type(content_type(path)).body(found.data.into_owned())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

fn not_built() -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .content_type("text/plain; charset=utf-8")
        .body("The dashboard is not in this build. Run `cargo xtask run`, which builds it.\n")
}
