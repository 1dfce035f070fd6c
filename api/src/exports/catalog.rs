//! `GET /api/v1/exports/formats` and `GET /api/v1/exports/fields`.

use super::{fields, formats};
use crate::{extract::Exporter, openapi::Problems};
use actix_web::{get, web::Json};
use patron_api_types::exports::{ExportFields, ExportFormats};

/// List formats
///
/// Whom files can be made for, with their columns.
#[utoipa::path(tag = "exports", operation_id = "list_export_formats",
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "The formats.", body = ExportFormats), Problems))]
#[get("/api/v1/exports/formats")]
pub async fn list_export_formats(_caller: Exporter) -> Json<ExportFormats> {
    Json(ExportFormats { items: formats::info() })
}

/// List fields
///
/// What a file of one's own choice can hold.
#[utoipa::path(tag = "exports", operation_id = "list_export_fields",
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "The fields.", body = ExportFields), Problems))]
#[get("/api/v1/exports/fields")]
pub async fn list_export_fields(_caller: Exporter) -> Json<ExportFields> {
    Json(ExportFields { items: fields::all() })
}
