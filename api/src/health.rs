//! `/health/live` and `/health/ready`.

use crate::{
    error::{ApiError, ApiResult},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{health::Health, problem::ErrorCode};

fn health(schema_version: Option<i64>) -> Json<Health> {
    Json(Health { status: "ok".into(), version: env!("CARGO_PKG_VERSION").into(), schema_version })
}

/// Whether the process lives
///
/// Answers as long as the process can. Says nothing of the database.
#[utoipa::path(tag = "health", operation_id = "get_live", security(()), responses((status = 200, description = "It lives.", body = Health), Problems))]
#[get("/health/live")]
pub async fn live() -> Json<Health> {
    health(None)
}

/// Whether the server can work
///
/// 200 when the database answers and its schema fits this server; 503 otherwise. For load balancers.
#[utoipa::path(tag = "health", operation_id = "get_ready", security(()),
    responses((status = 200, description = "It can work.", body = Health), Problems))]
#[get("/health/ready")]
pub async fn ready(state: Data<AppState>) -> ApiResult<Json<Health>> {
    let version = patron_db::migrate::applied(&mut *state.db.staff.acquire().await?).await?;
    if version != Some(patron_db::migrate::latest()) {
        return Err(ApiError::new(ErrorCode::ServiceUnavailable).detail(format!(
            "The schema is {version:?}, this server needs {}.",
            patron_db::migrate::latest()
        )));
    }
    Ok(health(version))
}
