//! Failed sign-ins: how many, why, and who is under attack.

use super::{
    calendar::{Calendar, shifted},
    figures::{Figures, Row},
    span,
};
use crate::{
    Result,
    sealed::{Field, Keyring},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use patron_domain::{ids::CustomerId, period::last_days_start};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};

/// Failed sign-ins.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct LoginHealth {
    pub logins_24h: i64,
    pub failed_24h: i64,
    pub throttled_24h: i64,
    pub days: Vec<Day>,
    pub reasons: Vec<(String, i64)>,
}

/// One day.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Day {
    pub day: NaiveDate,
    pub logins: i64,
    pub failed: i64,
    pub throttled: i64,
}

/// An address that is tried.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Attacked {
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub failures: i64,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    pub signed_in_since: bool,
}

/// An address that tries.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Source {
    pub ip_address: String,
    pub failures: i64,
    pub addresses: i64,
    pub last_at: DateTime<Utc>,
}

/// Days of the series.
const DAYS: i64 = 30;
/// So many failures in 24 hours are told.
const FEWEST: i64 = 5;
/// Rows at most of each list.
const MOST: usize = 50;
/// Sealed addresses that are opened at most.
const OPENED: i64 = 10_000;
/// So many are opened before others get their turn.
const AT_ONCE: usize = 500;

fn day_ago(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::hours(24)
}

/// Reads the counts. Nothing when the calendar is no longer the ready one.
///
/// # Errors
/// When the database can't be reached.
pub async fn read(
    conn: &mut PgConnection,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Option<LoginHealth>> {
    let today = calendar.day(now);
    let from = shifted(today, 1 - DAYS);
    // who signed in within the day has a last login within it, which has an index; the logins themselves have none
    let rows = sqlx::query_as!(
        Row,
        r#"select 'generation' as "metric!", null::date[] as "days?",
             array[generation::numeric] as "amounts!: Vec<Decimal>"
             from rollup_calendars where ready
           union all
           select 'logins 24h', null, array[(
             (select count(*) from customer_activity a
              join login_activities l on l.customer_id = a.customer_id and l.login_time >= $3 and l.success
              where a.last_login_at >= $3)
             + (select count(*) from login_activities
                where customer_id is null and login_time >= $3 and success))::numeric]
           union all
           select 'failed 24h', null, array[count(*)::numeric] from login_activities
             where not success and login_time >= $3
           union all
           select 'throttled 24h', null, array[coalesce(sum(attempts), 0)::numeric] from throttled_logins
             where minute >= $3
           union all
           select metric, array_agg(day), array_agg(value) from daily_counts
             where metric in ('logins', 'failed_logins') and day between $1 and $2 group by metric
           union all
           select 'throttled', array_agg(day), array_agg(total) from (
             select (minute at time zone $5::text)::date as day, sum(attempts)::numeric as total
             from throttled_logins where minute >= $4 group by 1) s
           having count(*) > 0
           union all
           select metric, null, array[sum(value)] from daily_counts
             where metric >= 'failed_reason:' and metric < 'failed_reason;' and day between $1 and $2
             group by metric"#,
        from,
        today,
        day_ago(now),
        last_days_start(now, DAYS.unsigned_abs(), calendar.zone),
        calendar.zone.name()
    )
    .fetch_all(conn)
    .await?;
    let Some(figures) = Figures::of(rows, calendar) else { return Ok(None) };
    let day = |day: NaiveDate| Day {
        day,
        logins: figures.on("logins", day),
        failed: figures.on("failed_logins", day),
        throttled: figures.on("throttled", day),
    };
    Ok(Some(LoginHealth {
        logins_24h: figures.count("logins 24h"),
        failed_24h: figures.count("failed 24h"),
        throttled_24h: figures.count("throttled 24h"),
        days: span::days(from, today).into_iter().map(day).collect(),
        reasons: figures.shares("failed_reason:"),
    }))
}

/// Customers, and addresses without one, with many failures in 24 hours; most first.
///
/// # Errors
/// When the database can't be reached.
pub async fn attacked(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(Vec<Attacked>, Vec<Attacked>)> {
    let rows = sqlx::query!(
        r#"with failed as materialized (
             select customer_id, email, login_time from login_activities where not success and login_time >= $1),
           attacked as (
             (select customer_id, (array_agg(email order by login_time desc))[1] as email, count(*) as failures,
                min(login_time) as first_at, max(login_time) as last_at
              from failed where customer_id is not null group by customer_id having count(*) >= $2
              order by count(*) desc, max(login_time) desc limit $3)
             union all
             (select null, lower(email), count(*), min(login_time), max(login_time)
              from failed where customer_id is null group by lower(email) having count(*) >= $2
              order by count(*) desc, max(login_time) desc limit $3))
           select a.customer_id as "customer_id?", a.email as "email!", a.failures as "failures!",
             a.first_at as "first_at!", a.last_at as "last_at!",
             coalesce(greatest(known.last_login_at, since.last_login_at) > a.first_at, false) as "signed_in!"
           from attacked a
           left join customer_profiles known on known.id = a.customer_id
           left join customer_profiles since on a.customer_id is null and lower(since.email) = lower(a.email)
           order by a.failures desc, a.last_at desc"#,
        day_ago(now),
        FEWEST,
        i64::try_from(MOST).unwrap_or(i64::MAX)
    )
    .fetch_all(conn)
    .await?;
    let all = rows.into_iter().map(|r| Attacked {
        customer_id: r.customer_id.map(CustomerId),
        email: r.email,
        failures: r.failures,
        first_at: r.first_at,
        last_at: r.last_at,
        signed_in_since: r.signed_in,
    });
    Ok(all.partition(|a| a.customer_id.is_some()))
}

/// IP addresses with many failures in 24 hours, most first. They are sealed, so they are put together here, and only
/// the newest are looked at.
///
/// # Errors
/// When the database can't be reached or a seal doesn't open.
pub async fn sources(conn: &mut PgConnection, keyring: &Keyring, now: DateTime<Utc>) -> Result<Vec<Source>> {
    let rows = sqlx::query!(
        r#"select ip_address, lower(email) as "email!", login_time from login_activities
           where not success and login_time >= $1 order by login_time desc limit $2"#,
        day_ago(now),
        OPENED
    )
    .fetch_all(conn)
    .await?;
    let mut by_address: HashMap<String, (i64, HashSet<&str>, DateTime<Utc>)> = HashMap::new();
    for chunk in rows.chunks(AT_ONCE) {
        for row in chunk {
            let Some(ip) = keyring.open_opt(Field::IpAddress, row.ip_address.as_deref())? else { continue };
            let seen = by_address.entry(ip).or_insert_with(|| (0, HashSet::new(), row.login_time));
            seen.0 += 1;
            seen.1.insert(&row.email);
            seen.2 = seen.2.max(row.login_time);
        }
        tokio::task::yield_now().await;
    }
    let source = |(ip_address, (failures, tried, last_at)): (String, (i64, HashSet<&str>, DateTime<Utc>))| {
        Source { ip_address, failures, addresses: i64::try_from(tried.len()).unwrap_or(i64::MAX), last_at }
    };
    let mut sources: Vec<Source> =
        by_address.into_iter().map(source).filter(|s| s.failures >= FEWEST).collect();
    sources.sort_by_key(|s| std::cmp::Reverse((s.failures, s.last_at)));
    sources.truncate(MOST);
    Ok(sources)
}
