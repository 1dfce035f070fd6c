//! Who computes the reports: this loop of every server. A lock in the database has one of them do it at a time.

use crate::state::AppState;
use actix_web::web::Data;
use patron_db::stats::{
    calendar_change,
    prepared::{self, Turn, Wanted},
};
use std::time::Duration;

/// How often is looked whether another server was asked, or the reports have grown old.
const EVERY: Duration = Duration::from_secs(3);

/// Computes when somebody asks, when nothing is there, and when what is there is old and something has changed; until
/// it is aborted.
pub async fn run(state: Data<AppState>) {
    let mut failing = false;
    loop {
        match once(&state).await {
            Ok(()) => failing = false,
            // said once, not every few seconds for as long as the database is away
            Err(cause) if !failing => {
                failing = true;
                tracing::warn!(%cause, "reports will be computed later");
            }
            Err(cause) => tracing::debug!(%cause, "reports still can't be computed"),
        }
        state.prepared.or_after(EVERY).await;
    }
}

async fn once(state: &AppState) -> patron_db::Result<()> {
    let mut conn = state.db.staff.acquire().await?;
    // the days of the reports are the calendar's, so it comes first
    if calendar_change::is_pending(&mut conn).await? && calendar_change::run_pending(&state.db.owner).await? {
        tracing::info!("statistics are counted in the new time zone");
    }
    let wanted = prepared::wanted(&mut conn, state.now()).await?;
    drop(conn);
    if wanted == Wanted::Nothing {
        return Ok(());
    }
    let Some(mut turn) = Turn::take(&state.db.owner).await? else { return Ok(()) };
    // somebody else may have done it before this one had the turn: it looks again
    let done = turn
        .work(state.clock, |step, took| tracing::debug!(%step, millis = took.as_millis(), "computed"))
        .await;
    if matches!(done, Ok(Wanted::Compute)) {
        tracing::info!("retention, lifetime value and RFM computed");
    }
    let ended = turn.end().await;
    done.and(ended)
}
