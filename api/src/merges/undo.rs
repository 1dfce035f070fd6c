//! `POST /api/v1/merges/{id}/undo`.

use super::{id_of, shape_merge};
use crate::{
    error::{ApiError, ApiResult},
    extract::StaffCaller,
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    post,
    web::{Data, Json, Path},
};
use patron_api_types::{merges::Merge, problem::ErrorCode};
use patron_db::merges::{self, Undone};

/// Undo a merge
///
/// Within 30 days. The merged profile comes back with its id, its details and its orders, logins and history. What
/// came in since the merge stays with the kept profile, and so does what was changed there.
#[utoipa::path(tag = "merges", operation_id = "undo_merge",
    params(("id" = String, Path, format = Uuid, description = "The merge's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The merge, undone.", body = Merge), Problems))]
#[post("/api/v1/merges/{id}/undo")]
pub async fn undo_merge(
    state: Data<AppState>,
    caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<Json<Merge>> {
    let id = id_of(&id, "merge")?;
    let mut tx = state.db.staff.begin().await?;
    let why = match merges::undo(&mut tx, id, &caller.actor(), state.now()).await? {
        Undone::Done(merge) => {
            tx.commit().await.map_err(patron_db::Error::from)?;
            return Ok(Json(shape_merge(merge)));
        }
        Undone::Missing => return Err(ApiError::not_found("merge")),
        Undone::Taken => {
            return Err(ApiError::new(ErrorCode::EmailTaken).detail(
                "Nothing was changed. Another profile has the merged one's address by now. Change that address or \
                 merge that profile first.",
            ));
        }
        Undone::Already => "It was undone before.",
        Undone::TooLate => "It is older than 30 days.",
        Undone::KeptGone => {
            "The kept profile is not there: it went into another one, or was erased. If it was merged, undo that \
             merge first."
        }
        Undone::LaterFirst => {
            "Another profile went into the same one later. Undo that merge first; it can be made again."
        }
    };
    Err(ApiError::new(ErrorCode::MergeNotUndoable).detail(format!("Nothing was changed. {why}")))
}
