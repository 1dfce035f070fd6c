//! `POST /api/v1/exports/{export}/link`.

use super::{admit::Opens, file::usable, record};
use crate::{error::ApiResult, extract::Exporter, openapi::Problems, state::AppState};
use actix_web::{
    HttpResponse,
    http::header,
    post,
    web::{Data, Path},
};
use patron_api_types::exports::ExportTicket;
use patron_db::exports::tickets::{self, NewTicket};

/// Link a finished file
///
/// Gives a URL that a browser can save the file from without a token. It works once, and as long as the file is kept.
#[utoipa::path(tag = "exports", operation_id = "create_export_link",
    params(("export" = String, Path, format = Uuid, description = "The export's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 201, description = "The link.", body = ExportTicket), Problems))]
#[post("/api/v1/exports/{export}/link")]
pub async fn create_export_link(
    state: Data<AppState>,
    caller: Exporter,
    export: Path<String>,
) -> ApiResult<HttpResponse> {
    let id = super::id(&export)?;
    let now = state.now();
    let known = record::stored(&state, id).await?;
    let expires_at = usable(&known, now)?;
    let new =
        NewTicket { query: Opens::File.kept(), export: Some(id), actor: &caller.actor, now, expires_at };
    let ticket = tickets::create(&mut *state.db.staff.acquire().await?, new).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(ExportTicket { url: format!("/api/v1/exports/{id}/file?ticket={ticket}"), expires_at }))
}
