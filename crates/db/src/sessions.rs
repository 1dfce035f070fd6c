//! Sign-in sessions and their refresh tokens, for customers and for staff.
//!
//! A refresh token is derived: session, counter, and an HMAC under the keyring. Nothing that could be
//! stolen from the database is stored, and the answer to a lost or repeated refresh can be made again.
//! Rules (of the wire contract, section 6): each use raises the counter; a used token is answered with the
//! current one within ten seconds of its rotation, or at any age while its successor was never used;
//! otherwise the session ends. A row lock serialises the refreshes of one session.

use crate::{Result, sealed::Keyring};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use patron_domain::ids::SessionId;
use sqlx::{PgConnection, Row as _};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// Whose session: the two never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A customer's, at `/auth/v1`.
    Customer,
    /// A member of staff's, at `/api/v1/session`.
    Staff,
}

/// A live session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Id.
    pub id: SessionId,
    /// The user or member of staff.
    pub owner: Uuid,
    /// The current refresh token's counter.
    pub counter: i64,
    /// When somebody signed in.
    pub created_at: DateTime<Utc>,
}

/// What became of a refresh.
#[derive(Debug, PartialEq)]
pub enum Refreshed {
    /// Answer with this session's current token.
    Ok(Session),
    /// No such token, or its session has ended.
    NotFound,
    /// A used token came back: the session has been ended. Commit.
    Reused,
}

/// How long a session may live.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Since sign-in.
    pub absolute: Option<Duration>,
    /// Since the last refresh.
    pub idle: Option<Duration>,
}

struct Sql {
    insert: &'static str,
    lock: &'static str,
    rotate: &'static str,
    remember: &'static str,
    rotated_at: &'static str,
    forget: &'static str,
    end_one: &'static str,
    end_all: &'static str,
    end_others: &'static str,
    get: &'static str,
}

macro_rules! sql {
    ($table:literal, $rotations:literal, $owner:literal) => {
        Sql {
            insert: concat!(
                "insert into ",
                $table,
                " (id, ",
                $owner,
                ", created_at, refreshed_at) values ($1, $2, $3, $3)"
            ),
            lock: concat!(
                "select ",
                $owner,
                ", counter, created_at, refreshed_at from ",
                $table,
                " where id = $1 for update"
            ),
            rotate: concat!("update ", $table, " set counter = counter + 1, refreshed_at = $2 where id = $1"),
            remember: concat!(
                "insert into ",
                $rotations,
                " (session_id, counter, rotated_at) values ($1, $2, $3)"
            ),
            rotated_at: concat!(
                "select rotated_at from ",
                $rotations,
                " where session_id = $1 and counter = $2"
            ),
            forget: concat!("delete from ", $rotations, " where session_id = $1 and rotated_at < $2"),
            end_one: concat!("delete from ", $table, " where id = $1"),
            end_all: concat!("delete from ", $table, " where ", $owner, " = $1"),
            end_others: concat!("delete from ", $table, " where ", $owner, " = $1 and id <> $2"),
            get: concat!(
                "select ",
                $owner,
                ", counter, created_at, refreshed_at from ",
                $table,
                " where id = $1"
            ),
        }
    };
}

static CUSTOMER: Sql = sql!("sessions", "session_rotations", "user_id");
static STAFF: Sql = sql!("staff_sessions", "staff_session_rotations", "staff_id");

impl Kind {
    const fn sql(self) -> &'static Sql {
        match self {
            Self::Customer => &CUSTOMER,
            Self::Staff => &STAFF,
        }
    }
    const fn tag(self) -> u8 {
        match self {
            Self::Customer => 1,
            Self::Staff => 2,
        }
    }
}

/// How long a used token may come back after its rotation.
const GRACE: Duration = Duration::seconds(10);

/// Begins a session.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(conn: &mut PgConnection, kind: Kind, owner: Uuid, now: DateTime<Utc>) -> Result<Session> {
    let id = SessionId::generate();
    sqlx::query(kind.sql().insert).bind(id.0).bind(owner).bind(now).execute(conn).await?;
    Ok(Session { id, owner, counter: 0, created_at: now })
}

/// The current refresh token of `session`.
///
/// # Errors
/// When the keyring lost the newest key.
pub fn token(keyring: &Keyring, kind: Kind, session: &Session) -> Result<String> {
    let body = body(kind, keyring.token_key_id(), session.id, session.counter);
    let mac = keyring
        .token_mac(keyring.token_key_id(), &body)
        .ok_or_else(|| crate::Error::Corrupt("keyring without keys".into()))?;
    Ok(URL_SAFE_NO_PAD.encode([body.as_slice(), &mac].concat()))
}

fn body(kind: Kind, key: u32, session: SessionId, counter: i64) -> Vec<u8> {
    let mut b = vec![kind.tag()];
    b.extend(key.to_be_bytes());
    b.extend(session.0.as_bytes());
    b.extend(counter.to_be_bytes());
    b
}

