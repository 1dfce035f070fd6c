//! `DELETE /api/v1/merge-suggestions/{id}`.

use super::id_of;
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
use patron_db::merges;

/// Dismiss a pair
///
/// They are two people. The pair is not suggested again.
#[utoipa::path(tag = "merges", operation_id = "dismiss_merge_suggestion",
    params(("id" = String, Path, format = Uuid, description = "The suggestion's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 204, description = "Dismissed."), Problems))]
#[delete("/api/v1/merge-suggestions/{id}")]
pub async fn dismiss_suggestion(
    state: Data<AppState>,
    caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<HttpResponse> {
    let id = id_of(&id, "suggestion")?;
    let mut conn = state.db.staff.acquire().await?;
    if !merges::dismiss(&mut conn, id, &caller.actor(), state.now()).await? {
        return Err(ApiError::not_found("suggestion"));
    }
    Ok(HttpResponse::NoContent().finish())
}
