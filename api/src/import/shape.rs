//! The store's imports as wire types, and as settings of the engine.

use super::plan::Settings;
use crate::error::{ApiError, ApiResult};
use patron_api_types::{
    imports::{Import, ImportStatus, RowCounts},
    problem::ErrorCode,
};
use patron_db::imports as store;

/// The wire type.
///
/// # Errors
/// When a stored word is unknown.
pub fn import(row: store::Import) -> ApiResult<Import> {
    let damaged = |cause: String| ApiError::new(ErrorCode::Internal).cause(cause);
    let settings = settings(&row).map_err(damaged)?;
    let status: ImportStatus =
        row.status.parse().map_err(|_| damaged("unknown word in imports.status".into()))?;
    let store::Counts { created, updated, unchanged, refused } = row.counts;
    Ok(Import {
        id: row.id,
        file_name: row.file_name,
        kind: settings.kind,
        format: settings.format,
        status,
        columns: row.columns,
        mapping: settings.mapping,
        as_of: settings.as_of,
        bytes: row.bytes,
        rows: row.rows,
        rows_done: row.rows_done,
        counts: RowCounts { created, updated, unchanged, refused },
        actor: row.actor,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        failure: row.failure,
    })
}

/// How its file is read.
///
/// # Errors
/// When a stored word is unknown.
pub fn settings(row: &store::Import) -> Result<Settings, String> {
    Ok(Settings {
        kind: row.kind.parse().map_err(|_| "unknown word in imports.kind")?,
        format: row.format.parse().map_err(|_| "unknown word in imports.format")?,
        mapping: serde_json::from_value(row.mapping.clone()).map_err(|e| format!("imports.mapping: {e}"))?,
        as_of: row.as_of,
    })
}
