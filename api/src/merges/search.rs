//! `POST /api/v1/merge-suggestions/search`.

use super::{LIMIT, shape_pairs};
use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    post,
    web::{Data, Json},
};
use patron_api_types::merges::Pairs;
use patron_db::merges;

/// Search for pairs now
///
/// Searches the whole shop, which takes some seconds with a million customers, and answers with what it found.
/// Dismissed pairs do not come back.
#[utoipa::path(tag = "merges", operation_id = "search_merge_suggestions", security(("staff" = [])),
    responses((status = 200, description = "The strongest pairs.", body = Pairs), Problems))]
#[post("/api/v1/merge-suggestions/search")]
pub async fn search_suggestions(state: Data<AppState>, _caller: StaffCaller) -> ApiResult<Json<Pairs>> {
    let keyring = state.db.staff.keyring();
    let mut tx = state.db.staff.begin().await?;
    let found = merges::search(&mut tx, state.now()).await?;
    let pairs = merges::pairs(&mut tx, keyring, LIMIT).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    tracing::info!(pairs = found.pairs, skipped_groups = found.skipped_groups, "searched for pairs");
    Ok(Json(shape_pairs(pairs)))
}