/// The session and counter of a genuine token.
fn parse(keyring: &Keyring, kind: Kind, token: &str) -> Option<(SessionId, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (body, mac) = bytes.split_at_checked(29)?;
    let key = u32::from_be_bytes(body.get(1..5)?.try_into().ok()?);
    let expected = keyring.token_mac(key, body)?;
    if body[0] != kind.tag() || !bool::from(expected.as_slice().ct_eq(mac)) {
        return None;
    }
    let session = Uuid::from_slice(body.get(5..21)?).ok()?;
    Some((session.into(), i64::from_be_bytes(body.get(21..29)?.try_into().ok()?)))
}

/// Uses a refresh token. On [`Refreshed::Reused`] the caller must commit too: the session has been ended.
///
/// # Errors
/// When the database can't be reached.
pub async fn refresh(
    conn: &mut PgConnection,
    keyring: &Keyring,
    kind: Kind,
    token: &str,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<Refreshed> {
    let Some((id, presented)) = parse(keyring, kind, token) else { return Ok(Refreshed::NotFound) };
    let sql = kind.sql();
    let Some(row) = sqlx::query(sql.lock).bind(id.0).fetch_optional(&mut *conn).await? else {
        return Ok(Refreshed::NotFound);
    };
    let (mut session, refreshed_at) = read(id, &row)?;
    if limits.ended(session.created_at, refreshed_at, now) {
        sqlx::query(sql.end_one).bind(id.0).execute(conn).await?;
        return Ok(Refreshed::NotFound);
    }
    if presented == session.counter {
        sqlx::query(sql.rotate).bind(id.0).bind(now).execute(&mut *conn).await?;
        sqlx::query(sql.forget).bind(id.0).bind(now - Duration::minutes(1)).execute(&mut *conn).await?;
        sqlx::query(sql.remember).bind(id.0).bind(presented).bind(now).execute(conn).await?;
        session.counter += 1;
        return Ok(Refreshed::Ok(session));
    }
    // the current token was never used, so its parent may come back at any age
    if presented == session.counter - 1 {
        return Ok(Refreshed::Ok(session));
    }
    let rotated: Option<DateTime<Utc>> =
        sqlx::query_scalar(sql.rotated_at).bind(id.0).bind(presented).fetch_optional(&mut *conn).await?;
    if rotated.is_some_and(|at| now - at <= GRACE) {
        return Ok(Refreshed::Ok(session));
    }
    sqlx::query(sql.end_one).bind(id.0).execute(conn).await?;
    Ok(Refreshed::Reused)
}

impl Limits {
    fn ended(self, created: DateTime<Utc>, refreshed: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.absolute.is_some_and(|d| now - created > d) || self.idle.is_some_and(|d| now - refreshed > d)
    }
}

fn read(id: SessionId, row: &sqlx::postgres::PgRow) -> Result<(Session, DateTime<Utc>)> {
    let session =
        Session { id, owner: row.try_get(0)?, counter: row.try_get(1)?, created_at: row.try_get(2)? };
    Ok((session, row.try_get(3)?))
}

/// A live session by id.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, kind: Kind, id: SessionId) -> Result<Option<Session>> {
    let row = sqlx::query(kind.sql().get).bind(id.0).fetch_optional(conn).await?;
    row.map(|r| read(id, &r).map(|(session, _)| session)).transpose()
}

/// Ends one session.
///
/// # Errors
/// When the database can't be reached.
pub async fn end(conn: &mut PgConnection, kind: Kind, id: SessionId) -> Result<()> {
    sqlx::query(kind.sql().end_one).bind(id.0).execute(conn).await?;
    Ok(())
}

/// Ends all sessions of `owner`, or all but `keep`.
///
/// # Errors
/// When the database can't be reached.
pub async fn end_all(
    conn: &mut PgConnection,
    kind: Kind,
    owner: Uuid,
    keep: Option<SessionId>,
) -> Result<()> {
    match keep {
        None => sqlx::query(kind.sql().end_all).bind(owner).execute(conn).await?,
        Some(id) => sqlx::query(kind.sql().end_others).bind(owner).bind(id.0).execute(conn).await?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_one_kind_is_nothing_to_the_other_and_forgeries_fail() {
        let ring = Keyring::for_tests();
        let session = Session {
            id: SessionId::generate(),
            owner: Uuid::nil(),
            counter: 3,
            created_at: DateTime::UNIX_EPOCH,
        };
        let good = token(&ring, Kind::Customer, &session).unwrap();
        assert_eq!(parse(&ring, Kind::Customer, &good), Some((session.id, 3)));
        assert_eq!(parse(&ring, Kind::Staff, &good), None);
        let mut forged = URL_SAFE_NO_PAD.decode(&good).unwrap();
        forged[28] += 1;
        assert_eq!(parse(&ring, Kind::Customer, &URL_SAFE_NO_PAD.encode(forged)), None);
        assert_eq!(parse(&ring, Kind::Customer, "short"), None);
    }
}
