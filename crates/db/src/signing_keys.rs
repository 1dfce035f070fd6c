//! The keys that sign access tokens. They live in the database so that all nodes sign and verify alike;
//! the private part is sealed.

use crate::{
    OwnerDb, Result,
    sealed::{Field, Keyring},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

/// A signing key.
pub struct SigningKey {
    /// `kid`.
    pub id: String,
    /// PKCS#8 PEM of the private part.
    pub private_pem: String,
    /// RFC 7517.
    pub public_jwk: Value,
    /// Retired keys verify until their last token has expired.
    pub retired_at: Option<DateTime<Utc>>,
}

/// All keys whose tokens may still live, newest first.
///
/// # Errors
/// `Corrupt` when the keyring doesn't fit this database.
pub async fn all(conn: &mut PgConnection, keyring: &Keyring) -> Result<Vec<SigningKey>> {
    let rows = sqlx::query!(
        "select id, private_key, public_jwk, retired_at from signing_keys order by created_at desc"
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(SigningKey {
                private_pem: keyring.open(Field::SigningKey, &r.private_key)?,
                id: r.id,
                public_jwk: r.public_jwk,
                retired_at: r.retired_at,
            })
        })
        .collect()
}

/// Stores `key` unless there is one already: of two nodes that start at once, one wins and both use it.
///
/// # Errors
/// When the database can't be reached.
pub async fn insert_first(owner: &OwnerDb, keyring: &Keyring, key: &SigningKey) -> Result<()> {
    let sealed = keyring.seal(Field::SigningKey, &key.private_pem)?;
    let mut tx = owner.begin().await?;
    sqlx::query!("lock table signing_keys in exclusive mode").execute(&mut *tx).await?;
    sqlx::query!(
        "insert into signing_keys (id, private_key, public_jwk)
         select $1, $2, $3 where not exists (select from signing_keys where retired_at is null)",
        key.id,
        sealed.0,
        key.public_jwk
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
