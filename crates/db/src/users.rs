//! Sign-in accounts of customers.

use crate::Result;
use chrono::{DateTime, Utc};
use patron_domain::ids::UserId;
use serde_json::{Map, Value};
use sqlx::PgConnection;

/// An account.
#[derive(Clone)]
#[expect(missing_docs, reason = "the columns of `users`")]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub password_hash: Option<String>,
    pub email_confirmed_at: Option<DateTime<Utc>>,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub last_sign_in_at: Option<DateTime<Utc>>,
    pub user_metadata: Map<String, Value>,
    pub app_metadata: Map<String, Value>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

macro_rules! fetch {
    ($conn:expr, $filter:literal, $($arg:expr),*) => {
        sqlx::query!(
            "select id, email, password_hash, email_confirmed_at, email_verified_at, last_sign_in_at,
             user_metadata, app_metadata, created_at, updated_at from users where " + $filter, $($arg),*)
        .fetch_optional($conn)
        .await?
        .map(|r| User {
            id: r.id.into(),
            email: r.email,
            password_hash: r.password_hash,
            email_confirmed_at: r.email_confirmed_at,
            email_verified_at: r.email_verified_at,
            last_sign_in_at: r.last_sign_in_at,
            user_metadata: object(r.user_metadata),
            app_metadata: object(r.app_metadata),
            created_at: r.created_at,
            updated_at: r.updated_at,
        })
    };
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The account with this address (lower case).
///
/// # Errors
/// When the database can't be reached.
pub async fn by_email(conn: &mut PgConnection, folded: &str) -> Result<Option<User>> {
    Ok(fetch!(conn, "email = $1", folded))
}

/// The account with this id.
///
/// # Errors
/// When the database can't be reached.
pub async fn by_id(conn: &mut PgConnection, id: UserId) -> Result<Option<User>> {
    Ok(fetch!(conn, "id = $1", id.0))
}

/// Makes an account; its address counts as accepted for sign-in, not as verified.
///
/// # Errors
/// `Conflict::UserEmail` when the address has one.
pub async fn insert(
    conn: &mut PgConnection,
    folded: &str,
    password_hash: &str,
    metadata: &Map<String, Value>,
    now: DateTime<Utc>,
) -> Result<User> {
    let id = UserId::generate();
    let metadata = Value::Object(metadata.clone());
    sqlx::query!(
        "insert into users (id, email, password_hash, email_confirmed_at, last_sign_in_at, user_metadata,
           created_at, updated_at) values ($1, $2, $3, $4, $4, $5, $4, $4)",
        id.0,
        folded,
        password_hash,
        now,
        metadata
    )
    .execute(&mut *conn)
    .await?;
    by_id(conn, id).await?.ok_or_else(|| crate::Error::Corrupt("user just stored is gone".into()))
}

/// Stamps a sign-in.
///
/// # Errors
/// When the database can't be reached.
pub async fn signed_in(conn: &mut PgConnection, id: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update users set last_sign_in_at = greatest(last_sign_in_at, $2), updated_at = $2 where id = $1",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Replaces metadata and, if given, the password hash.
///
/// # Errors
/// When the database can't be reached.
pub async fn update(
    conn: &mut PgConnection,
    id: UserId,
    metadata: &Map<String, Value>,
    password_hash: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let metadata = Value::Object(metadata.clone());
    sqlx::query!(
        "update users set user_metadata = $2, password_hash = coalesce($3, password_hash), updated_at = $4 where id = $1",
        id.0,
        metadata,
        password_hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that the person proved the address to be theirs; the profile follows.
///
/// # Errors
/// When the database can't be reached.
pub async fn verify(conn: &mut PgConnection, id: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update users set email_verified_at = $2, updated_at = $2 where id = $1", id.0, now)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "update customer_profiles set email_verified = true, linked_at = null where user_id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
