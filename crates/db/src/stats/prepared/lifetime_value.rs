//! Lifetime value: of all buyers, by size, and by how long ago the first order was.

use super::{
    Unit,
    calendar::{Calendar, day_before},
    scale,
};
use crate::Result;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// Days after the first order, of 24 hours. The statement below has them too.
pub const WINDOWS: [i32; 5] = [30, 60, 90, 180, 365];

/// What customers have been worth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct LifetimeValue {
    pub buyers: i64,
    pub total: Decimal,
    pub average: Option<Decimal>,
    pub median: Option<Decimal>,
    pub p90: Option<Decimal>,
    pub distribution: Vec<Bucket>,
    pub cohorts: Vec<Cohort>,
}

/// Buyers in a range of value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Bucket {
    pub from: Decimal,
    pub to: Option<Decimal>,
    pub people: i64,
    pub total: Decimal,
}

/// People whose first order was in one month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Cohort {
    pub start: NaiveDate,
    pub end: NaiveDate,
    pub size: i64,
    pub windows: Vec<Window>,
}

/// What they were worth so many days after their first order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Window {
    pub days: i32,
    pub complete: i64,
    pub average: Option<Decimal>,
}

pub(super) async fn compute(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<LifetimeValue> {
    let all = sqlx::query!(
        r#"select b.people as "people!", b.total as "total!", b.least, b.marks[1] as low, b.marks[2] as median,
             b.marks[3] as p90
           from (
             select count(*) as people, coalesce(sum(lifetime_value), 0) as total, min(lifetime_value) as least,
               percentile_disc('{0.1,0.5,0.9}'::float8[]) within group (order by lifetime_value) as marks
             from customer_profiles where total_orders >= 1 and status <> 'erased') b"#
    )
    .fetch_one(&mut *conn)
    .await?;
    let distribution = match (all.least, all.low, all.p90) {
        (Some(least), Some(low), Some(p90)) => distribution(conn, least, &scale::cuts(low, p90)).await?,
        _ => Vec::new(),
    };
    Ok(LifetimeValue {
        buyers: all.people,
        total: all.total,
        average: mean(all.total, all.people),
        median: all.median,
        p90: all.p90,
        distribution,
        cohorts: cohorts(conn, now).await?,
    })
}

/// Rounded to the cent, half away from zero, as PostgreSQL rounds.
fn mean(total: Decimal, people: i64) -> Option<Decimal> {
    let mean = total.checked_div(Decimal::from(people))?;
    Some(mean.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero))
}

async fn distribution(conn: &mut PgConnection, least: Decimal, cuts: &[Decimal]) -> Result<Vec<Bucket>> {
    let rows = sqlx::query!(
        r#"select width_bucket(lifetime_value, $1::numeric[]) as "bucket!", count(*) as "people!",
             sum(lifetime_value) as "total!"
           from customer_profiles where total_orders >= 1 and status <> 'erased' group by 1"#,
        cuts
    )
    .fetch_all(conn)
    .await?;
    let froms = std::iter::once(least.min(Decimal::ZERO)).chain(cuts.iter().copied());
    let tos = cuts.iter().copied().map(Some).chain([None]);
    let bucket = |(number, (from, to)): (i32, (Decimal, Option<Decimal>))| {
        let row = rows.iter().find(|r| r.bucket == number);
        Bucket {
            from,
            to,
            people: row.map_or(0, |r| r.people),
            total: row.map_or(Decimal::ZERO, |r| r.total),
        }
    };
    Ok((0_i32..).zip(froms.zip(tos)).map(bucket).collect())
}

/// A part of a cohort: people for whom as many windows are complete, or orders that came before as many windows ended.
struct Part {
    cohort: i32,
    /// Windows that are complete.
    complete: i32,
    /// Windows that had ended when these orders came; of people it is 0.
    ended: i32,
    people: i64,
    value: Decimal,
}

