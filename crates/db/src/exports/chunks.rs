//! The bytes of a kept file, in sealed pieces.

use super::jobs::{Claim, Done, advance};
use crate::{Result, StaffDb, sealed::Field, sealed::Keyring};
use chrono::{DateTime, Utc};
use patron_domain::ids::ExportId;
use sqlx::PgConnection;

/// Bytes of a piece; the first one, which is the header, and the last one may have fewer.
pub const PIECE: usize = 256 * 1024;

/// Stores a piece (`n` counts from 0) and how far the file is, in a transaction of its own. False when the export is no
/// longer this worker's; nothing is stored then.
///
/// # Errors
/// When the database can't be reached.
pub async fn put(
    db: &StaffDb,
    claim: Claim,
    n: i32,
    bytes: &[u8],
    done: Done,
    now: DateTime<Utc>,
) -> Result<bool> {
    let sealed = db.keyring().seal_bytes(Field::Export, bytes)?.0;
    let mut tx = db.begin().await?;
    // the record first: its lock keeps a cancellation or another worker away until the piece is there
    if !advance(&mut tx, claim, done, now).await? {
        return Ok(false);
    }
    sqlx::query!(
        "insert into export_chunks (export_id, n, bytes) values ($1, $2, $3)",
        claim.export.0,
        n,
        sealed
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// A piece; `None` when it is not there.
///
/// # Errors
/// When the database can't be reached, or the piece doesn't open.
pub async fn piece(
    conn: &mut PgConnection,
    keyring: &Keyring,
    export: ExportId,
    n: i32,
) -> Result<Option<Vec<u8>>> {
    let sealed =
        sqlx::query_scalar!("select bytes from export_chunks where export_id = $1 and n = $2", export.0, n)
            .fetch_optional(conn)
            .await?;
    sealed.map(|sealed| keyring.open_bytes(Field::Export, &sealed)).transpose()
}

/// Removes a file's bytes; its record stays.
///
/// # Errors
/// When the database can't be reached.
pub async fn discard(conn: &mut PgConnection, export: ExportId) -> Result<()> {
    sqlx::query!("delete from export_chunks where export_id = $1", export.0).execute(conn).await?;
    Ok(())
}

/// Removes the bytes of files whose day is over; their records say `expired` then.
///
/// # Errors
/// When the database can't be reached.
pub async fn expire(db: &StaffDb, now: DateTime<Utc>) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = sqlx::query_scalar!(
        "update exports set status = 'expired' where status = 'done' and not streamed and expires_at <= $1
         returning id",
        now
    )
    .fetch_all(&mut *tx)
    .await?;
    if !gone.is_empty() {
        sqlx::query!("delete from export_chunks where export_id = any($1)", &gone).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(gone.len() as u64)
}
