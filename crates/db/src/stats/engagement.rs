//! Who comes back, how often, when and with what.

use super::{
    calendar::{Calendar, shifted},
    figures::{Figures, Row, whole},
    span::{self, Period, Span},
};
use crate::Result;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// Engagement over a span.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Engagement {
    pub dau: i64,
    pub wau: i64,
    pub mau: i64,
    /// Daily active people of the last 30 days, added up.
    pub active_days_30d: i64,
    pub logins_30d: i64,
    pub periods: Vec<Active>,
    pub days: Vec<Day>,
    /// By the least number of logins: [`LOGIN_BUCKETS`].
    pub login_frequency: Vec<(i32, i64)>,
    /// From Monday, 24 hours each.
    pub heat_map: Vec<Vec<i64>>,
    pub methods: Vec<(String, i64)>,
    pub devices: Vec<(String, i64)>,
    pub failure_reasons: Vec<(String, i64)>,
}

/// One period.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Active {
    pub period: Period,
    pub active: i64,
    pub new: i64,
}

/// One day.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Day {
    pub day: NaiveDate,
    pub dau: i64,
    pub wau: i64,
    pub mau: i64,
    pub logins: i64,
    pub failed_logins: i64,
}

/// Where the buckets of the number of logins begin; the last has no end.
pub const LOGIN_BUCKETS: [i32; 8] = [0, 1, 2, 3, 6, 11, 21, 51];

/// Days at most of the series by day.
pub const MOST_DAYS: i64 = 366;

/// Reads the engagement. Nothing when the calendar is no longer the ready one.
///
/// # Errors
/// When the database can't be reached.
pub async fn read(conn: &mut PgConnection, calendar: &Calendar, span: &Span) -> Result<Option<Engagement>> {
    let days = span::days(span.from.max(shifted(span.to(), 1 - MOST_DAYS)), span.to());
    let first = days.first().copied().unwrap_or(span.from);
    let active = span.step.active().map(str::to_owned);
    // as far back as the figures of today need too
    let since = first.min(shifted(span.today, -29));
    let rows = sqlx::query_as!(
        Row,
        r#"select 'generation' as "metric!", null::date[] as "days?",
             array[generation::numeric] as "amounts!: Vec<Decimal>"
             from rollup_calendars where ready
           union all
           select metric, null, array[sum(value)] from rollup_totals
             where starts_with(metric, 'login_bucket:') group by metric
           union all
           select metric, array_agg(day), array_agg(value) from rollup_daily
             where generation = $1 and metric in ('active', 'wau', 'mau', 'logins', 'failed_logins') and day >= $2
             group by metric
           union all
           select metric || ' of periods', array_agg(day), array_agg(value) from rollup_daily
             where generation = $1 and metric = any($5::text[]) and day between $3 and $4 group by metric
           union all
           select metric, null, array[sum(value)] from rollup_daily
             where generation = $1 and metric >= 'logins_method:' and metric < 'logins_method;'
               and day between $3 and $4 group by metric
           union all
           select metric, null, array[sum(value)] from rollup_daily
             where generation = $1 and metric >= 'logins_device:' and metric < 'logins_device;'
               and day between $3 and $4 group by metric
           union all
           select metric, null, array[sum(value)] from rollup_daily
             where generation = $1 and metric >= 'failed_reason:' and metric < 'failed_reason;'
               and day between $3 and $4 group by metric
           union all
           select metric || ' on ' || weekday, null, array[sum(value)] from (
             select metric, extract(isodow from day)::int as weekday, value from rollup_daily
             where generation = $1 and metric >= 'logins_hour:' and metric < 'logins_hour;'
               and day between $3 and $4) h
             group by metric, weekday"#,
        calendar.generation,
        since,
        span.from,
        span.end,
        &active[..]
    )
    .fetch_all(conn)
    .await?;
    Ok(Figures::of(rows, calendar).map(|figures| engagement(&figures, span, &days)))
}

fn engagement(figures: &Figures, span: &Span, days: &[NaiveDate]) -> Engagement {
    let [active, new] = span.step.active().map(|metric| format!("{metric} of periods"));
    let periods = span.periods().into_iter().map(|period| Active {
        period,
        active: figures.on(&active, period.start),
        new: figures.on(&new, period.start),
    });
    // differences come to nothing in all: whoever is active stops being so
    let level = |metric: &str| figures.running(metric, 0, days);
    let levels = level("wau").into_iter().zip(level("mau"));
    let day = |(day, (wau, mau)): (&NaiveDate, (i64, i64))| Day {
        day: *day,
        dau: figures.on("active", *day),
        wau,
        mau,
        logins: figures.on("logins", *day),
        failed_logins: figures.on("failed_logins", *day),
    };
    let month = |metric| whole(figures.between(metric, shifted(span.today, -29), span.today));
    let hour = |weekday: u8, hour: u8| figures.count(&format!("logins_hour:{hour:02} on {weekday}"));
    let heat = |weekday: u8| -> Vec<i64> { (0..24).map(|h| hour(weekday, h)).collect() };
    Engagement {
        dau: figures.on("active", span.today),
        wau: -figures.after("wau", span.today),
        mau: -figures.after("mau", span.today),
        active_days_30d: month("active"),
        logins_30d: month("logins"),
        periods: periods.collect(),
        days: days.iter().zip(levels).map(day).collect(),
        login_frequency: LOGIN_BUCKETS.map(|n| (n, figures.count(&format!("login_bucket:{n}")))).to_vec(),
        heat_map: (1..=7).map(heat).collect(),
        methods: figures.shares("logins_method:"),
        devices: figures.shares("logins_device:"),
        failure_reasons: figures.shares("failed_reason:"),
    }
}
