//! Imports of files as jobs: the record of each, its settings and where it stands. The file's bytes are in [`mod@file`],
//! what a worker writes in [`job`], kept rows in [`rows`], and the way of rows into the store in [`store`].
//!
//! Kind, format and status are words of the wire types; this module only decides which status may follow which.

pub mod file;
pub mod job;
pub mod rows;
pub mod store;

use crate::Result;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// How many imports a list has.
const LISTED: i64 = 100;

/// Rows by what they do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Counts {
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
}

/// An import.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Import {
    pub id: Uuid,
    pub file_name: String,
    pub kind: String,
    pub format: String,
    pub status: String,
    pub columns: Vec<String>,
    pub mapping: serde_json::Value,
    pub as_of: NaiveDate,
    pub bytes: i64,
    pub rows: i64,
    pub rows_done: i64,
    pub counts: Counts,
    pub actor: String,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub failure: Option<String>,
    /// Whether the file's bytes are still here.
    pub has_file: bool,
}

/// An import to be made.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct NewImport<'a> {
    pub id: Uuid,
    pub file_name: &'a str,
    pub kind: &'a str,
    pub format: &'a str,
    pub columns: &'a [String],
    pub mapping: serde_json::Value,
    pub as_of: NaiveDate,
    pub bytes: i64,
    pub rows: i64,
    pub actor: &'a str,
}

/// How a file is to be read.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Settings<'a> {
    pub kind: &'a str,
    pub format: &'a str,
    pub mapping: serde_json::Value,
    pub as_of: NaiveDate,
}

macro_rules! read {
    ($fetch:ident, $conn:expr, $rest:literal, $arg:expr) => {
        sqlx::query!(
            "select id, file_name, kind, format, status, columns, mapping, as_of, bytes, row_count, rows_done,
               created, updated, unchanged, refused, actor, created_at, started_at, finished_at, failure, has_file
             from imports " + $rest,
            $arg
        )
        .map(|r| Import {
            id: r.id,
            file_name: r.file_name,
            kind: r.kind,
            format: r.format,
            status: r.status,
            columns: r.columns,
            mapping: r.mapping,
            as_of: r.as_of,
            bytes: r.bytes,
            rows: r.row_count,
            rows_done: r.rows_done,
            counts: Counts {
                created: r.created,
                updated: r.updated,
                unchanged: r.unchanged,
                refused: r.refused,
            },
            actor: r.actor,
            created_at: r.created_at,
            started_at: r.started_at,
            finished_at: r.finished_at,
            failure: r.failure,
            has_file: r.has_file,
        })
        .$fetch($conn)
        .await
    };
}

/// Makes the record of an uploaded file.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(conn: &mut PgConnection, new: &NewImport<'_>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into imports (id, file_name, kind, format, status, columns, mapping, as_of, bytes, row_count, actor,
           created_at)
         values ($1, $2, $3, $4, 'uploaded', $5, $6, $7, $8, $9, $10, $11)",
        new.id,
        new.file_name,
        new.kind,
        new.format,
        new.columns,
        new.mapping,
        new.as_of,
        new.bytes,
        new.rows,
        new.actor,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An import.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, id: Uuid) -> Result<Option<Import>> {
    Ok(read!(fetch_optional, conn, "where id = $1", id)?)
}

/// The newest imports, newest first.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<Import>> {
    Ok(read!(fetch_all, conn, "order by created_at desc, id desc limit $1", LISTED)?)
}

/// Changes how a file is read, which makes it new: what was counted before goes. False when it is being worked on, is
/// done, or is not there.
///
/// # Errors
/// When the database can't be reached.
pub async fn change(conn: &mut PgConnection, id: Uuid, settings: &Settings<'_>) -> Result<bool> {
    let done = sqlx::query!(
        "update imports set kind = $2, format = $3, mapping = $4, as_of = $5, status = 'uploaded', rows_done = 0,
           created = 0, updated = 0, unchanged = 0, refused = 0, started_at = null, finished_at = null, failure = null
         where id = $1 and status in ('uploaded', 'checked', 'cancelled', 'failed')",
        id,
        settings.kind,
        settings.format,
        settings.mapping,
        settings.as_of
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 1 {
        forget(conn, id).await?;
    }
    Ok(done.rows_affected() == 1)
}

/// Has a file looked at. False when that is not possible now: rows of it are stored already, it is being worked on,
/// or its bytes are gone.
///
/// # Errors
/// When the database can't be reached.
pub async fn check(conn: &mut PgConnection, id: Uuid) -> Result<bool> {
    let done = sqlx::query!(
        "update imports set status = 'checking', runner = null, heartbeat_at = null, finished_at = null,
           failure = null, rows_done = 0, created = 0, updated = 0, unchanged = 0, refused = 0
         where id = $1 and has_file and started_at is null
           and status in ('uploaded', 'checked', 'cancelled', 'failed')",
        id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Has a file's rows stored, from the beginning or from where it was stopped. False when it is being worked on, is
/// done, or its bytes are gone.
///
/// # Errors
/// When the database can't be reached.
pub async fn start(conn: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let before = sqlx::query!(
        "select started_at from imports
         where id = $1 and has_file and status in ('uploaded', 'checked', 'cancelled', 'failed') for update",
        id
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(before) = before else { return Ok(false) };
    if before.started_at.is_none() {
        forget(conn, id).await?;
        sqlx::query!(
            "update imports set started_at = $2, rows_done = 0, created = 0, updated = 0, unchanged = 0, refused = 0
             where id = $1",
            id,
            now
        )
        .execute(&mut *conn)
        .await?;
    }
    sqlx::query!(
        "update imports set status = 'running', runner = null, heartbeat_at = null, finished_at = null, failure = null
         where id = $1",
        id
    )
    .execute(conn)
    .await?;
    Ok(true)
}

/// Stops a check or an import; what was stored stays. False when neither is under way.
///
/// # Errors
/// When the database can't be reached.
pub async fn cancel(conn: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "update imports set status = 'cancelled', runner = null, finished_at = $2
         where id = $1 and status in ('checking', 'running')",
        id,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what a check or a stopped import noted.
async fn forget(conn: &mut PgConnection, id: Uuid) -> Result<()> {
    sqlx::query!("delete from import_rows where import_id = $1", id).execute(&mut *conn).await?;
    sqlx::query!("delete from import_progress where import_id = $1", id).execute(conn).await?;
    Ok(())
}
