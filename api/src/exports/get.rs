//! `GET /api/v1/exports/{export}`.

use super::record;
use crate::{error::ApiResult, extract::Exporter, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use patron_api_types::exports::Export;

/// Get an export
///
/// How far it is, and what became of it.
#[utoipa::path(tag = "exports", operation_id = "get_export",
    params(("export" = String, Path, format = Uuid, description = "The export's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "The export.", body = Export), Problems))]
#[get("/api/v1/exports/{export}")]
pub async fn get_export(
    state: Data<AppState>,
    _caller: Exporter,
    export: Path<String>,
) -> ApiResult<Json<Export>> {
    Ok(Json(record::shown(&state, super::id(&export)?).await?))
}
