//! A change of the store's zone, or of the week's first day, counted in the background.
//!
//! Statistics are kept in one calendar. When the shop's settings name another one, that is counted beside it from a
//! snapshot, while writers keep both; then it is shown. Until then the figures are those of the calendar before, and say
//! so. A change that is broken off is begun anew by the next call.

use crate::{OwnerDb, Result};
use sqlx::{Connection as _, PgConnection};

/// One at a time, whatever the number of nodes.
const LOCK: i64 = 0x7061_7472_6f6e_0005;

/// Whether the shop's settings name another calendar than the one shown.
///
/// # Errors
/// When the database can't be reached.
pub async fn is_pending(conn: &mut PgConnection) -> Result<bool> {
    let pending = sqlx::query_scalar!(
        r#"select exists (
             select from shop s where not exists (
               select from rollup_calendars c
               where c.ready and c.time_zone = s.time_zone and c.week_start = s.week_start)) as "pending!""#
    );
    Ok(pending.fetch_one(conn).await?)
}

/// Counts and shows the calendar that the shop's settings name, unless it is shown already. Returns whether anything was
/// to do; `false` also when another node is at it.
///
/// # Errors
/// When the database can't be reached; then the figures stay those of the calendar before.
pub async fn run_pending(owner: &OwnerDb) -> Result<bool> {
    // not of the pool: the lock is this connection's, and ends with it however the work ends
    let mut leader = owner.pool().acquire().await?.detach();
    let alone = sqlx::query_scalar!(r#"select pg_try_advisory_lock($1) as "alone!""#, LOCK)
        .fetch_one(&mut leader)
        .await?;
    if !alone {
        return Ok(false);
    }
    let mut changed = false;
    // the settings may change again meanwhile
    while let Some((zone, week_start)) = wanted(owner).await? {
        count(owner, &zone, &week_start).await?;
        changed = true;
    }
    sqlx::query_scalar!("select pg_advisory_unlock($1)", LOCK).fetch_one(&mut leader).await?;
    leader.close().await?;
    Ok(changed)
}

/// The settings' calendar, if it is not the one shown.
async fn wanted(owner: &OwnerDb) -> Result<Option<(String, String)>> {
    let row = sqlx::query!(
        "select s.time_zone, s.week_start from shop s where not exists (
           select from rollup_calendars c
           where c.ready and c.time_zone = s.time_zone and c.week_start = s.week_start)"
    )
    .fetch_optional(owner.pool())
    .await?;
    Ok(row.map(|r| (r.time_zone, r.week_start)))
}

async fn count(owner: &OwnerDb, zone: &str, week_start: &str) -> Result<()> {
    let mut begun = owner.begin().await?;
    let generation =
        sqlx::query_scalar!(r#"select begin_calendar($1, $2) as "generation!""#, zone, week_start)
            .fetch_one(&mut *begun)
            .await?;
    // its snapshot is taken while nobody writes, and before anybody keeps the new calendar
    let mut counting = owner.begin().await?;
    sqlx::raw_sql(
        "set transaction isolation level repeatable read; set local work_mem = '256MB';
         set local max_parallel_workers_per_gather = 0; select 1 from shop",
    )
    .execute(&mut *counting)
    .await?;
    begun.commit().await?;
    sqlx::query!("select count_calendar($1, $2, $3)", generation, zone, week_start)
        .execute(&mut *counting)
        .await?;
    counting.commit().await?;
    sqlx::query!("select show_calendar($1)", generation).execute(owner.pool()).await?;
    sqlx::query!("select drop_generations()").execute(owner.pool()).await?;
    Ok(())
}
