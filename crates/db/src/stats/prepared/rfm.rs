//! RFM: where each buyer stands by recency, and by frequency and spend of the last 365 days.
//!
//! With 50 buyers and more a score is five times the share of buyers who are not better, rounded up: equal values share
//! one, and the best has 5. With fewer, shares say little, and fixed thresholds take their place:
//!
//! | Score | Days since the last order | Orders | Spent, in mean orders |
//! | --- | --- | --- | --- |
//! | 5 | at most 30 | 10 and more | 10 and more |
//! | 4 | at most 60 | 5 and more | 5 and more |
//! | 3 | at most 120 | 3 and more | 3 and more |
//! | 2 | at most 240 | 2 and more | 2 and more |
//! | 1 | more | fewer | less |

use super::calendar::Calendar;
use crate::Result;
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    period::{day_of, last_days_start},
    rfm::RfmGroup,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// Orders and spend are those of so many days, today included.
pub const WINDOW_DAYS: i32 = 365;

/// From so many buyers on scores are shares.
const FEWEST_FOR_SHARES: i64 = 50;

/// From these on the score is lower by one: days since the last order.
const RECENCY: [i32; 4] = [31, 61, 121, 241];

/// From these on the score is higher by one: orders, and spend in mean orders.
const TIMES: [i32; 4] = [2, 3, 5, 10];

/// Rows of customer_rfm that are written in one transaction.
const BATCH: i64 = 10_000;

/// The grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Rfm {
    pub buyers: i64,
    /// Whether scores are shares, or fixed thresholds.
    pub quantiles: bool,
    /// All 25, by recency and value.
    pub cells: Vec<Cell>,
    /// Live profiles without an order.
    pub prospects: i64,
}

/// A cell of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Cell {
    pub recency: i16,
    pub value: i16,
    pub people: i64,
    pub spent: Decimal,
}

impl Default for Rfm {
    fn default() -> Self {
        Self { buyers: 0, quantiles: false, cells: grid(&[]), prospects: 0 }
    }
}

/// All cells, those without people too.
fn grid(found: &[Cell]) -> Vec<Cell> {
    let cell = |(recency, value): (i16, i16)| {
        let found = found.iter().find(|c| (c.recency, c.value) == (recency, value));
        found.cloned().unwrap_or(Cell { recency, value, people: 0, spent: Decimal::ZERO })
    };
    (1..=5).flat_map(|r| (1..=5).map(move |v| (r, v))).map(cell).collect()
}

