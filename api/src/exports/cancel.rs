//! `POST /api/v1/exports/{export}/cancel`.

use super::record;
use crate::{error::ApiResult, extract::Exporter, openapi::Problems, state::AppState};
use actix_web::{
    post,
    web::{Data, Json, Path},
};
use patron_api_types::exports::Export;
use patron_db::exports::jobs;

/// Stop an export
///
/// Ends one that waits or is being made, within a second; what was made of its file is removed. One that is being sent
/// breaks off.
#[utoipa::path(tag = "exports", operation_id = "cancel_export",
    params(("export" = String, Path, format = Uuid, description = "The export's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "It is stopped.", body = Export), Problems))]
#[post("/api/v1/exports/{export}/cancel")]
pub async fn cancel_export(
    state: Data<AppState>,
    _caller: Exporter,
    export: Path<String>,
) -> ApiResult<Json<Export>> {
    let id = super::id(&export)?;
    let known = record::stored(&state, id).await?;
    if !jobs::cancel(&state.db.staff, id, state.now()).await? {
        let status = record::stored(&state, id).await.map_or(known.status, |now| now.status);
        return Err(record::wrong_state(format!("The export is {status}, and then it can't be stopped.")));
    }
    Ok(Json(record::shown(&state, id).await?))
}
