//! `POST /api/v1/imports/{id}/cancel`.

use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    post,
    web::{Data, Json, Path},
};
use patron_api_types::imports::Import;
use patron_db::imports as store;

/// Stop an import
///
/// Ends a check or an import; what was stored stays, and it can be started again.
#[utoipa::path(tag = "imports", operation_id = "cancel_import",
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "It is stopped.", body = Import), Problems))]
#[post("/api/v1/imports/{id}/cancel")]
pub async fn cancel_import(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<Json<Import>> {
    let id = super::id(&id)?;
    let import = super::stored(&state, id).await?;
    {
        let mut conn = state.db.staff.acquire().await?;
        if !store::cancel(&mut conn, id, state.now()).await? {
            return Err(super::wrong_state(&import, "stopped"));
        }
    }
    Ok(Json(super::shown(&state, id).await?))
}
