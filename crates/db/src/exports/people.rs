//! Who was in a file: ids in pieces, 16 bytes a person.

use super::jobs::Claim;
use crate::{Result, StaffDb};
use patron_domain::ids::ExportId;
use sqlx::PgConnection;
use uuid::Uuid;

/// Ids of a piece; the last one may have fewer.
pub const PIECE: usize = 4096;

/// Stores a piece; `n` counts from 0. False when the export is no longer this worker's; nothing is stored then.
///
/// # Errors
/// When the database can't be reached.
pub async fn put(db: &StaffDb, claim: Claim, n: i32, ids: &[Uuid]) -> Result<bool> {
    let mut tx = db.begin().await?;
    // held until the piece is there, so that it can't come after a removal
    let held = sqlx::query_scalar!(
        "select id from exports where id = $1 and runner = $2 and status = 'running' for share",
        claim.export.0,
        claim.runner
    )
    .fetch_optional(&mut *tx)
    .await?;
    if held.is_none() {
        return Ok(false);
    }
    sqlx::query!("insert into export_people (export_id, n, ids) values ($1, $2, $3)", claim.export.0, n, ids)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(true)
}

/// How many people a file has, by what is kept of them.
///
/// # Errors
/// When the database can't be reached.
pub async fn count(conn: &mut PgConnection, export: ExportId) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce(sum(cardinality(ids)), 0)::bigint as "n!" from export_people where export_id = $1"#,
        export.0
    )
    .fetch_one(conn)
    .await?)
}

/// Forgets who was in a file that nobody got.
///
/// # Errors
/// When the database can't be reached.
pub async fn discard(conn: &mut PgConnection, export: ExportId) -> Result<()> {
    sqlx::query!("delete from export_people where export_id = $1", export.0).execute(conn).await?;
    Ok(())
}
