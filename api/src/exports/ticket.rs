//! `POST /api/v1/exports`.

use crate::{
    error::{ApiError, ApiResult},
    extract::{Exporter, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, http::header, post, web::Data};
use chrono::Duration;
use patron_api_types::{
    exports::{ExportQuery, ExportTicket},
    problem::ErrorCode,
};
use patron_db::exports;

/// How long a ticket works.
const LIFE: Duration = Duration::seconds(60);

/// Ask for a download
///
/// Gives a single-use URL of 60 seconds that a browser can save as a file without a token. Each is kept as the
/// record of who exported what.
#[utoipa::path(tag = "exports", operation_id = "create_export", request_body = ExportQuery,
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 201, description = "The download.", body = ExportTicket), Problems))]
#[post("/api/v1/exports")]
pub async fn create_export(
    state: Data<AppState>,
    caller: Exporter,
    body: ValidJson<ExportQuery>,
) -> ApiResult<HttpResponse> {
    let query = body.get()?;
    if query.ticket.is_some() {
        return Err(ApiError::field("/ticket", "is given out here, not taken"));
    }
    // refused now, where somebody sees it, and not when the browser saves the file
    super::columns(&query)?;
    let query =
        serde_json::to_value(&query).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    let now = state.now();
    let expires_at = now + LIFE;
    let mut conn = state.db.staff.acquire().await?;
    let ticket = exports::create_ticket(&mut conn, query, &caller.actor, now, expires_at).await?;
    let url = format!("/api/v1/exports/customers.csv?ticket={ticket}");
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(ExportTicket { url, expires_at }))
}
