//! `POST /api/v1/imports/{id}/start`.

use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use patron_api_types::imports::Import;
use patron_db::imports as store;

/// Start an import
///
/// Stores the rows, in the background: watch the import until it is `done`. One that was cancelled or failed goes on
/// where it was. The same file again changes nothing.
#[utoipa::path(tag = "imports", operation_id = "start_import",
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 202, description = "It is running.", body = Import), Problems))]
#[post("/api/v1/imports/{id}/start")]
pub async fn start_import(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<HttpResponse> {
    let id = super::id(&id)?;
    let import = super::stored(&state, id).await?;
    super::usable(&state, &import)?;
    let mut tx = state.db.staff.begin().await?;
    if !store::start(&mut tx, id, state.now()).await? {
        return Err(super::wrong_state(&import, "started"));
    }
    tx.commit().await.map_err(patron_db::Error::from)?;
    state.imports.wake();
    Ok(HttpResponse::Accepted().json(super::shown(&state, id).await?))
}
