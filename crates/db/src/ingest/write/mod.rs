//! Writes a folded batch: a few statements, whatever the number of events.

mod consents;
mod events;
mod identities;
mod logins;
mod orders;
mod people;
mod touch;

use super::{Applied, Context, event::Incoming, outcome::Outcome, state::State};
use crate::{
    Result,
    merges::{self, Reason},
};
use chrono::{DurationRound as _, TimeDelta};
use sqlx::PgConnection;

/// Writes everything, people first: the rest refers to them. Of those the known ones first, because an address that
/// one of them gave up may be a new one's.
pub(super) async fn all(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    people::update(conn, state).await?;
    people::insert(conn, state).await?;
    logins::insert(conn, state).await?;
    logins::count(conn, state).await?;
    consents::insert(conn, state).await?;
    orders::write(conn, state).await?;
    identities::write(conn, state).await?;
    people::recount(conn, state).await?;
    events::write(conn, state).await?;
    touch::write(conn, state).await?;
    let pairs: Vec<_> = state.pairs.iter().copied().collect();
    merges::suggest_all(conn, &pairs, Reason::TwoUserIds, state.ctx.now).await
}

/// Counts what came in with a key, by minute and outcome.
pub(super) async fn count(
    conn: &mut PgConnection,
    ctx: &Context<'_>,
    events: &[Incoming],
    applied: &[Applied],
) -> Result<()> {
    let (mut stored, mut duplicate, mut waiting, mut rejected) = (0_i64, 0_i64, 0_i64, 0_i64);
    for (event, applied) in events.iter().zip(applied) {
        if event.key.is_none() {
            continue;
        }
        match applied {
            Applied::Outcome(Outcome::Stored(_)) => stored += 1,
            Applied::Outcome(Outcome::Duplicate(_)) => duplicate += 1,
            Applied::Outcome(Outcome::Waiting) => waiting += 1,
            Applied::Outcome(Outcome::Refused(_)) => rejected += 1,
            Applied::Alone => {}
        }
    }
    if stored + duplicate + waiting + rejected == 0 {
        return Ok(());
    }
    let minute = ctx.now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(ctx.now);
    sqlx::query!("select count_ingested($1, $2, $3, $4, $5)", minute, stored, duplicate, waiting, rejected)
        .fetch_one(conn)
        .await?;
    Ok(())
}
