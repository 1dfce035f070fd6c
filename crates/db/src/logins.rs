//! Login attempts: one row each, counters and last login in the same transaction.

use crate::{
    Result,
    error::stored,
    page::{self, Slice},
    sealed::{Field, Keyring},
    sessions::Session,
    throttle::Bucket,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    ids::{CustomerId, LoginId, SessionId, UserId},
    login::LoginMethod,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// The statement behind [`list`]; public for the benchmark, which runs the same SQL without Patron.
pub const LIST_SQL: &str = include_str!("logins/list.sql");

/// Where an attempt came from.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Origin {
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub device_info: Option<String>,
}

/// An attempt to be stored. The attempted password is never among it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct NewLogin<'a> {
    pub customer: Option<CustomerId>,
    pub email: &'a str,
    pub at: DateTime<Utc>,
    pub method: LoginMethod,
    pub success: bool,
    pub failure_reason: Option<&'a str>,
    pub origin: &'a Origin,
}

/// What a customer's sign-in opens besides.
struct Opening<'a> {
    session: SessionId,
    user: UserId,
    account: &'a Bucket,
}

/// Stores an attempt. A success raises the counter and moves the last login (to the latest, not to the last
/// that arrived); its origin refreshes the profile when it is the latest, and an empty value never replaces
/// a good one. The month's partition must be there (`StaffDb::ensure_login_month`).
///
/// # Errors
/// When the database can't be reached.
pub async fn record(
    conn: &mut PgConnection,
    keyring: &Keyring,
    login: &NewLogin<'_>,
    now: DateTime<Utc>,
) -> Result<LoginId> {
    let id = LoginId::generate();
    store(conn, keyring, id, login, None, now).await?;
    Ok(id)
}

/// Stores a customer's successful sign-in and opens a session, and forgets the failures of that account; one
/// statement, which needs no transaction around it. `None`, and nothing stored, when the person has been blocked.
///
/// # Errors
/// When the database can't be reached.
pub async fn sign_in(
    conn: &mut PgConnection,
    keyring: &Keyring,
    login: &NewLogin<'_>,
    user: UserId,
    account: &Bucket,
    now: DateTime<Utc>,
) -> Result<Option<Session>> {
    let session = SessionId::generate();
    let opening = Opening { session, user, account };
    let stored = store(conn, keyring, LoginId::generate(), login, Some(opening), now).await?;
    Ok(stored.then_some(Session { id: session, owner: user.0, counter: 0, created_at: now }))
}

/// Whether it was stored.
async fn store(
    conn: &mut PgConnection,
    keyring: &Keyring,
    id: LoginId,
    login: &NewLogin<'_>,
    opening: Option<Opening<'_>>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let said = |s: &'_ Option<String>| s.clone().filter(|s| !s.trim().is_empty());
    let ip = keyring.seal_opt(Field::IpAddress, said(&login.origin.ip_address).as_deref())?;
    let agent = keyring.seal_opt(Field::UserAgent, said(&login.origin.user_agent).as_deref())?;
    // a browser can name itself at any length
    let device = said(&login.origin.device_info).map(|d| d.chars().take(100).collect::<String>());
    let done = sqlx::query_file!(
        "src/logins/record.sql",
        id.0,
        login.customer.map(|c| c.0),
        login.email,
        login.at,
        login.method.as_str(),
        login.success,
        ip,
        agent,
        device,
        login.failure_reason,
        now,
        opening.as_ref().map(|o| o.session.0),
        opening.as_ref().map(|o| o.user.0),
        opening.as_ref().map(|o| o.account.key())
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A stored attempt.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Login {
    pub id: LoginId,
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub login_time: DateTime<Utc>,
    pub login_method: LoginMethod,
    pub success: bool,
    pub failure_reason: Option<String>,
    pub origin: Origin,
}

/// A customer's attempts, newest first. `None` when the cursor doesn't fit.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    keyring: &Keyring,
    customer: CustomerId,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Login>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows = sqlx::query_file!(
        "src/logins/list.sql",
        customer.0,
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )
    .fetch_all(conn)
    .await?;
    let logins = rows
        .into_iter()
        .map(|r| {
            Ok(Login {
                id: r.id.into(),
                customer_id: r.customer_id.map(CustomerId),
                email: r.email,
                login_time: r.login_time,
                login_method: stored(&r.login_method, "login_method")?,
                success: r.success,
                failure_reason: r.failure_reason,
                origin: Origin {
                    ip_address: keyring.open_opt(Field::IpAddress, r.ip_address.as_deref())?,
                    user_agent: keyring.open_opt(Field::UserAgent, r.user_agent.as_deref())?,
                    device_info: r.device_info,
                },
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Slice::cut(logins, limit, |l| (l.login_time, l.id.0))))
}
