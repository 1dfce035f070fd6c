//! Events that were refused, until somebody has dealt with them.

use crate::{
    Result,
    page::{self, Slice},
    sealed::{Field, Keyring},
};
use chrono::{DateTime, Utc};
use patron_domain::ids::KeyId;
use sqlx::PgConnection;
use uuid::Uuid;

/// A refused event.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Rejected {
    pub id: Uuid,
    pub key_id: KeyId,
    pub key_name: String,
    pub message_id: Option<String>,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub code: String,
    pub reason: String,
    pub event: Option<String>,
    pub received_at: DateTime<Utc>,
    pub status: String,
}

macro_rules! read {
    ($row:expr, $keyring:expr) => {
        Rejected {
            id: $row.id,
            key_id: $row.key_id.into(),
            key_name: $row.key_name,
            message_id: $row.message_id,
            kind: $row.kind,
            name: $row.name,
            code: $row.code,
            reason: $row.reason,
            event: $keyring.open_opt(Field::Event, $row.event.as_deref())?,
            received_at: $row.received_at,
            status: $row.status,
        }
    };
}

/// Those with this status, newest first. `None` when the cursor doesn't fit.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    keyring: &Keyring,
    status: &str,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Rejected>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows = sqlx::query!(
        "select r.id, r.key_id, k.name as key_name, r.message_id, r.kind, r.name, r.code, r.reason, r.event,
           r.received_at, r.status
         from rejected_events r join api_keys k on k.id = r.key_id
         where r.status = $1 and ($2::timestamptz is null or (r.received_at, r.id) < ($2, $3::uuid))
         order by r.received_at desc, r.id desc limit $4",
        status,
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|r| Ok(read!(r, keyring))).collect::<Result<Vec<_>>>()?;
    Ok(Some(Slice::cut(rows, limit, |r| (r.received_at, r.id))))
}

/// One of them.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, keyring: &Keyring, id: Uuid) -> Result<Option<Rejected>> {
    let row = sqlx::query!(
        "select r.id, r.key_id, k.name as key_name, r.message_id, r.kind, r.name, r.code, r.reason, r.event,
           r.received_at, r.status
         from rejected_events r join api_keys k on k.id = r.key_id where r.id = $1",
        id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| Ok(read!(r, keyring))).transpose()
}

/// Sets one aside. False when somebody has dealt with it.
///
/// # Errors
/// When the database can't be reached.
pub async fn discard(conn: &mut PgConnection, id: Uuid, actor: &str, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "update rejected_events set status = 'discarded', resolved_at = $2, resolved_by = $3
         where id = $1 and status = 'waiting'",
        id,
        now,
        actor
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many nobody has dealt with.
///
/// # Errors
/// When the database can't be reached.
pub async fn waiting(conn: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "n!" from rejected_events where status = 'waiting'"#)
        .fetch_one(conn)
        .await?)
}
