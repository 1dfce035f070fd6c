//! `GET /api/v1/merges`.

use super::{LIMIT, shape_merge};
use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::merges::Merges;
use patron_db::merges;

/// List merges
///
/// Newest first, undone ones included.
#[utoipa::path(tag = "merges", operation_id = "list_merges", security(("staff" = [])),
    responses((status = 200, description = "The newest merges.", body = Merges), Problems))]
#[get("/api/v1/merges")]
pub async fn list_merges(state: Data<AppState>, _caller: StaffCaller) -> ApiResult<Json<Merges>> {
    let mut conn = state.db.staff.acquire().await?;
    let made = merges::list(&mut conn, LIMIT).await?;
    Ok(Json(Merges { items: made.into_iter().map(shape_merge).collect() }))
}
