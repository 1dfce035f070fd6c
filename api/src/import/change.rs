//! `PATCH /api/v1/imports/{id}`.

use super::{
    column::Column,
    formats,
    header::Mapping,
    plan::{Settings, check_day},
    shape,
};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    patch,
    web::{Data, Json, Path},
};
use patron_api_types::{
    imports::{Import, ImportSettings},
    problem::ErrorCode,
};
use patron_db::imports as store;

/// Change how a file is read
///
/// Before it is started, or after it was stopped; what was counted before goes, and it begins anew. Another kind or
/// format sets the mapping anew unless one is given.
#[utoipa::path(tag = "imports", operation_id = "update_import", request_body = ImportSettings,
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The import.", body = Import), Problems))]
#[patch("/api/v1/imports/{id}")]
pub async fn change_import(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
    body: ValidJson<ImportSettings>,
) -> ApiResult<Json<Import>> {
    let id = super::id(&id)?;
    let import = super::stored(&state, id).await?;
    let changes = body.get()?;
    let mut checked = Checked::default();
    let before = shape::settings(&import).map_err(|e| ApiError::new(ErrorCode::Internal).cause(e))?;
    let settings = changed(&before, changes, &import.columns);
    check(&mut checked, &settings, &import.columns);
    if let Err(why) = check_day(settings.as_of, &state.shop, state.now()) {
        checked.fault("/as_of", why);
    }
    checked.done()?;
    let mapping = serde_json::to_value(&settings.mapping)
        .map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    let wanted = store::Settings {
        kind: settings.kind.as_str(),
        format: settings.format.as_str(),
        mapping,
        as_of: settings.as_of,
    };
    let mut tx = state.db.staff.begin().await?;
    if !store::change(&mut tx, id, &wanted).await? {
        return Err(super::wrong_state(&import, "changed"));
    }
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(Json(super::shown(&state, id).await?))
}

fn changed(before: &Settings, changes: ImportSettings, columns: &[String]) -> Settings {
    let (kind, format) = (changes.kind.unwrap_or(before.kind), changes.format.unwrap_or(before.format));
    let other = changes.kind.is_some() || changes.format.is_some();
    let mapping = match changes.mapping {
        Some(mapping) => mapping,
        None if other => formats::mapping(kind, format, columns),
        None => before.mapping.clone(),
    };
    Settings { kind, format, mapping, as_of: changes.as_of.unwrap_or(before.as_of) }
}

/// Names what is wrong with a mapping, by its column.
fn check(checked: &mut Checked, settings: &Settings, columns: &[String]) {
    let fields = Column::of_kind(settings.kind);
    let mapping: &Mapping = &settings.mapping;
    for (column, field) in mapping {
        let pointer = format!("/mapping/{}", column.replace('~', "~0").replace('/', "~1"));
        if !columns.contains(column) {
            checked.fault(&pointer, "is no column of the file");
        } else if !Column::named(field).is_some_and(|field| fields.contains(&field)) {
            checked.fault(&pointer, format!("must be a field of {}", settings.kind));
        }
    }
}
