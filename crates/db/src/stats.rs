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
    let totals: HashMap<String, Decimal> =
        sqlx::query!(r#"select metric, sum(value) as "value!" from rollup_totals group by metric"#)
            .fetch_all(&mut *conn)
            .await?
            .into_iter()
            .map(|r| (r.metric, r.value))
            .collect();
    let daily: HashMap<(String, NaiveDate), i64> = sqlx::query!(
        r#"select metric, day, sum(value)::bigint as "value!" from rollup_daily
           where day between $1 and $2 group by metric, day"#,
        from,
        today
    )
    .fetch_all(&mut *conn)
    .await?
    .into_iter()
    .map(|r| ((r.metric, r.day), r.value))
    .collect();
    let rest = sqlx::query!(
        r#"select
             (select coalesce(sum(value), 0)::bigint from rollup_daily where metric = 'failed_logins') as "failed!",
             (select coalesce(sum(attempts), 0)::bigint from throttled_logins where minute >= $1) as "throttled!""#,
        month_ago
    )
    .fetch_one(conn)
    .await?;
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
        failed_logins: rest.failed,
        opt_ins: total("marketing_opt_ins"),
        email_subscribed: total("email_subscribed"),
        email_subscribed_default: total("email_subscribed_default"),
        email_reachable: total("email_reachable"),
        orders: total("orders"),
        revenue: Money::trusted(totals.get("revenue").copied().unwrap_or_default()),
        throttled_30d: rest.throttled,
        days: days.collect(),
    })
}
