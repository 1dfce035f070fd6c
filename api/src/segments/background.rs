//! Who counts segments while nobody looks: this loop of every server. A lock in the database has one of them do it at a
//! time.

use super::rules;
use crate::state::AppState;
use actix_web::{rt::time::sleep, web::Data};
use patron_db::segments::{
    counts::{self, Counted},
    store::{self, Segment},
    tracks::{self, Turn},
};
use patron_domain::{people_set::Moment, period::day_start};
use std::{collections::HashMap, time::Duration};

/// The first time is a while after the start, which has other work.
const AFTER_START: Duration = Duration::from_secs(60);

/// How often all segments are counted.
const EVERY: Duration = Duration::from_secs(300);

/// A count that is younger was made by somebody else meanwhile.
const YOUNG: chrono::Duration = chrono::Duration::minutes(4);

/// Counts all segments every five minutes, and compares once a day who is in each, for as long as the server runs.
pub async fn run(state: Data<AppState>) {
    sleep(AFTER_START).await;
    loop {
        if let Err(cause) = once(&state).await {
            tracing::warn!(%cause, "segments will be counted later");
        }
        sleep(EVERY).await;
    }
}

async fn once(state: &AppState) -> patron_db::Result<()> {
    let Some(turn) = Turn::take(&state.db.staff).await? else { return Ok(()) };
    let done = all(state).await;
    let ended = turn.end().await;
    done.and(ended)
}

async fn all(state: &AppState) -> patron_db::Result<()> {
    let mut conn = state.db.staff.acquire().await?;
    let segments = store::all(&mut conn).await?;
    let counted = counts::counts(&mut conn).await?;
    drop(conn);
    for segment in &segments {
        // one that can't be looked at leaves the others as they are
        if let Err(cause) = one(state, segment, &counted, &rules::moment(state)).await {
            tracing::warn!(%cause, segment = %segment.key, "the segment will be looked at later");
        }
    }
    Ok(())
}

async fn one(
    state: &AppState,
    segment: &Segment,
    counted: &HashMap<String, Counted>,
    at: &Moment,
) -> patron_db::Result<()> {
    let staff = &state.db.staff;
    // the day's first count makes the day's point
    let today = day_start(at.today(), at.zone);
    let fresh = counted
        .get(&segment.key.to_string())
        .is_some_and(|last| last.counted_at > at.now - YOUNG && last.counted_at >= today);
    if !fresh {
        counts::measure(staff, segment, at).await?;
    }
    tracks::compare(staff, segment, at, Some(today)).await?;
    Ok(())
}
