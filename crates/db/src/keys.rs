//! The shop's API keys. Shown once; only a digest is kept.

use crate::{Result, random};
use chrono::{DateTime, Utc};
use patron_domain::{
    ids::KeyId,
    keys::{KeyKind, Scope},
};
use sqlx::PgConnection;

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the columns of `api_keys`")]
pub struct ApiKey {
    pub id: KeyId,
    pub kind: KeyKind,
    pub name: String,
    /// Its last four characters.
    pub hint: String,
    pub scopes: Vec<Scope>,
    pub created_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Makes a key and returns its text, which can't be had again.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(
    conn: &mut PgConnection,
    kind: KeyKind,
    name: &str,
    scopes: &[Scope],
) -> Result<(KeyId, String)> {
    let text = random::token(match kind {
        KeyKind::Publishable => "pk_patron_",
        KeyKind::Secret => "sk_patron_",
        KeyKind::WriteServer => "ws_patron_",
        KeyKind::WriteBrowser => "wb_patron_",
    })?;
    let id = KeyId::generate();
    let scopes: Vec<String> = match kind {
        KeyKind::Publishable | KeyKind::WriteServer | KeyKind::WriteBrowser => Vec::new(),
        KeyKind::Secret => scopes.iter().map(|s| s.as_str().to_owned()).collect(),
    };
    sqlx::query!(
        "insert into api_keys (id, kind, name, hint, digest, scopes) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        kind.as_str(),
        name,
        &text[text.len() - 4..],
        random::digest(&text),
        &scopes
    )
    .execute(conn)
    .await?;
    Ok((id, text))
}

macro_rules! read {
    ($row:expr) => {
        ApiKey {
            id: $row.id.into(),
            kind: crate::error::stored(&$row.kind, "api_keys.kind")?,
            name: $row.name,
            hint: $row.hint,
            scopes: $row.scopes.iter().filter_map(|s| s.parse().ok()).collect(),
            created_at: $row.created_at,
            revoked_at: $row.revoked_at,
        }
    };
}

/// The live key with this text.
///
/// # Errors
/// When the database can't be reached.
pub async fn find(conn: &mut PgConnection, text: &str) -> Result<Option<ApiKey>> {
    let row = sqlx::query!(
        "select id, kind, name, hint, scopes, created_at, revoked_at from api_keys
         where digest = $1 and revoked_at is null",
        random::digest(text)
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| Ok(read!(r))).transpose()
}

/// The key with this id, also when it is revoked.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, id: KeyId) -> Result<Option<ApiKey>> {
    let row = sqlx::query!(
        "select id, kind, name, hint, scopes, created_at, revoked_at from api_keys where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| Ok(read!(r))).transpose()
}

/// All keys, oldest first.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<ApiKey>> {
    let rows = sqlx::query!(
        "select id, kind, name, hint, scopes, created_at, revoked_at from api_keys order by created_at, id"
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|r| Ok(read!(r))).collect()
}

/// Revokes a key; servers may believe it for a second more. False when there is no live key with this id.
///
/// # Errors
/// When the database can't be reached.
pub async fn revoke(conn: &mut PgConnection, id: KeyId, now: DateTime<Utc>) -> Result<bool> {
    let done =
        sqlx::query!("update api_keys set revoked_at = $2 where id = $1 and revoked_at is null", id.0, now)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}
