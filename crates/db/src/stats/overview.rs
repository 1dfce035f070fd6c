//! The numbers of the overview.

use super::{
    calendar::{Calendar, shifted},
    consents::{ChannelState, channel_states},
    figures::{Figures, Row},
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
    // one round trip for all
    let rows = sqlx::query_as!(
        Row,
        r#"select 'generation' as "metric!", null::date[] as "days?",
             array[generation::numeric] as "amounts!: Vec<Decimal>"
             from rollup_calendars where ready
           union all
           select metric, null, array[sum(value)] from rollup_totals group by metric
           union all
           select metric, array_agg(day), array_agg(value) from daily_counts
             where metric in ('signups', 'logins', 'failed_logins', 'orders', 'revenue', 'active', 'mau',
               'level:status_active', 'level:marketing_opt_ins') and day between $1 and $2
             group by metric
           union all
           select metric || ' before', null, array[sum(value)] from daily_counts
             where metric in ('mau', 'level:status_active', 'level:marketing_opt_ins') and day < $1
             group by metric
           union all
           select metric, null, array[sum(value)] from daily_counts
             where metric in ('idle_cover', 'engaged_cover') and day <= $2
             group by metric
           union all
           select 'all failed_logins', null, array[coalesce(sum(value), 0)] from daily_counts
             where metric = 'failed_logins'
           union all
           select 'signups since', null, array[coalesce(sum(value), 0)] from daily_counts
             where metric = 'signups' and day > $3
           union all
           select metric, null, array[sum(value)] from daily_counts
             where metric >= 'failed_reason:' and metric < 'failed_reason;' and day > $3 and day <= $2
             group by metric
           union all
           select 'throttled', null, array[coalesce(sum(attempts), 0)::numeric] from throttled_logins
             where minute >= $4
           union all
           select 'week before', null, array[
             (select coalesce(sum(value), 0) from daily_counts where metric = 'signups' and day >= $5 and day < $6)
             + (select count(*) from customer_profiles
                where signup_date >= $7 and signup_date < $8 and status <> 'erased')]
           union all
           select 'month before', null, array[
             (select coalesce(sum(value), 0) from daily_counts where metric = 'signups' and day >= $9 and day < $10)
             + (select count(*) from customer_profiles
                where signup_date >= $11 and signup_date < $12 and status <> 'erased')]"#,
        from,
        today,
        shifted(today, -30),
        last_days_start(now, 30, calendar.zone),
        week.days_from,
        week.days_until,
        week.part_from,
        week.part_until,
        month.days_from,
        month.days_until,
        month.part_from,
        month.part_until
    )
    .fetch_all(conn)
    .await?;
    Ok(Figures::of(rows, calendar).map(|figures| overview(&figures, calendar, from, today)))
}

fn overview(figures: &Figures, calendar: &Calendar, from: NaiveDate, today: NaiveDate) -> Overview {
    let days = days(figures, from, today);
    let since = |start: NaiveDate| days.iter().filter(|d| d.day >= start).map(|d| d.signups).sum();
    let customers = figures.count("customers");
    // signed up 30 days ago or earlier
    let old = customers - figures.count("signups since");
    Overview {
        total_customers: customers,
        active: figures.count("status_active"),
        inactive: figures.count("status_inactive"),
        blocked: figures.count("status_blocked"),
        inactive_30d: old - figures.count("idle_cover"),
        disengaged_30d: old - figures.count("engaged_cover"),
        new_wtd: since(calendar.week_of(today)),
        new_wtd_before: figures.count("week before"),
        new_mtd: since(calendar.month_of(today)),
        new_mtd_before: figures.count("month before"),
        logins: figures.count("logins"),
        failed_logins: figures.count("all failed_logins"),
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
    let level = |metric: &str| figures.running(metric, figures.count(&format!("{metric} before")), &all);
    let engaged = level("mau");
    let active_customers = level("level:status_active");
    let opt_ins = level("level:marketing_opt_ins");
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
