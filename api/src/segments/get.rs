//! `GET /api/v1/segments/{segment}`.

use super::{of_path, rules, shape};
use crate::{error::ApiResult, extract::Reader, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use patron_api_types::segments::Segment;
use patron_db::segments::counts;

/// A segment
///
/// Counted now, with its rule as a tree and in one line, and what refers to it.
#[utoipa::path(tag = "segments", operation_id = "get_segment",
    params(("segment" = String, Path, description = "The segment's name or id.", example = "high_value")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The segment.", body = Segment), Problems))]
#[get("/api/v1/segments/{segment}")]
pub async fn get_segment(
    state: Data<AppState>,
    _caller: Reader,
    segment: Path<String>,
) -> ApiResult<Json<Segment>> {
    let segment = of_path(&state, &segment).await?;
    let at = rules::moment(&state);
    let counted = counts::measure(&state.db.staff, &segment, &at).await?;
    Ok(Json(shape::whole(&state, segment, counted, &at).await?))
}
