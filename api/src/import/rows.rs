//! `GET /api/v1/imports/{id}/rows`.

use crate::{
    error::{ApiError, ApiResult},
    extract::{StaffCaller, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use patron_api_types::{
    imports::{ImportRow, ImportRows, RowAction},
    problem::ErrorCode,
};
use patron_db::imports::rows;
use serde::Deserialize;

/// How many rows are shown.
const SHOWN: i64 = 100;

/// Which rows of an import are shown.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RowsQuery {
    /// Only rows that do this.
    #[param(example = "refuse")]
    #[serde(default)]
    pub action: Option<RowAction>,
}

/// Look at an import's rows
///
/// Refused rows with their reasons and, after a check, the first hundred of the file; the first hundred of those. All
/// refused ones are in `refused.csv`.
#[utoipa::path(tag = "imports", operation_id = "list_import_rows",
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), RowsQuery),
    security(("staff" = [])),
    responses((status = 200, description = "The rows.", body = ImportRows), Problems))]
#[get("/api/v1/imports/{id}/rows")]
pub async fn list_import_rows(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
    query: ValidQuery<RowsQuery>,
) -> ApiResult<Json<ImportRows>> {
    let query = query.get()?;
    let id = super::id(&id)?;
    let import = super::stored(&state, id).await?;
    let kept = {
        let mut conn = state.db.staff.acquire().await?;
        let action = query.action.map(RowAction::as_str);
        rows::list(&mut conn, state.db.staff.keyring(), id, action, 0, SHOWN).await?
    };
    let shape = |row: rows::Row| -> ApiResult<ImportRow> {
        let unknown = |_| ApiError::new(ErrorCode::Internal).cause("unknown word in import_rows.action");
        Ok(ImportRow {
            line: row.line,
            action: row.action.parse().map_err(unknown)?,
            detail: row.detail,
            cells: import.columns.iter().cloned().zip(row.cells).collect(),
        })
    };
    Ok(Json(ImportRows { items: kept.into_iter().map(shape).collect::<ApiResult<_>>()? }))
}
