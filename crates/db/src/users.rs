//! Sign-in accounts of customers.

use crate::{Result, error::stored, profiles};
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

/// The account with this address (lower case) and its profile; without an account the profile with the address.
///
/// # Errors
/// When the database can't be reached.
pub async fn with_profile(
    conn: &mut PgConnection,
    folded: &str,
) -> Result<(Option<User>, Option<profiles::Known>)> {
    let r = sqlx::query!(
        r#"select u.id as "id?", u.email as "email?", u.password_hash, u.email_confirmed_at, u.email_verified_at,
             u.last_sign_in_at, u.user_metadata as "user_metadata?", u.app_metadata as "app_metadata?",
             u.created_at as "created_at?", u.updated_at as "updated_at?",
             p.id as "profile_id?", p.status as "status?", p.user_id, p.linked_at
           from (select $1::text as email) e
           left join users u on u.email = e.email
           left join lateral (
             select id, status, user_id, linked_at from customer_profiles where user_id = u.id
             union all
             select id, status, user_id, linked_at from customer_profiles
             where u.id is null and lower(email) = lower(e.email)) p on true"#,
        folded
    )
    .fetch_one(conn)
    .await?;
    let user = match (r.id, r.email, r.user_metadata, r.app_metadata, r.created_at, r.updated_at) {
        (
            Some(id),
            Some(email),
            Some(user_metadata),
            Some(app_metadata),
            Some(created_at),
            Some(updated_at),
        ) => Some(User {
            id: id.into(),
            email,
            password_hash: r.password_hash,
            email_confirmed_at: r.email_confirmed_at,
            email_verified_at: r.email_verified_at,
            last_sign_in_at: r.last_sign_in_at,
            user_metadata: object(user_metadata),
            app_metadata: object(app_metadata),
            created_at,
            updated_at,
        }),
        _ => None,
    };
    let profile = r.profile_id.zip(r.status).map(|(id, status): (_, String)| {
        Ok::<_, crate::Error>(profiles::Known {
            id: id.into(),
            status: stored(&status, "status")?,
            user_id: r.user_id.map(UserId),
            linked_at: r.linked_at,
        })
    });
    Ok((user, profile.transpose()?))
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
        "update customer_profiles set linked_at = null,
           -- after a merge an account's address may be another than its profile's
           email_verified = email_verified or lower(email) = (select email from users where id = $1)
         where user_id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
