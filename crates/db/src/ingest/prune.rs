//! Forgetting what nobody came for.

use crate::Result;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Forgets events that have waited since `before`, and those that were refused before it, whether or not somebody has
/// dealt with them.
///
/// # Errors
/// When the database can't be reached.
pub async fn prune(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<()> {
    let waiting = sqlx::query!("delete from waiting_events where received_at < $1", before)
        .execute(&mut *conn)
        .await?
        .rows_affected();
    let refused = sqlx::query!("delete from rejected_events where received_at < $1", before)
        .execute(conn)
        .await?
        .rows_affected();
    if waiting + refused > 0 {
        tracing::info!(waiting, refused, "events that nobody came for are forgotten");
    }
    Ok(())
}
