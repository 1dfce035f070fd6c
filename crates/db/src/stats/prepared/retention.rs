//! Retention: of those who first came in an interval, how many came in it and in each one after it.
//!
//! The instants at which the last twelve weeks and months begin cut time into at most 26 pieces. One pass over the
//! events gives of each person the pieces in which there are events, as bits of a number; the lowest bit is the first
//! event ever. So weeks and months cost one aggregate of one number a person, whatever the number of events, and
//! nothing is sorted.

use super::calendar::{Calendar, day_before};
use crate::Result;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

patron_domain::plain_words! {
    /// Which events.
    Entry {
        /// Successful logins.
        Login = "login",
        /// Orders that count.
        Order = "order",
    }
}

patron_domain::plain_words! {
    /// The length of intervals.
    Unit {
        /// Weeks.
        Week = "week",
        /// Calendar months.
        Month = "month",
    }
}

/// The people whose first event ever was in one interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// How many they are.
    pub size: i64,
    /// Of those, with an event in the interval itself and in the eleven after it; nothing where one is not over, but for the interval itself, in which everybody came.
    pub cells: Vec<Option<i64>>,
}

/// Cohorts by week and by month, from one pass over the events.
pub(super) async fn compute(
    conn: &mut PgConnection,
    entry: Entry,
    now: DateTime<Utc>,
) -> Result<[(Unit, Vec<Cohort>); 2]> {
    let calendar = Calendar::ready(conn).await?;
    let units = [Unit::Week, Unit::Month].map(|unit| (unit, calendar.starts(unit, now)));
    let mut edges: Vec<_> = units.iter().flat_map(|(_, starts)| calendar.instants(starts)).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut tables = units.map(|(unit, starts)| (unit, Table::new(&starts, calendar, &edges)));
    let mut add = |mask: i64, people: i64| {
        for (_, table) in &mut tables {
            table.add(mask, people);
        }
    };
    match entry {
        Entry::Login => logins(conn, &edges, &mut add).await?,
        Entry::Order => orders(conn, &edges, &mut add).await?,
    }
    Ok(tables.map(|(unit, table)| (unit, table.cohorts())))
}

/// People by the pieces of time in which they have logins. The few erased ones are looked up in a hash (`not in` a
/// column that is never null), because looking up everybody takes longer than the rest. Bit 0 is all time before the first edge.
async fn logins(
    conn: &mut PgConnection,
    edges: &[DateTime<Utc>],
    add: &mut impl FnMut(i64, i64),
) -> Result<()> {
    let mut rows = sqlx::query!(
        r#"select x.mask as "mask!", count(*) as "people!" from (
             select customer_id, bit_or(1::bigint << width_bucket(login_time, $1::timestamptz[])) as mask
             from login_activities where success and customer_id is not null group by customer_id) x
           where x.mask & 1 = 0
             and x.customer_id not in (select id from customer_profiles where status = 'erased')
           group by x.mask"#,
        edges
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        add(row.mask, row.people);
    }
    Ok(())
}

/// The same of orders.
async fn orders(
    conn: &mut PgConnection,
    edges: &[DateTime<Utc>],
    add: &mut impl FnMut(i64, i64),
) -> Result<()> {
    let mut rows = sqlx::query!(
        r#"select x.mask as "mask!", count(*) as "people!" from (
             select customer_id, bit_or(1::bigint << width_bucket(order_date, $1::timestamptz[])) as mask
             from orders where status not in ('cancelled', 'returned') group by customer_id) x
           where x.mask & 1 = 0
             and x.customer_id not in (select id from customer_profiles where status = 'erased')
           group by x.mask"#,
        edges
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        add(row.mask, row.people);
    }
    Ok(())
}

/// Cohorts under construction.
struct Table {
    /// First days, and that of the next interval.
    starts: Vec<NaiveDate>,
    /// Which pieces of time each interval is made of.
    intervals: Vec<i64>,
    /// Of each interval: people who first came in it, by how many intervals later they came.
    counts: Vec<Vec<i64>>,
}