async fn cohorts(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Cohort>> {
    let calendar = Calendar::ready(conn).await?;
    let starts = calendar.starts(Unit::Month, now);
    let edges = calendar.instants(&starts);
    let (Some(from), Some(to)) = (edges.first().copied(), edges.last().copied()) else {
        return Ok(Vec::new());
    };
    let people = sqlx::query_as!(
        Part,
        r#"select width_bucket(first_order_at, $1::timestamptz[]) as "cohort!",
             width_bucket($4::timestamptz - first_order_at, '{30 days,60 days,90 days,180 days,365 days}'::interval[])
               as "complete!", 0 as "ended!", count(*) as "people!", 0::numeric as "value!"
           from customer_profiles
           where status <> 'erased' and first_order_at >= $2 and first_order_at < $3 group by 1, 2"#,
        &edges,
        from,
        to,
        now
    )
    .fetch_all(&mut *conn)
    .await?;
    let orders = sqlx::query_as!(
        Part,
        r#"select width_bucket(p.first_order_at, $1::timestamptz[]) as "cohort!",
             width_bucket($4::timestamptz - p.first_order_at, '{30 days,60 days,90 days,180 days,365 days}'::interval[])
               as "complete!",
             width_bucket(o.order_date - p.first_order_at, '{30 days,60 days,90 days,180 days,365 days}'::interval[])
               as "ended!",
             0::bigint as "people!",
             coalesce(sum(greatest(o.store_total - o.store_refunded - o.store_shipping_tax, 0)), 0) as "value!"
           from customer_profiles p join orders o on o.customer_id = p.id
           where p.status <> 'erased' and p.first_order_at >= $2 and p.first_order_at < $3
             and o.status not in ('cancelled', 'returned')
           group by 1, 2, 3"#,
        &edges,
        from,
        to,
        now
    )
    .fetch_all(conn)
    .await?;
    let days = starts.iter().copied().zip(starts.iter().copied().skip(1));
    Ok((1..).zip(days).map(|(number, days)| cohort(number, days, &people, &orders)).collect())
}

fn cohort(number: i32, (start, next): (NaiveDate, NaiveDate), people: &[Part], orders: &[Part]) -> Cohort {
    let people = || people.iter().filter(move |p| p.cohort == number);
    let orders = || orders.iter().filter(move |o| o.cohort == number);
    let window = |(nth, days): (i32, i32)| {
        let complete: i64 = people().filter(|p| p.complete > nth).map(|p| p.people).sum();
        let within = orders().filter(|o| o.complete > nth && o.ended <= nth);
        Window { days, complete, average: mean(within.map(|o| o.value).sum(), complete) }
    };
    Cohort {
        start,
        end: day_before(next),
        size: people().map(|p| p.people).sum(),
        windows: (0..).zip(WINDOWS).map(window).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(complete: i32, ended: i32, people: i64, value: i64) -> Part {
        Part { cohort: 1, complete, ended, people, value: value.into() }
    }

    #[test]
    fn a_window_has_only_people_for_whom_it_is_complete_and_orders_from_before_its_end() {
        let day = NaiveDate::default();
        let people = [part(2, 0, 3, 0), part(0, 0, 5, 0)];
        // the second came between the 30th and the 60th day, the last is one of somebody new
        let orders = [part(2, 0, 0, 300), part(2, 1, 0, 31), part(2, 2, 0, 900), part(0, 0, 0, 77)];
        let cohort = cohort(1, (day, day), &people, &orders);
        assert_eq!(cohort.size, 8);
        let windows: Vec<_> =
            cohort.windows.iter().map(|w| (w.days, w.complete, w.average.map(|a| a.to_string()))).collect();
        assert_eq!(windows[0], (30, 3, Some("100".into())));
        assert_eq!(windows[1], (60, 3, Some("110.33".into())));
        assert_eq!(windows[2], (90, 0, None));
        assert_eq!(windows.len(), 5);
    }
}
