//! `GET` and `POST /api/v1/stats/refresh`.

use crate::{error::ApiResult, extract::Reader, openapi::Problems, state::AppState};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json},
};
use patron_api_types::stats::Refresh;
use patron_db::stats::prepared;

/// How the computation stands
///
/// Retention, lifetime value and RFM can't be counted as events come in: they are computed in the background, at most
/// minutes after something changed. This says as of when they are, and which step a computation is at.
#[utoipa::path(tag = "stats", operation_id = "get_refresh",
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "How it stands.", body = Refresh), Problems))]
#[get("/api/v1/stats/refresh")]
pub async fn get_refresh(state: Data<AppState>, _caller: Reader) -> ApiResult<Json<Refresh>> {
    Ok(Json(read(&state).await?))
}

/// Compute the reports now
///
/// Has retention, lifetime value and RFM computed in the background, and answers at once: ask
/// `GET /api/v1/stats/refresh` until it is not `running`. When one is under way, another follows it, because what just
/// came in may have missed it.
#[utoipa::path(tag = "stats", operation_id = "start_refresh",
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 202, description = "It begins.", body = Refresh), Problems))]
#[post("/api/v1/stats/refresh")]
pub async fn start_refresh(state: Data<AppState>, _caller: Reader) -> ApiResult<HttpResponse> {
    let mut conn = state.db.staff.acquire().await?;
    prepared::ask(&mut conn, state.now()).await?;
    drop(conn);
    let shown = read(&state).await?;
    state.prepared.wake();
    Ok(HttpResponse::Accepted().json(shown))
}

async fn read(state: &AppState) -> ApiResult<Refresh> {
    let mut conn = state.db.staff.acquire().await?;
    let run = prepared::state(&mut conn).await?;
    Ok(Refresh {
        // one that was asked for begins at once
        running: run.running || run.asked,
        step: run.step.filter(|_| run.running),
        done: run.done,
        steps: run.steps,
        started_at: run.started_at,
        computed_at: run.computed_at,
        took_ms: run.took_ms,
        error: run.error,
    })
}
