//! Segments of the store as wire types.

use crate::{error::ApiResult, state::AppState};
use chrono::{Days, NaiveDate};
use patron_api_types::segments::{Segment, SegmentPoint, SegmentSummary, SegmentUse, SegmentUser};
use patron_db::segments::{
    counts::{self, Counted, Point},
    store,
};
use patron_domain::people_set::Moment;

/// How many days a summary shows.
const POINTS: u64 = 30;

/// The first of the days that a summary shows.
pub fn first_day(at: &Moment) -> NaiveDate {
    back(at, POINTS)
}

/// The first of the last `days` days, today included.
pub fn back(at: &Moment, days: u64) -> NaiveDate {
    let today = at.today();
    today.checked_sub_days(Days::new(days.saturating_sub(1))).unwrap_or(today)
}

pub const fn point(p: Point) -> SegmentPoint {
    SegmentPoint { day: p.day, people: p.people, reachable_email: p.reachable_email }
}

/// What a list shows of a segment.
pub fn summary(segment: store::Segment, counted: Counted, points: Vec<Point>) -> SegmentSummary {
    SegmentSummary {
        name: segment.key,
        title: segment.title,
        definition: segment.definition,
        built_in: segment.made.is_none(),
        audience: segment.audience,
        channel: segment.channel,
        text: segment.rule.to_string(),
        rule: segment.rule,
        people: counted.people,
        reachable_email: counted.reachable_email,
        as_of: counted.counted_at,
        points: points.into_iter().map(point).collect(),
        failure: counted.failure,
    }
}

/// A segment with what it hangs together with.
pub async fn whole(
    state: &AppState,
    segment: store::Segment,
    counted: Counted,
    at: &Moment,
) -> ApiResult<Segment> {
    let mut conn = state.db.staff.acquire().await?;
    let points = counts::history(&mut conn, segment.key, first_day(at)).await?;
    let users = store::users(&mut conn, segment.key).await?;
    let made = segment.made.clone();
    Ok(Segment {
        summary: summary(segment, counted, points),
        created_at: made.as_ref().map(|made| made.created_at),
        updated_at: made.as_ref().map(|made| made.updated_at),
        created_by: made.and_then(|made| made.created_by),
        used_by: users.into_iter().map(user).collect(),
    })
}

fn user(used: store::Use) -> SegmentUse {
    let kind = if used.campaign { SegmentUser::Campaign } else { SegmentUser::Segment };
    SegmentUse { kind, id: used.id, title: used.title }
}
