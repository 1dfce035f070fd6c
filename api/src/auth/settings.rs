//! Small public reads of `/auth/v1`: keys, settings, health.

use super::{guard::ShopKey, sessions::ok};
use crate::{openapi::AuthProblems, state::AppState};
use actix_web::{HttpResponse, get, http::header, web::Data};
use patron_api_types::auth::{AuthSettings, Jwks};
use serde_json::{Map, json};

/// Public keys of access tokens
///
/// RFC 7517. ES256 only; a retired key stays listed until its last token has expired. Needs no key.
#[utoipa::path(tag = "auth", operation_id = "get_jwks", security(()),
    responses((status = 200, description = "The keys.", body = Jwks), AuthProblems))]
#[get("/auth/v1/.well-known/jwks.json")]
pub async fn jwks(state: Data<AppState>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=600"))
        .json(Jwks { keys: state.tokens.jwks() })
}

/// What sign-in offers
///
/// For clients that adapt their forms.
#[utoipa::path(tag = "auth", operation_id = "get_auth_settings", security(("publishable_key" = [])),
    responses((status = 200, description = "The settings.", body = AuthSettings), AuthProblems))]
#[get("/auth/v1/settings")]
pub async fn settings(state: Data<AppState>, _key: ShopKey) -> HttpResponse {
    let mut external = Map::new();
    external.insert("email".into(), json!(true));
    external.insert("phone".into(), json!(false));
    external.insert("anonymous_users".into(), json!(false));
    ok(AuthSettings {
        external,
        disable_signup: !state.auth.signup_enabled,
        mailer_autoconfirm: true,
        phone_autoconfirm: false,
    })
}

/// Whether sign-in lives
///
/// The name and version that clients of this wire format ask for.
#[utoipa::path(tag = "auth", operation_id = "get_auth_health", security(()),
    responses((status = 200, description = "Alive.", body = patron_api_types::health::Health), AuthProblems))]
#[get("/auth/v1/health")]
pub async fn health() -> HttpResponse {
    ok(
        json!({"status": "ok", "name": "Patron", "version": env!("CARGO_PKG_VERSION"), "description": "Patron Auth"}),
    )
}
