//! The numbers of the overview.

use super::{
    calendar::{Calendar, Elapsed, shifted},
    consents::{ChannelState, channel_states},
    figures::{Figures, Row, whole},
    span,
};
use crate::Result;
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{money::Money, period::last_days_start};
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// One day of the overview.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Day {
    pub day: NaiveDate,
    pub signups: i64,
    pub logins: i64,
    pub failed_logins: i64,
    pub orders: i64,
    pub revenue: Money,
    pub active: i64,
    pub engaged_30d: i64,
    pub active_customers: i64,
    pub marketing_opt_ins: i64,
}

/// The overview.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Overview {
    pub total_customers: i64,
    pub active: i64,
    pub inactive: i64,
    pub blocked: i64,
    pub inactive_30d: i64,
    pub disengaged_30d: i64,
    pub new_wtd: i64,
    pub new_wtd_before: i64,
    pub new_mtd: i64,
    pub new_mtd_before: i64,
    pub logins: i64,
    pub failed_logins: i64,
    pub failure_reasons: Vec<(String, i64)>,
    pub opt_ins: i64,
    pub channels: Vec<ChannelState>,
    pub orders: i64,
    pub revenue: Money,
    pub buyers: i64,
    pub repeat_buyers: i64,
    pub throttled_30d: i64,
    /// Sixty days, oldest first, without gaps.
    pub days: Vec<Day>,
}

/// Days of the overview's series.
pub const SERIES_DAYS: i64 = 60;

/// What is read by day.
const SERIES: [&str; 11] = [
    "signups",
    "logins",
    "failed_logins",
    "orders",
    "revenue",
    "active",
    "mau",
    "idle_cover",
    "engaged_cover",
    "level:status_active",
    "level:marketing_opt_ins",
];

/// Reads the overview as of `now`. Nothing when the calendar is no longer the ready one.
///
/// # Errors
/// When the database can't be reached.
pub async fn read(
    conn: &mut PgConnection,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Option<Overview>> {
    let today = calendar.day(now);
    let from = shifted(today, 1 - SERIES_DAYS);
    let (week, month) = (calendar.week_before(now), calendar.month_before(now));
    // Differences come to nothing in all (whoever is active stops being so), so their past need not be read.
    let metrics = SERIES.map(str::to_owned);
    // one round trip for all
    let rows = sqlx::query_as!(
        Row,
        r#"select 'generation' as "metric!", null::date[] as "days?",
             array[generation::numeric] as "amounts!: Vec<Decimal>"
             from rollup_calendars where ready
           union all
           select metric, null, array[sum(value)] from rollup_totals group by metric
           union all
           select metric, array_agg(day), array_agg(value) from rollup_daily
             where generation = $1 and metric = any($2::text[]) and day >= $3 group by metric
           union all
           select metric, null, array[sum(value)] from rollup_daily
             where generation = $1 and metric >= 'failed_reason:' and metric < 'failed_reason;'
               and day between $4 and $5 group by metric
           union all
           select 'throttled', null, array[coalesce(sum(attempts), 0)::numeric] from throttled_logins
             where minute >= $6
           union all
           select 'week before', null, array[count(*)::numeric] from customer_profiles
             where signup_date >= $7 and signup_date < $8 and status <> 'erased'
           union all
           select 'month before', null, array[count(*)::numeric] from customer_profiles
             where signup_date >= $9 and signup_date < $10 and status <> 'erased'"#,
        calendar.generation,
        &metrics[..],
        from.min(month.days_from),
        shifted(today, -29),
        today,
        last_days_start(now, 30, calendar.zone),
        week.part_from,
        week.part_until,
        month.part_from,
        month.part_until
    )
    .fetch_all(conn)
    .await?;
    Ok(Figures::of(rows, calendar).map(|figures| {
        // whole days, and the part of one more
        let elapsed = |span: &Elapsed, part: &str| {
            whole(figures.between("signups", span.days_from, shifted(span.days_until, -1)))
                + figures.count(part)
        };
        Overview {
            new_wtd_before: elapsed(&week, "week before"),
            new_mtd_before: elapsed(&month, "month before"),
            ..overview(&figures, calendar, from, today)
        }
    }))
}

fn overview(figures: &Figures, calendar: &Calendar, from: NaiveDate, today: NaiveDate) -> Overview {
    let days = days(figures, from, today);
    let since = |start: NaiveDate| days.iter().filter(|d| d.day >= start).map(|d| d.signups).sum();
    let customers = figures.count("customers");
    // signed up 30 days ago or earlier
    let old = customers - figures.after("signups", shifted(today, -30));
    Overview {
        total_customers: customers,
        active: figures.count("status_active"),
        inactive: figures.count("status_inactive"),
        blocked: figures.count("status_blocked"),
        inactive_30d: old + figures.after("idle_cover", today),
        disengaged_30d: old + figures.after("engaged_cover", today),
        new_wtd: since(calendar.week_of(today)),
        new_wtd_before: 0,
        new_mtd: since(calendar.month_of(today)),
        new_mtd_before: 0,
        logins: figures.count("logins"),
        failed_logins: figures.count("failed_logins"),
        failure_reasons: figures.shares("failed_reason:"),
        opt_ins: figures.count("marketing_opt_ins"),
        channels: channel_states(figures),
        orders: figures.count("orders"),
        revenue: figures.money("revenue"),
        buyers: figures.count("buyers"),
        repeat_buyers: figures.count("repeat_buyers"),
        throttled_30d: figures.count("throttled"),
        days,
    }
}

fn days(figures: &Figures, from: NaiveDate, today: NaiveDate) -> Vec<Day> {
    let all = span::days(from, today);
    let engaged = figures.running("mau", 0, &all);
    let active_customers = figures.running("level:status_active", figures.count("status_active"), &all);
    let opt_ins = figures.running("level:marketing_opt_ins", figures.count("marketing_opt_ins"), &all);
    let levels = engaged.into_iter().zip(active_customers).zip(opt_ins);
    let day =
        |(day, ((engaged_30d, active_customers), marketing_opt_ins)): (&NaiveDate, ((i64, i64), i64))| {
            let on = |metric| figures.on(metric, *day);
            Day {
                day: *day,
                signups: on("signups"),
                logins: on("logins"),
                failed_logins: on("failed_logins"),
                orders: on("orders"),
                revenue: figures.money_on("revenue", *day),
                active: on("active"),
                engaged_30d,
                active_customers,
                marketing_opt_ins,
            }
        };
    all.iter().zip(levels).map(day).collect()
}
