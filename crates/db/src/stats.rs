//! Statistics from the rollups that the writing transactions keep: the time they take depends on the days asked, not on
//! how many customers there are. A file per answer; each reads the calendar, and then all else in one statement, so
//! that its numbers belong together.
//!
//! A reader gives nothing when the calendar changed between the two: read it again and ask anew.

pub mod calendar;
pub mod calendar_change;
pub mod channels;
pub mod consents;
pub mod engagement;
mod figures;
pub mod growth;
pub mod login_health;
pub mod overview;
pub mod prepared;
pub mod span;
pub mod verify;

use crate::Result;
use sqlx::PgConnection;

/// Live profiles.
///
/// # Errors
/// When the database can't be reached.
pub async fn customers(conn: &mut PgConnection) -> Result<i64> {
    let n = sqlx::query_scalar!(
        r#"select coalesce(sum(value), 0)::bigint as "n!" from rollup_totals where metric = 'customers'"#
    )
    .fetch_one(conn)
    .await?;
    Ok(n)
}

/// What has been committed now, as a word: while it stays the same, every statement finds the same rows.
///
/// # Errors
/// When the database can't be reached.
pub async fn moment(conn: &mut PgConnection) -> Result<String> {
    let moment = sqlx::query_scalar!(r#"select pg_current_snapshot()::text as "moment!""#);
    Ok(moment.fetch_one(conn).await?)
}

/// Puts together what many writers at once left apart; readers see the same sums before and after. Called now and
/// then, for each of [`SLOT_GROUPS`] on its own, so that writers never wait.
///
/// # Errors
/// When the database can't be reached.
pub async fn compact(conn: &mut PgConnection, slot_group: i32) -> Result<()> {
    sqlx::query!("select compact_rollups($1)", slot_group).execute(conn).await?;
    Ok(())
}

/// Groups of slots; see `migrations/…_compact_rollups.sql`.
pub const SLOT_GROUPS: std::ops::Range<i32> = 0..4;
