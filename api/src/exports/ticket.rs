//! `POST /api/v1/exports`.

use super::{
    customers::streamable,
    plan::{self, Named, Plan},
};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Exporter, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, http::header, post, web::Data};
use chrono::Duration;
use patron_api_types::exports::{ExportQuery, ExportTicket};
use patron_db::exports::tickets::{self, NewTicket};

/// How long a ticket works.
pub(super) const LIFE: Duration = Duration::seconds(60);

/// Ask for a download
///
/// Gives a single-use URL of 60 seconds that a browser can save as a file without a token. The file is made while it is
/// sent; who got it is kept in `GET /api/v1/exports`.
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
    streamable(&Plan::of(&state, &query, Named::Body).await?, Named::Body)?;
    let now = state.now();
    let expires_at = now + LIFE;
    let new = NewTicket { query: plan::stored(&query)?, export: None, actor: &caller.actor, now, expires_at };
    let ticket = tickets::create(&mut *state.db.staff.acquire().await?, new).await?;
    let url = format!("/api/v1/exports/customers.csv?ticket={ticket}");
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(ExportTicket { url, expires_at }))
}
