//! Single-use links: to a file that is made while it is sent, to a kept file, or to a suppression file.

use crate::{Result, random};
use chrono::{DateTime, Utc};
use patron_domain::ids::ExportId;
use sqlx::PgConnection;

/// A ticket to be made.
#[derive(Debug)]
pub struct NewTicket<'a> {
    /// What it was asked for with.
    pub query: serde_json::Value,
    /// The export whose file or suppression file it opens; `None` for a file that is made then.
    pub export: Option<ExportId>,
    /// Who asked.
    pub actor: &'a str,
    /// When.
    pub now: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// A used ticket.
#[derive(Debug)]
pub struct Used {
    /// What it was asked for with.
    pub query: serde_json::Value,
    /// Who asked.
    pub actor: String,
}

/// Makes a single-use ticket and returns its text.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(conn: &mut PgConnection, new: NewTicket<'_>) -> Result<String> {
    let text = random::token("")?;
    sqlx::query!(
        "insert into export_tickets (id, digest, query, actor, created_at, expires_at, export_id)
         values ($1, $2, $3, $4, $5, $6, $7)",
        patron_domain::ids::next(),
        random::digest(&text),
        new.query,
        new.actor,
        new.now,
        new.expires_at,
        new.export.map(|id| id.0)
    )
    .execute(conn)
    .await?;
    Ok(text)
}

/// Uses a ticket of `export` (`None`: of a file to be made): the first time within its life, then never again.
///
/// # Errors
/// When the database can't be reached.
pub async fn take(
    conn: &mut PgConnection,
    text: &str,
    export: Option<ExportId>,
    now: DateTime<Utc>,
) -> Result<Option<Used>> {
    let row = sqlx::query!(
        "update export_tickets set used_at = $2
         where digest = $1 and used_at is null and expires_at > $2 and export_id is not distinct from $3
         returning query, actor",
        random::digest(text),
        now,
        export.map(|id| id.0)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Used { query: row.query, actor: row.actor }))
}

/// Makes a ticket work again that was just taken: what it opens could not be begun.
///
/// # Errors
/// When the database can't be reached.
pub async fn give_back(conn: &mut PgConnection, text: &str) -> Result<()> {
    sqlx::query!("update export_tickets set used_at = null where digest = $1", random::digest(text))
        .execute(conn)
        .await?;
    Ok(())
}
