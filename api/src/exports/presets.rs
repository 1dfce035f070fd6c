//! `/api/v1/exports/presets`: choices of columns that were saved.

use super::formats::{self, Chosen};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, Exporter, StaffCaller, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use patron_api_types::{
    exports::{CsvFlavour, ExportFormat, ExportPreset, ExportPresets, FileType, NewExportPreset},
    problem::ErrorCode,
};
use patron_db::exports::presets::{self as store, NewPreset};
use patron_domain::{consent::Channel, ids::ExportPresetId, text};

/// List presets
///
/// By name.
#[utoipa::path(tag = "exports", operation_id = "list_export_presets",
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "The presets.", body = ExportPresets), Problems))]
#[get("/api/v1/exports/presets")]
pub async fn list_export_presets(state: Data<AppState>, _caller: Exporter) -> ApiResult<Json<ExportPresets>> {
    let presets = store::list(&mut *state.db.staff.acquire().await?).await?;
    Ok(Json(ExportPresets { items: presets.into_iter().map(shape).collect::<ApiResult<_>>()? }))
}

/// Save a preset
///
/// Fields in order, each under a header of one's own; files of it are marketing files.
#[utoipa::path(tag = "exports", operation_id = "save_export_preset", request_body = NewExportPreset,
    security(("staff" = [])),
    responses((status = 201, description = "The preset.", body = ExportPreset), Problems))]
#[post("/api/v1/exports/presets")]
pub async fn save_export_preset(
    state: Data<AppState>,
    caller: StaffCaller,
    body: ValidJson<NewExportPreset>,
) -> ApiResult<HttpResponse> {
    let mut new = body.get()?;
    if new.columns.is_empty() || new.columns.len() > 60 {
        return Err(ApiError::field("/columns", "must be 1 to 60 columns"));
    }
    let mut checked = Checked::default();
    let title = checked.take("/title", text::required(&new.title, 100));
    for (n, column) in new.columns.iter_mut().enumerate() {
        column.header = checked.take(&format!("/columns/{n}/header"), text::required(&column.header, 100));
    }
    checked.done()?;
    formats::layout(ExportFormat::Custom, &Chosen::Preset(new.columns.clone()), false)
        .map_err(|why| ApiError::field("/columns", why.0))?;
    let columns = serde_json::to_value(&new.columns);
    let columns = columns.map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    let actor = caller.actor();
    let preset = NewPreset {
        title: &title,
        columns,
        file: new.file.unwrap_or(FileType::Csv),
        flavour: new.flavour.unwrap_or(CsvFlavour::Guarded).as_str(),
        channel: new.channel.unwrap_or(Channel::Email),
        actor: &actor,
    };
    let mut conn = state.db.staff.acquire().await?;
    let id = store::create(&mut conn, &preset, state.now()).await?;
    let taken =
        || ApiError::field("/title", format!("another preset has it, or there are {} presets", store::MOST));
    let saved = store::get(&mut conn, id.ok_or_else(taken)?).await?.ok_or_else(missing)?;
    Ok(HttpResponse::Created().json(shape(saved)?))
}

/// Remove a preset
///
/// Exports that were made with it keep its name.
#[utoipa::path(tag = "exports", operation_id = "delete_export_preset",
    params(("preset" = String, Path, format = Uuid, description = "The preset's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 204, description = "It is gone."), Problems))]
#[delete("/api/v1/exports/presets/{preset}")]
pub async fn delete_export_preset(
    state: Data<AppState>,
    _caller: StaffCaller,
    preset: Path<String>,
) -> ApiResult<HttpResponse> {
    let id: ExportPresetId = preset.parse().map_err(|_| missing())?;
    if !store::delete(&mut *state.db.staff.acquire().await?, id).await? {
        return Err(missing());
    }
    Ok(HttpResponse::NoContent().finish())
}

fn missing() -> ApiError {
    ApiError::not_found("preset")
}

fn shape(p: store::Preset) -> ApiResult<ExportPreset> {
    let columns = serde_json::from_value(p.columns);
    Ok(ExportPreset {
        id: p.id,
        title: p.title,
        columns: columns.map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?,
        file: p.file,
        flavour: p.flavour.parse().unwrap_or(CsvFlavour::Guarded),
        channel: p.channel,
        created_by: p.created_by,
        created_at: p.created_at,
    })
}
