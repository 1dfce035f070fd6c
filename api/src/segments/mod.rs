//! Segments: rules that are kept, how many people they mean, who these are and why.

pub mod background;
pub mod change;
pub mod changes;
pub mod conditions;
pub mod create;
pub mod delete;
pub mod explain;
pub mod get;
pub mod history;
pub mod list;
pub mod overlap;
pub mod preview;
pub mod rules;
mod shape;
pub mod templates;

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use futures_util::future::join;
use patron_db::segments::{
    counts::{self, Counted},
    store::{self, Segment},
    tracks,
};
use patron_domain::{people_set::Moment, rule::SegmentKey};

/// The segment that a path names. What is no key names nothing, so it is not found like an unknown one.
async fn of_path(state: &AppState, path: &str) -> ApiResult<Segment> {
    let found = match path.parse::<SegmentKey>() {
        Ok(key) => store::get(&mut *state.db.staff.acquire().await?, key).await?,
        Err(_) => None,
    };
    found.ok_or_else(not_found)
}

fn not_found() -> ApiError {
    ApiError::not_found("segment")
}

/// Counts a segment whose rule is new, and notes who is in it. The latter is not what the caller waits for: if it fails,
/// the next round in the background does it.
async fn begin(state: &AppState, segment: &Segment, at: &Moment) -> ApiResult<Counted> {
    let staff = &state.db.staff;
    let (counted, noted) =
        join(counts::measure(staff, segment, at), tracks::compare(staff, segment, at, None)).await;
    if let Err(cause) = noted {
        tracing::warn!(%cause, segment = %segment.key, "who is in the segment will be noted later");
    }
    Ok(counted?)
}
