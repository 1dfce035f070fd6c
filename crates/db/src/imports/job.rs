//! What a worker writes about an import. Each statement names the worker: one that was taken for dead and comes back
//! changes nothing, so that no row is ever stored or counted by two.

use super::{Counts, Import};
use crate::Result;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Which worker on which import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Claim {
    pub import: Uuid,
    pub runner: Uuid,
}

/// What a chunk of rows came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Step {
    pub rows: i64,
    pub counts: Counts,
}

/// Takes the oldest import that waits for a worker, or whose worker was last alive before `stale`.
///
/// # Errors
/// When the database can't be reached.
pub async fn claim(
    conn: &mut PgConnection,
    runner: Uuid,
    stale: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Import>> {
    let id = sqlx::query_scalar!(
        "update imports set runner = $1, heartbeat_at = $3 where id = (
           select id from imports
           where status in ('checking', 'running') and (heartbeat_at is null or heartbeat_at < $2)
           order by created_at limit 1 for update skip locked)
         returning id",
        runner,
        stale,
        now
    )
    .fetch_optional(&mut *conn)
    .await?;
    match id {
        Some(id) => super::get(conn, id).await,
        None => Ok(None),
    }
}

/// Says that the worker is alive. False when the import is no longer its own.
///
/// # Errors
/// When the database can't be reached.
pub async fn beat(conn: &mut PgConnection, claim: Claim, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "update imports set heartbeat_at = $3
         where id = $1 and runner = $2 and status in ('checking', 'running')",
        claim.import,
        claim.runner,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Begins a check anew: a worker that died left half of one.
///
/// # Errors
/// When the database can't be reached.
pub async fn begin_check(conn: &mut PgConnection, claim: Claim) -> Result<bool> {
    let done = sqlx::query!(
        "update imports set rows_done = 0, created = 0, updated = 0, unchanged = 0, refused = 0
         where id = $1 and runner = $2 and status = 'checking'",
        claim.import,
        claim.runner
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 1 {
        super::forget(conn, claim.import).await?;
    }
    Ok(done.rows_affected() == 1)
}

/// How many chunks of `lane` are stored.
///
/// # Errors
/// When the database can't be reached.
pub async fn chunks_done(conn: &mut PgConnection, import: Uuid, lane: i32) -> Result<i64> {
    let chunks = sqlx::query_scalar!(
        "select chunks from import_progress where import_id = $1 and lane = $2",
        import,
        lane
    )
    .fetch_optional(conn)
    .await?;
    Ok(chunks.unwrap_or(0))
}

/// Adds a chunk to what is done: last in the transaction that stores it, because the record is everybody's. Gives
/// how many rows are refused by now; `None` when the import is no longer this worker's, and then nothing may be
/// committed.
///
/// # Errors
/// When the database can't be reached.
pub async fn advance(
    conn: &mut PgConnection,
    claim: Claim,
    step: Step,
    now: DateTime<Utc>,
) -> Result<Option<i64>> {
    let counts = step.counts;
    Ok(sqlx::query_scalar!(
        "update imports set rows_done = rows_done + $3, created = created + $4, updated = updated + $5,
           unchanged = unchanged + $6, refused = refused + $7, heartbeat_at = $8
         where id = $1 and runner = $2 and status in ('checking', 'running')
         returning refused",
        claim.import,
        claim.runner,
        step.rows,
        counts.created,
        counts.updated,
        counts.unchanged,
        counts.refused,
        now
    )
    .fetch_optional(conn)
    .await?)
}

/// Notes that chunk `n` (from 0) of `lane` is stored. False when it was before.
///
/// # Errors
/// When the database can't be reached.
pub async fn chunk_done(conn: &mut PgConnection, import: Uuid, lane: i32, n: i64) -> Result<bool> {
    let done = sqlx::query!(
        "insert into import_progress as p (import_id, lane, chunks) values ($1, $2, $3::bigint + 1)
         on conflict on constraint import_progress_pkey do update set chunks = excluded.chunks
         where p.chunks = $3::bigint",
        import,
        lane,
        n
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a check (`checked`) or an import (`done`).
///
/// # Errors
/// When the database can't be reached.
pub async fn finish(conn: &mut PgConnection, claim: Claim, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "update imports set status = case status when 'checking' then 'checked' else 'done' end, runner = null,
           finished_at = case status when 'checking' then null else $3::timestamptz end
         where id = $1 and runner = $2 and status in ('checking', 'running')",
        claim.import,
        claim.runner,
        now
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 1 {
        sqlx::query!("delete from import_progress where import_id = $1", claim.import).execute(conn).await?;
    }
    Ok(done.rows_affected() == 1)
}

/// Ends it with a reason for people; an import can go on from there.
///
/// # Errors
/// When the database can't be reached.
pub async fn fail(conn: &mut PgConnection, claim: Claim, why: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update imports set status = 'failed', failure = $3, runner = null, finished_at = $4
         where id = $1 and runner = $2 and status in ('checking', 'running')",
        claim.import,
        claim.runner,
        why,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
