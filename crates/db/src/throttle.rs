//! A first throttle on failed logins, per account and per address, shared by all nodes.
//!
//! A bucket counts failures in a fixed window and refuses while it is full. Its key is a keyed digest, so
//! the table tells nobody who tried. Accounts are throttled whether they exist or not.

use crate::{
    Result,
    sealed::{Blind, Keyring},
};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use sqlx::PgConnection;

/// How many failures a bucket takes in how long.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Failures.
    pub failures: i32,
    /// Window.
    pub window: Duration,
}

/// A bucket: what is counted under which digest.
#[derive(Debug, Clone)]
pub struct Bucket {
    kind: &'static str,
    key: Vec<u8>,
}

impl Bucket {
    /// The failures on one customer's address (folded), whether it exists or not.
    pub fn account(keyring: &Keyring, folded_email: &str) -> Self {
        Self { kind: "account", key: keyring.blind(Blind::Throttle, &format!("account:{folded_email}")) }
    }
    /// The failures from one IP address (IPv6: its /64).
    pub fn address(keyring: &Keyring, network: &str) -> Self {
        Self { kind: "address", key: keyring.blind(Blind::Throttle, &format!("address:{network}")) }
    }
    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// The failures on one member of staff.
    pub fn staff(keyring: &Keyring, folded_email: &str) -> Self {
        Self { kind: "staff", key: keyring.blind(Blind::Throttle, &format!("staff:{folded_email}")) }
    }
}

/// Seconds until the first full one of `buckets` takes attempts again; `None` when all do now. A refusal is counted
/// per minute.
///
/// # Errors
/// When the database can't be reached.
pub async fn check(
    conn: &mut PgConnection,
    buckets: &[(&Bucket, Limit)],
    now: DateTime<Utc>,
) -> Result<Option<i64>> {
    let keys: Vec<Vec<u8>> = buckets.iter().map(|(bucket, _)| bucket.key.clone()).collect();
    let rows = sqlx::query!(
        "select bucket, failures, window_start from login_throttles where bucket = any($1)",
        &keys
    )
    .fetch_all(&mut *conn)
    .await?;
    let full = buckets.iter().find_map(|(bucket, limit)| {
        let row = rows.iter().find(|row| row.bucket == bucket.key && row.failures >= limit.failures)?;
        Some((bucket, row.window_start + limit.window)).filter(|(_, until)| *until > now)
    });
    let Some((bucket, until)) = full else { return Ok(None) };
    let minute = now.duration_trunc(Duration::minutes(1)).unwrap_or(now);
    sqlx::query!(
        "insert into throttled_logins as t (minute, kind, attempts) values ($1, $2, 1)
         on conflict on constraint throttled_logins_pkey do update set attempts = t.attempts + 1",
        minute,
        bucket.kind
    )
    .execute(conn)
    .await?;
    // rounded up: who waits that long is let in
    Ok(Some(((until - now).num_milliseconds() + 999) / 1000))
}

/// Counts a failure.
///
/// # Errors
/// When the database can't be reached.
pub async fn failed(
    conn: &mut PgConnection,
    bucket: &Bucket,
    limit: Limit,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into login_throttles as t (bucket, failures, window_start) values ($1, 1, $2)
         on conflict on constraint login_throttles_pkey do update set
           failures = case when t.window_start <= $3 then 1 else t.failures + 1 end,
           window_start = case when t.window_start <= $3 then $2 else t.window_start end",
        bucket.key,
        now,
        now - limit.window
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets an account's failures after a success.
///
/// # Errors
/// When the database can't be reached.
pub async fn clear(conn: &mut PgConnection, bucket: &Bucket) -> Result<()> {
    sqlx::query!("delete from login_throttles where bucket = $1", bucket.key).execute(conn).await?;
    Ok(())
}

/// Drops buckets whose window has passed, refusals older than 90 days, and message ids that need no longer
/// be remembered. Called now and then.
///
/// # Errors
/// When the database can't be reached.
pub async fn prune(
    conn: &mut PgConnection,
    window: Duration,
    messages: Duration,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!("delete from login_throttles where window_start < $1", now - window)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from throttled_logins where minute < $1", now - Duration::days(90))
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from message_ids where received_at < $1", now - messages).execute(conn).await?;
    Ok(())
}
