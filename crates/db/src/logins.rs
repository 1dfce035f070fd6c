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

/// Where an attempt or event came from.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Origin {
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub device_info: Option<String>,
    /// Where that is; of the person kept, not of the attempt.
    #[serde(default)]
    pub place: Option<Place>,
}

/// Where somebody was.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// `City, Region`, at most 255 characters.
    pub name: String,
    /// Whether only a file of networks tells it: what anybody says counts for more.
    pub guessed: bool,
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

/// The beginning that both statements have: the attempt's effect on the profile. Its row lock makes concurrent logins of
/// one person add up.
macro_rules! counting {
    ($attempt:expr, $who:literal, $then:literal, $from:literal $(, $more:expr)*) => {{
        let a: Attempt<'_> = $attempt;
        sqlx::query!(
            "with counted as (
               update customer_profiles p set
                 login_count = p.login_count + $6::bool::int,
                 failed_login_count = p.failed_login_count + (not $6)::int,
                 last_login_at = case when $6 then greatest(p.last_login_at, $4) else p.last_login_at end,
                 ip_address = case when $6 and coalesce($4 >= p.last_login_at, true)
                   then coalesce($7, p.ip_address) else p.ip_address end,
                 user_agent = case when $6 and coalesce($4 >= p.last_login_at, true)
                   then coalesce($8, p.user_agent) else p.user_agent end,
                 device_info = case when $6 and coalesce($4 >= p.last_login_at, true)
                   then coalesce($9, p.device_info) else p.device_info end,
                 location = case when $6 then coalesce(p.location, $12::varchar) else p.location end,
                 location_guessed = case when $6 and p.location is null and $12::varchar is not null
                   then true else p.location_guessed end
               where p.id = $2 " + $who + " returning p.id)" + $then + "
             insert into login_activities (id, customer_id, email, login_time, login_method, success, ip_address,
               user_agent, device_info, failure_reason, created_at)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11" + $from,
            a.id.0,
            a.login.customer.map(|c| c.0),
            a.login.email,
            a.login.at,
            a.login.method.as_str(),
            a.login.success,
            a.ip,
            a.agent,
            a.device,
            a.login.failure_reason,
            a.now,
            // who signs in here says nothing of where they are
            a.login.origin.place.as_ref().map(|place| place.name.as_str())
            $(, $more)*
        )
    }};
}

/// An attempt as it is stored.
struct Attempt<'a> {
    id: LoginId,
    login: &'a NewLogin<'a>,
    ip: Option<Vec<u8>>,
    agent: Option<Vec<u8>>,
    device: Option<String>,
    now: DateTime<Utc>,
}

impl<'a> Attempt<'a> {
    fn new(keyring: &Keyring, login: &'a NewLogin<'a>, now: DateTime<Utc>) -> Result<Self> {
        let said = |s: &'_ Option<String>| s.clone().filter(|s| !s.trim().is_empty());
        Ok(Self {
            id: LoginId::generate(),
            login,
            ip: keyring.seal_opt(Field::IpAddress, said(&login.origin.ip_address).as_deref())?,
            agent: keyring.seal_opt(Field::UserAgent, said(&login.origin.user_agent).as_deref())?,
            // a browser can name itself at any length
            device: said(&login.origin.device_info).map(|d| d.chars().take(100).collect()),
            now,
        })
    }
}

/// Stores an attempt, in one statement. A success raises the counter and moves the last login (to the latest, not to
/// the last that arrived); its origin refreshes the profile when it is the latest, and an empty value never replaces
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
    let attempt = Attempt::new(keyring, login, now)?;
    let id = attempt.id;
    counting!(attempt, "", "", "").execute(conn).await?;
    Ok(id)
}

/// Stores a customer's successful sign-in, stamps the account, opens a session and forgets the failures of that
/// account: one statement, which needs no transaction around it. `None`, and nothing stored, when the person has been
/// blocked; the row lock has it see a block that came a moment before.
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
    let done = counting!(
        Attempt::new(keyring, login, now)?,
        "and p.status not in ('blocked', 'erased')",
        ", allowed as (select where $2 is null or exists (select from counted)),
         stamped as (
           update users set last_sign_in_at = greatest(last_sign_in_at, $4), updated_at = $4
           from allowed where id = $14),
         opened as (
           insert into sessions (id, user_id, created_at, refreshed_at) select $13, $14, $4, $4 from allowed),
         forgiven as (delete from login_throttles using allowed where bucket = $15)",
        " from allowed",
        session.0,
        user.0,
        account.key()
    )
    .execute(conn)
    .await?;
    Ok((done.rows_affected() == 1).then_some(Session {
        id: session,
        owner: user.0,
        counter: 0,
        created_at: now,
    }))
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
                    place: None,
                },
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Slice::cut(logins, limit, |l| (l.login_time, l.id.0))))
}
