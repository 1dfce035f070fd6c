//! `GET /api/v1/segments/{segment}/changes`.

use super::{of_path, rules};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Reader, ValidQuery},
    openapi::Problems,
    shape::customer_row,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use chrono::Duration;
use patron_api_types::segments::{SegmentChanges, SegmentChangesQuery};
use patron_db::segments::tracks;
use patron_domain::period::{day_of, day_start};

/// How old a comparison may be that is told without another one.
const RECENT: Duration = Duration::minutes(5);

/// People shown of each kind.
const SHOWN: i64 = 50;

/// Who came to a segment and who left it
///
/// Since the beginning of a day: whoever came and left again since is in neither. Members are compared once a day, and
/// when this is asked and the last comparison is older than five minutes: `as_of` says when. Another rule begins anew.
#[utoipa::path(tag = "segments", operation_id = "get_segment_changes",
    params(("segment" = String, Path, description = "The segment's name or id.", example = "high_value"),
        SegmentChangesQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "Who came and who left.", body = SegmentChanges), Problems))]
#[get("/api/v1/segments/{segment}/changes")]
pub async fn get_changes(
    state: Data<AppState>,
    _caller: Reader,
    segment: Path<String>,
    query: ValidQuery<SegmentChangesQuery>,
) -> ApiResult<Json<SegmentChanges>> {
    let segment = of_path(&state, &segment).await?;
    let asked = query.get()?.since;
    let at = rules::moment(&state);
    if asked > at.today() {
        return Err(ApiError::field("since", "must not be after today"));
    }
    tracks::compare(&state.db.staff, &segment, &at, Some(at.now - RECENT)).await?;
    let mut conn = state.db.staff.acquire().await?;
    let Some(track) = tracks::track(&mut conn, segment.key).await? else {
        // it asks for a segment that is gone, so nobody was ever in it
        return Ok(Json(SegmentChanges {
            since: at.today(),
            as_of: at.now,
            entered: 0,
            left: 0,
            entered_people: Vec::new(),
            left_people: Vec::new(),
        }));
    };
    let since = asked.max(day_of(track.tracked_since, at.zone));
    let changes = tracks::changes(&mut conn, segment.key, day_start(since, at.zone), SHOWN).await?;
    Ok(Json(SegmentChanges {
        since,
        as_of: track.compared_at,
        entered: changes.entered,
        left: changes.left,
        entered_people: changes.entered_people.into_iter().map(customer_row).collect(),
        left_people: changes.left_people.into_iter().map(customer_row).collect(),
    }))
}
