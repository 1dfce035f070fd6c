//! `GET /api/v1/exports/preview`.

use super::targets;
use crate::{
    error::ApiResult,
    extract::{Exporter, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::exports::{ExportFormat, ExportPreview, ExportQuery};
use patron_db::exports;
use patron_domain::consent::Channel;

/// Preview an export
///
/// How many rows the file would have and who is left out, each under one reason.
#[utoipa::path(tag = "exports", operation_id = "preview_export", params(ExportQuery),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "The counts.", body = ExportPreview), Problems))]
#[get("/api/v1/exports/preview")]
pub async fn preview_export(
    state: Data<AppState>,
    _caller: Exporter,
    query: ValidQuery<ExportQuery>,
) -> ApiResult<Json<ExportPreview>> {
    let q = query.get()?;
    super::columns(&q)?;
    let mut conn = state.db.staff.acquire().await?;
    let keyring = state.db.staff.keyring();
    let channel = q.channel.unwrap_or(Channel::Email);
    let p = exports::preview(&mut conn, keyring, channel, q.basis, targets(&state, &q)).await?;
    // the full file is no marketing file: it leaves nobody out
    let full = q.format == Some(ExportFormat::Full);
    let left_out = |n: i64| if full { 0 } else { n };
    Ok(Json(ExportPreview {
        rows: if full { p.people } else { p.rows },
        people: p.people,
        withdrawn: left_out(p.withdrawn),
        not_asked: left_out(p.not_asked),
        not_active: left_out(p.not_active),
        default_basis: p.default_basis,
    }))
}