impl Table {
    fn new(starts: &[NaiveDate], calendar: Calendar, edges: &[DateTime<Utc>]) -> Self {
        let instants = calendar.instants(starts);
        let pieces = |from: DateTime<Utc>, to: DateTime<Utc>| {
            let inside = (1_u32..).zip(edges).filter(|(_, edge)| from <= **edge && **edge < to);
            inside.fold(0_i64, |mask, (bit, _)| mask | (1_i64 << bit))
        };
        let intervals: Vec<i64> =
            instants.iter().zip(instants.iter().skip(1)).map(|(from, to)| pieces(*from, *to)).collect();
        let counts = vec![vec![0; intervals.len()]; intervals.len()];
        Self { starts: starts.to_vec(), intervals, counts }
    }

    /// Counts so many people who have events in just these pieces of time.
    fn add(&mut self, seen: i64, people: i64) {
        let first = seen & seen.wrapping_neg();
        let Some(cohort) = self.intervals.iter().position(|interval| interval & first != 0) else { return };
        let Some(cells) = self.counts.get_mut(cohort) else { return };
        for (cell, interval) in cells.iter_mut().zip(self.intervals.iter().skip(cohort)) {
            if interval & seen != 0 {
                *cell += people;
            }
        }
    }

    fn cohorts(self) -> Vec<Cohort> {
        // the last interval is the current one
        let over = self.intervals.len().saturating_sub(1);
        let days = self.starts.iter().zip(self.starts.iter().skip(1));
        days.zip(self.counts)
            .enumerate()
            .map(|(cohort, ((start, next), counts))| Cohort {
                start: *start,
                end: day_before(*next),
                size: counts.first().copied().unwrap_or(0),
                cells: (cohort..)
                    .zip(counts)
                    // interval 0 is everybody by definition, over or not: what begins it is what counts in it
                    .map(|(at, people)| (at == cohort || at < over).then_some(people))
                    .collect(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let calendar = Calendar { zone: chrono_tz::UTC, from_sunday: false };
        let starts = calendar.starts(Unit::Month, "2026-11-20T00:00:00Z".parse().unwrap());
        // every month is two pieces, but for bit 0, which is before them
        let mut edges = calendar.instants(&starts);
        edges.extend(edges.clone().into_iter().map(|at| at + chrono::Duration::days(10)));
        edges.sort_unstable();
        Table::new(&starts, calendar, &edges)
    }

    #[test]
    fn the_first_piece_decides_the_cohort_and_two_pieces_of_a_month_count_once() {
        let mut table = table();
        table.add((0b11 << 1) | (1 << 5), 7); // twice in December, once in February
        table.add(1 << 4, 2); // January only
        table.add(1 << 24, 3); // November, the current month
        let cohorts = table.cohorts();
        assert_eq!(cohorts.len(), 12);
        assert_eq!(cohorts[0].start.to_string(), "2025-12-01");
        assert_eq!(cohorts[0].end.to_string(), "2025-12-31");
        assert_eq!((cohorts[0].size, &cohorts[0].cells[..3]), (7, &[Some(7), Some(0), Some(7)][..]));
        assert_eq!((cohorts[1].size, cohorts[1].cells[1]), (2, Some(0)));
        assert_eq!(
            (cohorts[11].size, &cohorts[11].cells),
            (3, &[Some(3)].into_iter().chain([None; 11]).collect())
        );
    }

    #[test]
    fn what_is_not_over_is_nothing_and_not_zero() {
        let cohorts = table().cohorts();
        for (n, cohort) in cohorts.iter().enumerate() {
            assert_eq!(cohort.cells.len(), 12);
            assert_eq!(cohort.cells.iter().flatten().count(), (11 - n).max(1));
        }
    }

    #[test]
    fn who_came_before_all_intervals_or_after_them_is_in_no_cohort() {
        let mut table = table();
        table.add(1 << 25, 4); // next month: a clock that is wrong
        assert!(table.cohorts().iter().all(|cohort| cohort.size == 0));
    }
}
