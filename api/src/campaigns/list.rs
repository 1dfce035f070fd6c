//! `GET /api/v1/campaigns`.

use crate::{
    customers::query,
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{
    campaigns::Campaign,
    page::{Page, PageQuery},
};
use patron_db::campaigns;

/// List campaigns
///
/// Newest first.
#[utoipa::path(tag = "campaigns", operation_id = "list_campaigns", params(PageQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<Campaign>), Problems))]
#[get("/api/v1/campaigns")]
pub async fn list_campaigns(
    state: Data<AppState>,
    _caller: Reader,
    page: ValidQuery<PageQuery>,
) -> ApiResult<Json<Page<Campaign>>> {
    let page = page.get()?;
    let limit = query::limit(page.limit)?;
    let now = state.now();
    let mut conn = state.db.staff.acquire().await?;
    let slice = campaigns::list(&mut conn, limit, page.cursor.as_deref()).await?;
    let slice = slice.ok_or_else(query::invalid_cursor)?;
    Ok(Json(shape::page(slice, None, |c| super::shape(c, now))))
}
