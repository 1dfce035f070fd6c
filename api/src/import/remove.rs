//! `DELETE /api/v1/imports/{id}`.

use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    HttpResponse, delete,
    web::{Data, Path},
};
use patron_db::imports::file;

/// Remove an import's file
///
/// The uploaded bytes go; the record and the refused rows stay.
#[utoipa::path(tag = "imports", operation_id = "delete_import_file",
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 204, description = "The file is gone."), Problems))]
#[delete("/api/v1/imports/{id}")]
pub async fn remove_import_file(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<HttpResponse> {
    let id = super::id(&id)?;
    let import = super::stored(&state, id).await?;
    let mut tx = state.db.staff.begin().await?;
    if !file::remove(&mut tx, id).await? {
        return Err(super::wrong_state(&import, "removed"));
    }
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(HttpResponse::NoContent().finish())
}
