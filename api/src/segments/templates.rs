//! `GET /api/v1/segments/templates`.

use crate::{extract::Reader, openapi::Problems};
use actix_web::{get, web::Json};
use patron_api_types::segments::{SegmentTemplate, SegmentTemplates};
use patron_domain::rule::templates::TEMPLATES;

/// Rules to start from
///
/// Ready rules, whose numbers are to be changed as one likes. They belong to nobody and hold nobody until they are
/// saved as a segment.
#[utoipa::path(tag = "segments", operation_id = "list_segment_templates",
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The rules.", body = SegmentTemplates), Problems))]
#[get("/api/v1/segments/templates")]
pub async fn list_templates(_caller: Reader) -> Json<SegmentTemplates> {
    let items = TEMPLATES.iter().map(|template| {
        let rule = template.rule();
        SegmentTemplate {
            name: template.name.to_owned(),
            title: template.title.to_owned(),
            definition: template.definition.to_owned(),
            text: rule.to_string(),
            rule,
        }
    });
    Json(SegmentTemplates { items: items.collect() })
}
