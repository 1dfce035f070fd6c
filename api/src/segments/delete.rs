//! `DELETE /api/v1/segments/{segment}`.

use super::{change::own, not_found, of_path};
use crate::{
    error::{ApiError, ApiResult},
    extract::StaffCaller,
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpResponse, delete,
    web::{Data, Path},
};
use patron_api_types::problem::ErrorCode;
use patron_db::segments::store;

/// Delete a segment
///
/// With its counts and its history. Not while the rule of another segment refers to it; campaigns keep their own copy
/// of the rule. Those that every shop starts with can't be deleted.
#[utoipa::path(tag = "segments", operation_id = "delete_segment",
    params(("segment" = String, Path, description = "The segment's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 204, description = "Deleted."), Problems))]
#[delete("/api/v1/segments/{segment}")]
pub async fn delete_segment(
    state: Data<AppState>,
    _caller: StaffCaller,
    segment: Path<String>,
) -> ApiResult<HttpResponse> {
    let segment = of_path(&state, &segment).await?;
    let id = own(&segment)?;
    let mut tx = state.db.staff.begin().await?;
    store::lock(&mut tx).await?;
    // somebody else may have been first
    store::get(&mut tx, segment.key).await?.ok_or_else(not_found)?;
    let users = store::users(&mut tx, segment.key).await?;
    let titles: Vec<String> =
        users.into_iter().filter(|used| !used.campaign).map(|used| format!("“{}”", used.title)).collect();
    if !titles.is_empty() {
        return Err(ApiError::new(ErrorCode::WrongState).detail(format!(
            "Nothing was deleted. Rules of other segments refer to it: {}. Change or delete those first.",
            titles.join(", ")
        )));
    }
    store::delete(&mut tx, id).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(HttpResponse::NoContent().finish())
}
