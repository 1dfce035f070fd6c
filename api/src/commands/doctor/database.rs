//! The checks inside the database. A step that fails leaves its own line and those after it are "not checked".

use super::findings::Findings;
use crate::startup::Ready;
use chrono::{DateTime, Duration, Utc};
use patron_db::{
    Error, PgConnection, Result,
    doctor::{self, Report},
    migrate::{self, Schema},
    signing_keys, staff,
};
use patron_domain::clock::Clock;

/// All lines that [`check`] writes.
pub const CHECKS: &[&str] =
    &["database", "clock", "roles", "schema", "partitions", "rollups", "keyring", "owner"];

/// Oldest PostgreSQL, as `server_version_num`.
const OLDEST: i32 = 140_000;

/// Makes all checks.
pub async fn check(ready: &Ready, found: &mut Findings) {
    if let Err((check, cause)) = checks(ready, found).await {
        let hint = match &cause {
            Error::Unavailable(_) => ". Does it run, and where database.owner_url says?",
            _ => "",
        };
        found.fail(check, &format!("{cause}{hint}"));
        found.unknown(CHECKS, &format!("not checked: see {check}"));
    }
}

type Step = std::result::Result<(), (&'static str, Error)>;

async fn checks(ready: &Ready, found: &mut Findings) -> Step {
    let failed = |check| move |cause| (check, cause);
    let pool = ready.db.owner.pool();
    let mut conn = pool.acquire().await.map_err(|e| ("database", e.into()))?;
    server(&mut conn, found).await.map_err(failed("database"))?;
    roles(ready, found).await;
    if !schema(&mut conn, ready, found).await.map_err(failed("schema"))? {
        found.unknown(CHECKS, "not checked: the schema does not fit");
        return Ok(());
    }
    let now = Clock::system().now();
    let report = doctor::report(&mut conn, now).await.map_err(failed("rollups"))?;
    partitions(&report, found);
    rollups(&report, found);
    keyring(&mut conn, ready, found).await;
    owner(&mut conn, found).await.map_err(failed("owner"))
}

/// Version and clock. The answer is as old as half the way there and back.
async fn server(conn: &mut PgConnection, found: &mut Findings) -> Result<()> {
    let before = Clock::system().now();
    let (version, theirs) = doctor::server(conn).await?;
    let after = Clock::system().now();
    let text = format!("PostgreSQL {}.{}", version / 10_000, version % 10_000);
    let needed = if version < OLDEST { "; 14 is the oldest that Patron works with" } else { "" };
    found.need("database", version >= OLDEST, &format!("{text}{needed}"));
    let apart = apart(before, theirs, after);
    let detail = format!("{} ms between the database's and ours", apart.num_milliseconds());
    found.need("clock", apart < Duration::seconds(2), &detail);
    Ok(())
}

fn apart(before: DateTime<Utc>, theirs: DateTime<Utc>, after: DateTime<Utc>) -> Duration {
    let ours = before + (after - before) / 2;
    (theirs - ours).abs()
}

/// Each pool connects as its role, so a connection shows that the role is there and may be used.
async fn roles(ready: &Ready, found: &mut Findings) {
    let staff = ready.db.staff.acquire().await.map(drop);
    let customer = ready.db.customer.begin_unbound().await.map(drop);
    match staff.and(customer) {
        Ok(()) => found.ok("roles", "patron_owner, patron_staff and patron_customer"),
        Err(cause) => found.fail("roles", &format!("{cause}. See `patron migrate --print-grants`")),
    }
}

/// True when it fits.
async fn schema(conn: &mut PgConnection, ready: &Ready, found: &mut Findings) -> Result<bool> {
    let applied = migrate::applied(conn).await?;
    let state = migrate::state(&ready.db.owner).await?;
    match (state, applied) {
        (Schema::Current(version), _) => found.ok("schema", &format!("{version}, that of this binary")),
        (Schema::Newer(version), _) => {
            found.fail("schema", &format!("{version} is newer than this binary ({})", migrate::latest()));
        }
        (Schema::Behind, Some(version)) => {
            found.fail("schema", &format!("{version} is older than this binary: run `patron migrate`"));
        }
        (Schema::Behind, None) => found.fail("schema", "there is none: run `patron migrate`"),
    }
    Ok(matches!(state, Schema::Current(_)))
}

fn partitions(report: &Report, found: &mut Findings) {
    let months = format!("{} partitions of login_activities", report.partitions);
    if report.stray_logins > 0 {
        let stray = report.stray_logins;
        found.fail(
            "partitions",
            &format!("{months}; {stray} rows lie in the default partition, which must be empty"),
        );
    } else if !report.this_month_ready || !report.next_month_ready {
        let which = if report.this_month_ready { "next" } else { "this" };
        found.warn("partitions", &format!("{months}; {which} month has none yet: a running server makes it"));
    } else {
        found.ok(
            "partitions",
            &format!("{months}; this month and the next are ready, the default one is empty"),
        );
    }
}

fn rollups(report: &Report, found: &mut Findings) {
    let of = format!("{} customers, {} MiB", report.customers, report.size_bytes / (1024 * 1024));
    match report.rollup_differences {
        0 => found.ok(
            "rollups",
            &format!("totals agree with the rows ({of}); `patron stats verify` recounts every figure"),
        ),
        n => found.fail("rollups", &format!("{n} totals differ from the rows ({of})")),
    }
}

async fn keyring(conn: &mut PgConnection, ready: &Ready, found: &mut Findings) {
    match signing_keys::all(conn, &ready.keyring).await {
        Ok(keys) if keys.is_empty() => found.fail("keyring", "there is no signing key: run `patron migrate`"),
        Ok(keys) => found.ok("keyring", &format!("opens {} signing key(s)", keys.len())),
        Err(cause) => {
            found.fail("keyring", &format!("{cause}. Bring back the keyring this database was made with"))
        }
    }
}

async fn owner(conn: &mut PgConnection, found: &mut Findings) -> Result<()> {
    match staff::count(conn).await? {
        0 => found.fail("owner", "nobody can sign in: run `patron create-admin`"),
        n => found.ok("owner", &format!("{n} account(s)")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_database_and_back_is_no_difference_of_clocks() {
        let at = |seconds: i64| DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap();
        assert_eq!(apart(at(0), at(3), at(6)), Duration::zero());
        assert_eq!(apart(at(0), at(10), at(0)), Duration::seconds(10));
    }
}
