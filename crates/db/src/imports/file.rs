//! The bytes of an uploaded file, in sealed pieces.

use crate::{
    Result,
    sealed::{Field, Keyring},
};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Bytes of a piece; the last one may have fewer.
pub const PIECE: usize = 1024 * 1024;

/// Stores a piece; `n` counts from 0.
///
/// # Errors
/// When the database can't be reached.
pub async fn put(
    conn: &mut PgConnection,
    keyring: &Keyring,
    import: Uuid,
    n: i32,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    let sealed = keyring.seal_bytes(Field::Upload, bytes)?.0;
    sqlx::query!(
        "insert into import_chunks (import_id, n, bytes, created_at) values ($1, $2, $3, $4)",
        import,
        n,
        sealed,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A piece; `None` when it is not there.
///
/// # Errors
/// When the database can't be reached, or the piece doesn't open.
pub async fn piece(
    conn: &mut PgConnection,
    keyring: &Keyring,
    import: Uuid,
    n: i32,
) -> Result<Option<Vec<u8>>> {
    let sealed =
        sqlx::query_scalar!("select bytes from import_chunks where import_id = $1 and n = $2", import, n)
            .fetch_optional(conn)
            .await?;
    sealed.map(|sealed| keyring.open_bytes(Field::Upload, &sealed)).transpose()
}

/// Removes the pieces of an upload that has no record.
///
/// # Errors
/// When the database can't be reached.
pub async fn discard(conn: &mut PgConnection, import: Uuid) -> Result<()> {
    sqlx::query!("delete from import_chunks where import_id = $1", import).execute(conn).await?;
    Ok(())
}

/// Removes an import's bytes; its record stays. False when it is being worked on, or is not there.
///
/// # Errors
/// When the database can't be reached.
pub async fn remove(conn: &mut PgConnection, import: Uuid) -> Result<bool> {
    let done = sqlx::query!(
        "update imports set has_file = false where id = $1 and status not in ('checking', 'running')",
        import
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 1 {
        discard(conn, import).await?;
    }
    Ok(done.rows_affected() == 1)
}

/// Removes pieces of uploads that broke off before `before`.
///
/// # Errors
/// When the database can't be reached.
pub async fn remove_orphans(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "delete from import_chunks c
         where c.created_at < $1 and not exists (select from imports i where i.id = c.import_id)",
        before
    )
    .execute(conn)
    .await?;
    Ok(())
}
