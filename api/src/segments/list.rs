//! `GET /api/v1/segments`.

use super::{rules, shape};
use crate::{error::ApiResult, extract::Reader, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::segments::{SegmentSummary, Segments};
use patron_db::segments::{
    counts::{self, Counted},
    store::{self, Segment},
};
use patron_domain::people_set::Moment;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// How long a list may count.
const BUDGET: Duration = Duration::from_millis(300);

/// List segments
///
/// High value, recent signups and inactive people, then the shop's own: how many they are, how many of them can be
/// written to by email, and their size on the last days. Use their names as `segment` in lists and exports. The counts
/// are of now, or where there is too much to count at once, of the last minutes: `as_of` says it.
#[utoipa::path(tag = "segments", operation_id = "list_segments",
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The segments.", body = Segments), Problems))]
#[get("/api/v1/segments")]
pub async fn list_segments(state: Data<AppState>, _caller: Reader) -> ApiResult<Json<Segments>> {
    let at = rules::moment(&state);
    let mut conn = state.db.staff.acquire().await?;
    let segments = store::all(&mut conn).await?;
    let mut counted = counts::counts(&mut conn).await?;
    drop(conn);
    recount(&state, &segments, &mut counted, &at).await?;
    let mut conn = state.db.staff.acquire().await?;
    let mut points = counts::points(&mut conn, shape::first_day(&at)).await?;
    let items: Vec<SegmentSummary> = segments
        .into_iter()
        .filter_map(|segment| {
            let key = segment.key.to_string();
            let points = points.remove(&key).unwrap_or_default();
            counted.remove(&key).map(|counted| shape::summary(segment, counted, points))
        })
        .collect();
    Ok(Json(Segments { items }))
}

/// Counts the ones that never were, then the others, oldest count first, for as long as there is time.
async fn recount(
    state: &AppState,
    segments: &[Segment],
    counted: &mut HashMap<String, Counted>,
    at: &Moment,
) -> ApiResult<()> {
    let mut order: Vec<(&Segment, Option<Counted>)> =
        segments.iter().map(|segment| (segment, counted.get(&segment.key.to_string()).cloned())).collect();
    // `None` comes first
    order.sort_by_key(|(_, last)| last.as_ref().map(|last| last.counted_at));
    let begun = Instant::now();
    let mut fresh = 0;
    for (segment, last) in order {
        if let Some(last) = last {
            let expected = Duration::from_millis(u64::try_from(last.took_ms).unwrap_or(0));
            let over = begun.elapsed() >= BUDGET;
            // one that takes long is left to the background, unless it is the only thing to do
            if over || (fresh > 0 && begun.elapsed() + expected > BUDGET) {
                continue;
            }
        }
        let now = counts::measure(&state.db.staff, segment, at).await?;
        counted.insert(segment.key.to_string(), now);
        fresh += 1;
    }
    Ok(())
}
