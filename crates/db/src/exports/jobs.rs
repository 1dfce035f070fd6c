//! What whoever makes a file writes about it. Each statement names the worker: one that was taken for dead and comes back
//! changes nothing, so that no file is ever made of the work of two.

use super::{Preview, chunks, people, records::Export};
use crate::{Result, StaffDb};
use chrono::{DateTime, Utc};
use patron_domain::ids::ExportId;
use sqlx::PgConnection;
use uuid::Uuid;

/// How often a file is begun before it is given up.
pub const ATTEMPTS: i32 = 5;

/// Which worker on which export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Claim {
    pub export: ExportId,
    pub runner: Uuid,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Done {
    pub rows: i64,
    pub bytes: i64,
}

/// Takes the oldest export that waits for a worker, or whose worker was last alive before `stale`. What a dead worker
/// left is removed: its snapshot is gone, so the file begins anew.
///
/// # Errors
/// When the database can't be reached.
pub async fn claim(
    db: &StaffDb,
    runner: Uuid,
    stale: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Export>> {
    let mut tx = db.begin().await?;
    let id = sqlx::query_scalar!(
        "update exports set status = 'running', runner = $1, heartbeat_at = $3, attempts = attempts + 1,
           rows_done = 0, bytes = 0, sha256 = null, rows_expected = null
         where id = (
           select id from exports
           where not streamed and attempts < $4 and (status = 'waiting' or (status = 'running' and heartbeat_at < $2))
           order by created_at limit 1 for update skip locked)
         returning id",
        runner,
        stale,
        now,
        ATTEMPTS
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(id) = id.map(ExportId) else { return Ok(None) };
    chunks::discard(&mut tx, id).await?;
    people::discard(&mut tx, id).await?;
    let export = super::records::get(&mut tx, id).await?;
    tx.commit().await?;
    Ok(export)
}

/// What a file is of, as it is found when it is begun.
#[derive(Debug)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Begin<'a> {
    pub rule: Option<serde_json::Value>,
    pub rule_text: Option<&'a str>,
    pub columns: &'a [String],
    pub snapshot_at: DateTime<Utc>,
}

/// Notes it. False when the export is no longer this worker's.
///
/// # Errors
/// When the database can't be reached.
pub async fn begin(conn: &mut PgConnection, claim: Claim, begin: &Begin<'_>) -> Result<bool> {
    let done = sqlx::query!(
        "update exports set rule = $3, rule_text = $4, columns = $5, snapshot_at = $6
         where id = $1 and runner = $2 and status = 'running'",
        claim.export.0,
        claim.runner,
        begin.rule,
        begin.rule_text,
        begin.columns,
        begin.snapshot_at
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes how many rows are to come.
///
/// # Errors
/// When the database can't be reached.
pub async fn expect(conn: &mut PgConnection, claim: Claim, rows: i64) -> Result<bool> {
    let done = sqlx::query!(
        "update exports set rows_expected = $3 where id = $1 and runner = $2 and status = 'running'",
        claim.export.0,
        claim.runner,
        rows
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says that the worker is alive and how far it is. False when the export is no longer its own.
///
/// # Errors
/// When the database can't be reached.
pub async fn advance(conn: &mut PgConnection, claim: Claim, done: Done, now: DateTime<Utc>) -> Result<bool> {
    let updated = sqlx::query!(
        "update exports set rows_done = greatest(rows_done, $3), bytes = greatest(bytes, $4), heartbeat_at = $5
         where id = $1 and runner = $2 and status = 'running'",
        claim.export.0,
        claim.runner,
        done.rows,
        done.bytes,
        now
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// A whole file.
#[derive(Debug)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Finished {
    pub done: Done,
    pub sha256: Vec<u8>,
    /// Who was left out; `None` when it could not be counted.
    pub counts: Option<Preview>,
    pub now: DateTime<Utc>,
    /// Until when a kept file stays.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Ends it well. False when the export is no longer this worker's.
///
/// # Errors
/// When the database can't be reached.
pub async fn finish(conn: &mut PgConnection, claim: Claim, file: &Finished) -> Result<bool> {
    let updated = sqlx::query!(
        "update exports set status = 'done', runner = null, rows_done = $3, rows_expected = $3, bytes = $4, sha256 = $5,
           withdrawn = $6, not_asked = $7, not_active = $8, finished_at = $9, expires_at = $10, failure = null
         where id = $1 and runner = $2 and status = 'running'",
        claim.export.0,
        claim.runner,
        file.done.rows,
        file.done.bytes,
        file.sha256,
        file.counts.map(|c| c.withdrawn),
        file.counts.map(|c| c.not_asked),
        file.counts.map(|c| c.not_active),
        file.now,
        file.expires_at
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// How an export ended that came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Its reader went away.
    Left,
    /// It could not be made.
    Failed,
}

/// Ends it with a reason for people. Who was in a part that was sent stays known; of a kept file nothing stays.
///
/// # Errors
/// When the database can't be reached.
pub async fn end(
    db: &StaffDb,
    claim: Claim,
    ended: Ended,
    why: &str,
    done: Done,
    now: DateTime<Utc>,
) -> Result<()> {
    let status = match ended {
        Ended::Left => "cancelled",
        Ended::Failed => "failed",
    };
    let mut tx = db.begin().await?;
    let streamed = sqlx::query_scalar!(
        "update exports set status = $3, failure = $4, runner = null, finished_at = $5, rows_done = $6, bytes = $7
         where id = $1 and runner = $2 and status = 'running' returning streamed",
        claim.export.0,
        claim.runner,
        status,
        why,
        now,
        done.rows,
        done.bytes
    )
    .fetch_optional(&mut *tx)
    .await?;
    if streamed == Some(false) {
        chunks::discard(&mut tx, claim.export).await?;
        people::discard(&mut tx, claim.export).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Stops an export that waits or is being made, and removes what of it is kept. False when it is neither.
///
/// # Errors
/// When the database can't be reached.
pub async fn cancel(db: &StaffDb, export: ExportId, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.begin().await?;
    let streamed = sqlx::query_scalar!(
        "update exports set status = 'cancelled', runner = null, finished_at = $2
         where id = $1 and status in ('waiting', 'running') returning streamed",
        export.0,
        now
    )
    .fetch_optional(&mut *tx)
    .await?;
    if streamed == Some(false) {
        chunks::discard(&mut tx, export).await?;
        people::discard(&mut tx, export).await?;
    }
    tx.commit().await?;
    Ok(streamed.is_some())
}
