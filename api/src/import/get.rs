//! `GET /api/v1/imports/{id}`.

use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use patron_api_types::imports::Import;

/// Get an import
///
/// How far it is, and what became of its rows so far.
#[utoipa::path(tag = "imports", operation_id = "get_import",
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The import.", body = Import), Problems))]
#[get("/api/v1/imports/{id}")]
pub async fn get_import(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<Json<Import>> {
    Ok(Json(super::shown(&state, super::id(&id)?).await?))
}