/// Finds what is to be changed in customer_rfm, and puts it into rfm_changes. Needs a snapshot of its own. Tells how
/// many rows these are, and whether scores are shares.
pub(super) async fn find(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(i64, bool)> {
    sqlx::query!("truncate rfm_changes").execute(&mut *conn).await?;
    let zone = Calendar::ready(conn).await?.zone;
    let since = last_days_start(now, u64::from(WINDOW_DAYS.unsigned_abs()), zone);
    let buyers = sqlx::query_scalar!(
        r#"select count(*) as "n!" from customer_profiles where status <> 'erased' and first_order_at is not null"#
    )
    .fetch_one(&mut *conn)
    .await?;
    let quantiles = buyers >= FEWEST_FOR_SHARES;
    let mean = if quantiles { Decimal::ONE } else { mean_order(conn, since).await? };
    let spends: Vec<Decimal> = TIMES.iter().map(|n| mean * Decimal::from(*n)).collect();
    let rule = Rule { buyers: buyers.max(1), quantiles, spends };
    Ok((changes(conn, since, day_of(now, zone), zone.name(), &rule).await?, quantiles))
}

/// How scores are given.
struct Rule {
    buyers: i64,
    quantiles: bool,
    spends: Vec<Decimal>,
}

async fn changes(
    conn: &mut PgConnection,
    since: DateTime<Utc>,
    today: NaiveDate,
    zone: &str,
    rule: &Rule,
) -> Result<i64> {
    let (mut recencies, mut values, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for Cell { recency, value, .. } in grid(&[]) {
        recencies.push(recency);
        values.push(value);
        groups.push(RfmGroup::of(recency, value).as_str().to_owned());
    }
    // a share of a whole number, rounded up, without floating point: equal values must not part
    let done = sqlx::query!(
        r#"with spent as (
             select customer_id, count(*)::int as orders, coalesce(sum(store_total - store_refunded), 0) as spent
             from orders where status not in ('cancelled', 'returned') and order_date >= $1 group by customer_id),
           buyers as (
             select p.id, greatest($2::date - (p.last_order_at at time zone $3::text)::date, 0) as days,
               coalesce(s.orders, 0) as orders, coalesce(s.spent, 0) as spent
             from customer_profiles p left join spent s on s.customer_id = p.id
             where p.status <> 'erased' and p.first_order_at is not null),
           ranked as (
             select id, days, orders, spent, count(*) over (order by days desc) as r,
               count(*) over (order by orders) as f, count(*) over (order by spent) as m
             from buyers),
           scored as (
             select id, spent,
               case when $4 then (5 * r + $5 - 1) / $5 else 5 - width_bucket(days, $6::int[]) end as recency,
               case when $4 then (5 * f + $5 - 1) / $5 else 1 + width_bucket(orders, $7::int[]) end as f,
               case when $4 then (5 * m + $5 - 1) / $5 else 1 + width_bucket(spent, $8::numeric[]) end as m
             from ranked),
           placed as (
             select s.id, g.recency, g.value, g.name, s.spent
             from scored s
             join unnest($9::smallint[], $10::smallint[], $11::text[]) as g (recency, value, name)
               on g.recency = s.recency and g.value = (s.f + s.m + 1) / 2)
           insert into rfm_changes (n, customer_id, recency, value, rfm_group, spent)
           select row_number() over (), coalesce(n.id, k.customer_id), n.recency, n.value, n.name, n.spent
           from placed n full join customer_rfm k on k.customer_id = n.id
           where (n.recency, n.value, n.name, n.spent) is distinct from (k.recency, k.value, k.rfm_group, k.spent)"#,
        since,
        today,
        zone,
        rule.quantiles,
        rule.buyers,
        &RECENCY[..],
        &TIMES[..],
        &rule.spends,
        &recencies,
        &values,
        &groups
    )
    .execute(conn)
    .await?;
    Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
}

/// The mean of orders of the window; at least one cent, so that who spent nothing is not above all thresholds.
async fn mean_order(conn: &mut PgConnection, since: DateTime<Utc>) -> Result<Decimal> {
    Ok(sqlx::query_scalar!(
        r#"select greatest(round(coalesce(avg(o.store_total - o.store_refunded), 0), 2), 0.01) as "mean!"
           from orders o join customer_profiles p on p.id = o.customer_id
           where p.status <> 'erased' and o.status not in ('cancelled', 'returned') and o.order_date >= $1"#,
        since
    )
    .fetch_one(conn)
    .await?)
}

/// Writes what was found, in batches that are each a transaction of its own: touches nothing else.
pub(super) async fn write(conn: &mut PgConnection, changes: i64) -> Result<()> {
    let mut written = 0;
    while written < changes {
        sqlx::query!(
            "with part as (select * from rfm_changes where n > $1 and n <= $2),
             gone as (
               delete from customer_rfm r using part
               where part.recency is null and r.customer_id = part.customer_id)
             insert into customer_rfm as r (customer_id, recency, value, rfm_group, spent)
             select customer_id, recency, value, rfm_group, spent from part where recency is not null
             on conflict on constraint customer_rfm_pkey do update set recency = excluded.recency,
               value = excluded.value, rfm_group = excluded.rfm_group, spent = excluded.spent",
            written,
            written + BATCH
        )
        .execute(&mut *conn)
        .await?;
        written += BATCH;
    }
    sqlx::query!("truncate rfm_changes").execute(conn).await?;
    Ok(())
}

/// The grid of what is written now.
pub(super) async fn count(conn: &mut PgConnection, quantiles: bool) -> Result<Rfm> {
    let found = sqlx::query_as!(
        Cell,
        r#"select recency, value, count(*) as "people!", sum(spent) as "spent!" from customer_rfm
           group by recency, value"#
    )
    .fetch_all(&mut *conn)
    .await?;
    let prospects = sqlx::query_scalar!(
        r#"select count(*) as "n!" from customer_profiles p
           where p.status <> 'erased' and p.total_orders = 0
             and not exists (select from customer_rfm r where r.customer_id = p.id)"#
    )
    .fetch_one(conn)
    .await?;
    let buyers = found.iter().map(|c| c.people).sum();
    Ok(Rfm { buyers, quantiles, cells: grid(&found), prospects })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_grid_has_all_cells() {
        let empty = Rfm::default();
        assert_eq!(empty.cells.len(), 25);
        assert!(empty.cells.iter().all(|c| c.people == 0));
        let one = grid(&[Cell { recency: 5, value: 5, people: 3, spent: Decimal::TEN }]);
        assert_eq!((one.len(), one[24].people), (25, 3));
    }
}
