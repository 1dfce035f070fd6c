//! `GET /api/v1/segments/{segment}/history`.

use super::{of_path, rules, shape};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use patron_api_types::segments::{SegmentHistory, SegmentHistoryQuery};
use patron_db::segments::counts;

/// How many days, and at most.
const DAYS: (u16, u16) = (90, 1000);

/// A segment's size over time
///
/// A point for each day: its size at the end of the day, and for today when it was last counted. It begins when the
/// segment was made.
#[utoipa::path(tag = "segments", operation_id = "get_segment_history",
    params(("segment" = String, Path, description = "The segment's name or id.", example = "high_value"),
        SegmentHistoryQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The points.", body = SegmentHistory), Problems))]
#[get("/api/v1/segments/{segment}/history")]
pub async fn get_history(
    state: Data<AppState>,
    _caller: Reader,
    segment: Path<String>,
    query: ValidQuery<SegmentHistoryQuery>,
) -> ApiResult<Json<SegmentHistory>> {
    let segment = of_path(&state, &segment).await?;
    let (default, most) = DAYS;
    let days = query.get()?.days.unwrap_or(default);
    if !(1..=most).contains(&days) {
        return Err(ApiError::field("days", format!("must be 1 to {most}")));
    }
    let since = shape::back(&rules::moment(&state), days.into());
    let mut conn = state.db.staff.acquire().await?;
    let points = counts::history(&mut conn, segment.key, since).await?;
    Ok(Json(SegmentHistory { items: points.into_iter().map(shape::point).collect() }))
}
