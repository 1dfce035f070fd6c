//! `GET /api/v1/exports`.

use super::record;
use crate::{
    customers::query,
    error::ApiResult,
    extract::{Exporter, ValidQuery},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{
    exports::{Export, ExportsQuery},
    page::Page,
};
use patron_db::exports::records;

/// List exports
///
/// Newest first: who exported whom and what for, files that were sent at once as well as kept ones.
#[utoipa::path(tag = "exports", operation_id = "list_exports", params(ExportsQuery),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "A page.", body = Page<Export>), Problems))]
#[get("/api/v1/exports")]
pub async fn list_exports(
    state: Data<AppState>,
    _caller: Exporter,
    query: ValidQuery<ExportsQuery>,
) -> ApiResult<Json<Page<Export>>> {
    let q = query.get()?;
    let limit = query::limit(q.limit)?;
    let mut conn = state.db.staff.acquire().await?;
    let slice = records::list(&mut conn, q.campaign, limit, q.cursor.as_deref()).await?;
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, record::shape)))
}
