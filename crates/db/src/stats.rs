//! The overview's numbers, from the rollups that the writing transactions keep: the time they take depends
//! on the days asked, not on how many customers there are.

pub mod verify;

use crate::Result;
use chrono::{DateTime, Days, NaiveDate, Utc};
use patron_domain::money::Money;
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::collections::HashMap;

/// One day of the overview.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "they say it")]
pub struct Day {
    pub day: NaiveDate,
    pub signups: i64,
    pub logins: i64,
    pub failed_logins: i64,
}

/// The overview.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Overview {
    pub total_customers: i64,
    pub active: i64,
    pub inactive: i64,
    pub blocked: i64,
    pub logins: i64,
    pub failed_logins: i64,
    pub opt_ins: i64,
    pub email_subscribed: i64,
    pub email_subscribed_default: i64,
    pub email_reachable: i64,
    pub orders: i64,
    pub revenue: Money,
    pub throttled_30d: i64,
    /// Sixty days, oldest first, without gaps.
    pub days: Vec<Day>,
}

/// Days of the overview's series.
pub const SERIES_DAYS: u64 = 60;

/// Reads the overview; `today` is the store's day.
///
/// # Errors
/// When the database can't be reached.
pub async fn overview(
    conn: &mut PgConnection,
    today: NaiveDate,
    month_ago: DateTime<Utc>,
) -> Result<Overview> {
    let from = today.checked_sub_days(Days::new(SERIES_DAYS - 1)).unwrap_or(today);
    // one round trip for all
    let rows = sqlx::query!(
        r#"select metric as "metric!", null::date as day, sum(value) as "value!" from rollup_totals group by metric
           union all
           select metric, day, sum(value) from rollup_daily where day between $1 and $2 group by metric, day
           union all
           select 'all_failed_logins', null, coalesce(sum(value), 0) from rollup_daily where metric = 'failed_logins'
           union all
           select 'throttled', null, coalesce(sum(attempts), 0) from throttled_logins where minute >= $3"#,
        from,
        today,
        month_ago
    )
    .fetch_all(conn)
    .await?;
    let mut totals: HashMap<String, Decimal> = HashMap::new();
    let mut daily: HashMap<(String, NaiveDate), i64> = HashMap::new();
    for r in rows {
        match r.day {
            Some(day) => {
                daily.insert((r.metric, day), r.value.try_into().unwrap_or(i64::MAX));
            }
            None => {
                totals.insert(r.metric, r.value);
            }
        }
    }
    let total = |metric: &str| -> i64 { totals.get(metric).and_then(|d| (*d).try_into().ok()).unwrap_or(0) };
    let on = |metric: &str, day| daily.get(&(metric.to_owned(), day)).copied().unwrap_or(0);
    let days = from.iter_days().take_while(|d| *d <= today).map(|day| Day {
        day,
        signups: on("signups", day),
        logins: on("logins", day),
        failed_logins: on("failed_logins", day),
    });
    Ok(Overview {
        total_customers: total("customers"),
        active: total("status_active"),
        inactive: total("status_inactive"),
        blocked: total("status_blocked"),
        logins: total("logins"),
        failed_logins: total("all_failed_logins"),
        opt_ins: total("marketing_opt_ins"),
        email_subscribed: total("email_subscribed"),
        email_subscribed_default: total("email_subscribed_default"),
        email_reachable: total("email_reachable"),
        orders: total("orders"),
        revenue: Money::trusted(totals.get("revenue").copied().unwrap_or_default()),
        throttled_30d: total("throttled"),
        days: days.collect(),
    })
}

/// Puts together what many writers at once left apart; readers see the same sums before and after. Called now and
/// then, for each of [`SLOT_GROUPS`] on its own, so that writers never wait.
///
/// # Errors
/// When the database can't be reached.
pub async fn compact(conn: &mut PgConnection, slot_group: i32) -> Result<()> {
    sqlx::query!("select compact_rollups($1)", slot_group).execute(conn).await?;
    Ok(())
}

/// Groups of slots; see `migrations/…_compact_rollups.sql`.
pub const SLOT_GROUPS: std::ops::Range<i32> = 0..4;
