//! Who came, by period.

use super::{
    calendar::{Calendar, shifted},
    figures::{Figures, Row, between, whole},
    span::{Period, Span},
};
use crate::Result;
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::money::Money;
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// Growth over a span.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Growth {
    pub buckets: Vec<Bucket>,
    pub by_source: Vec<Split>,
    pub by_method: Vec<Split>,
}

/// One period.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Bucket {
    pub period: Period,
    pub new: i64,
    pub new_before: i64,
    pub cumulative: i64,
    pub active: i64,
    pub active_new: i64,
    pub orders: i64,
    pub revenue: Money,
    pub restated_at: Option<DateTime<Utc>>,
}

/// A part of the new people, by period.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Split {
    pub key: String,
    pub total: i64,
    pub values: Vec<i64>,
}

/// So many parts stand alone; the smallest of more are put together. Shops name sources freely.
pub const SPLITS: usize = 50;

/// Where the smallest parts are put.
const REST: &str = "other";

/// Reads the growth. Nothing when the calendar is no longer the ready one.
///
/// # Errors
/// When the database can't be reached.
pub async fn read(conn: &mut PgConnection, calendar: &Calendar, span: &Span) -> Result<Option<Growth>> {
    let [active, active_new] = span.step.active();
    let metrics = ["signups", "orders", "revenue", active, active_new].map(str::to_owned);
    // instants are no amounts, seconds are
    let rows = sqlx::query_as!(
        Row,
        r#"select 'generation' as "metric!", null::date[] as "days?",
             array[generation::numeric] as "amounts!: Vec<Decimal>"
             from rollup_calendars where ready
           union all
           select 'customers', null, array[coalesce(sum(value), 0)] from rollup_totals where metric = 'customers'
           union all
           select 'signups after', null, array[coalesce(sum(value), 0)] from rollup_daily
             where generation = $1 and metric = 'signups' and day > $3
           union all
           select 'signups before', array_agg(day), array_agg(value) from rollup_daily
             where generation = $1 and metric = 'signups' and day >= $2::date - $5::int and day < $2
             having count(*) > 0
           union all
           select metric, array_agg(day), array_agg(value) from rollup_daily
             where generation = $1 and metric = any($4::text[]) and day between $2 and $3 group by metric
           union all
           select metric, array_agg(day), array_agg(value) from rollup_daily
             where generation = $1 and metric >= 'signups_source:' and metric < 'signups_source;'
               and day between $2 and $3 group by metric
           union all
           select metric, array_agg(day), array_agg(value) from rollup_daily
             where generation = $1 and metric >= 'signups_method:' and metric < 'signups_method;'
               and day between $2 and $3 group by metric
           union all
           select 'restated', array_agg(day), array_agg(extract(epoch from restated_at)) from restated_days
             where day between $2 and $3 having count(*) > 0"#,
        calendar.generation,
        span.from,
        span.end,
        &metrics[..],
        i32::try_from(span.days()).unwrap_or(i32::MAX)
    )
    .fetch_all(conn)
    .await?;
    Ok(Figures::of(rows, calendar).map(|figures| growth(&figures, span)))
}

fn growth(figures: &Figures, span: &Span) -> Growth {
    let [active, active_new] = span.step.active();
    let periods = span.periods();
    let mut buckets: Vec<Bucket> = Vec::with_capacity(periods.len());
    // from the end: what is there now, less who came later
    let mut cumulative = figures.count("customers") - figures.count("signups after");
    for period in periods.iter().rev() {
        let sum = |metric| figures.between(metric, period.start, period.end);
        let new = whole(sum("signups"));
        // the days as far from the beginning of the span before
        let before = |day: NaiveDate| shifted(day, -span.days());
        let last = before(period.end).min(shifted(span.from, -1));
        buckets.push(Bucket {
            period: *period,
            new,
            new_before: whole(figures.between("signups before", before(period.start), last)),
            cumulative,
            active: figures.on(active, period.start),
            active_new: figures.on(active_new, period.start),
            orders: whole(sum("orders")),
            revenue: Money::trusted(sum("revenue")),
            restated_at: figures.latest("restated", period.start, period.end).and_then(instant),
        });
        cumulative -= new;
    }
    buckets.reverse();
    Growth {
        buckets,
        by_source: splits(figures, "signups_source:", &periods),
        by_method: splits(figures, "signups_method:", &periods),
    }
}

fn instant(seconds: Decimal) -> Option<DateTime<Utc>> {
    let micros = seconds.checked_mul(Decimal::from(1_000_000))?;
    DateTime::from_timestamp_micros(whole(micros))
}

fn splits(figures: &Figures, prefix: &str, periods: &[Period]) -> Vec<Split> {
    let parts = figures.parts(prefix).map(|(key, series)| {
        let value = |p: &Period| whole(between(series, p.start, p.end));
        let values: Vec<i64> = periods.iter().map(value).collect();
        Split { key: key.to_owned(), total: values.iter().sum(), values }
    });
    let mut splits: Vec<Split> = parts.filter(|s| s.values.iter().any(|n| *n != 0)).collect();
    largest_first(&mut splits);
    if splits.len() > SPLITS {
        let small = splits.split_off(SPLITS - 1);
        for part in small {
            match splits.iter_mut().find(|s| s.key == REST) {
                Some(rest) => rest.add(&part),
                None => splits.push(Split { key: REST.into(), ..part }),
            }
        }
        largest_first(&mut splits);
    }
    splits
}

fn largest_first(splits: &mut [Split]) {
    splits.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.key.cmp(&b.key)));
}

impl Split {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            *mine += theirs;
        }
    }
}
