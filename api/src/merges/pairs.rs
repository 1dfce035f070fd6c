//! `GET /api/v1/merge-suggestions`.

use super::{LIMIT, shape_pairs};
use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::merges::Pairs;
use patron_db::merges;

/// Pairs that may be one person
///
/// The same phone, the same mailbox with dots or tags, the same name and postcode. The whole shop is searched once
/// an hour. Nothing is merged by itself.
#[utoipa::path(tag = "merges", operation_id = "list_merge_suggestions", security(("staff" = [])),
    responses((status = 200, description = "The strongest pairs.", body = Pairs), Problems))]
#[get("/api/v1/merge-suggestions")]
pub async fn list_suggestions(state: Data<AppState>, _caller: StaffCaller) -> ApiResult<Json<Pairs>> {
    let mut conn = state.db.staff.acquire().await?;
    Ok(Json(shape_pairs(merges::pairs(&mut conn, state.db.staff.keyring(), LIMIT).await?)))
}
