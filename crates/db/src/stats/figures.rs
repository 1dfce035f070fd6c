//! What the statements of statistics give: sums by name, and sums by name and day.

use super::calendar::Calendar;
use chrono::NaiveDate;
use patron_domain::money::Money;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// A row of them. A series is one row with two arrays: thousands of rows of one number cost more than the numbers.
#[derive(Debug)]
pub(super) struct Row {
    /// Its name.
    pub metric: String,
    /// The days of a series; nothing for a single sum.
    pub days: Option<Vec<NaiveDate>>,
    /// As many numbers as days; one of a single sum.
    pub amounts: Vec<Decimal>,
}

/// A series: what each day has.
pub(super) type Series = HashMap<NaiveDate, Decimal>;

/// The rows, to be looked up; what isn't there is zero.
#[derive(Debug, Default)]
pub(super) struct Figures {
    sums: HashMap<String, Decimal>,
    series: HashMap<String, Series>,
}

impl Figures {
    /// The rows of a statement, which must have a sum `generation`. Nothing when that is not the calendar's.
    pub(super) fn of(rows: Vec<Row>, calendar: &Calendar) -> Option<Self> {
        let mut this = Self::default();
        for row in rows {
            match row.days {
                Some(days) => {
                    let series = this.series.entry(row.metric).or_default();
                    series.extend(days.into_iter().zip(row.amounts));
                }
                None => {
                    this.sums.insert(row.metric, row.amounts.first().copied().unwrap_or_default());
                }
            }
        }
        (this.sum("generation") == Decimal::from(calendar.generation)).then_some(this)
    }

    fn sum(&self, metric: &str) -> Decimal {
        self.sums.get(metric).copied().unwrap_or_default()
    }

    /// A single sum.
    pub(super) fn count(&self, metric: &str) -> i64 {
        whole(self.sum(metric))
    }

    /// A single sum of money.
    pub(super) fn money(&self, metric: &str) -> Money {
        Money::trusted(self.sum(metric))
    }

    fn at(&self, metric: &str, day: NaiveDate) -> Decimal {
        self.series.get(metric).and_then(|series| series.get(&day)).copied().unwrap_or_default()
    }

    /// What a series has on a day.
    pub(super) fn on(&self, metric: &str, day: NaiveDate) -> i64 {
        whole(self.at(metric, day))
    }

    /// Money that a series has on a day.
    pub(super) fn money_on(&self, metric: &str, day: NaiveDate) -> Money {
        Money::trusted(self.at(metric, day))
    }

    /// What a series has on a day, as it stands.
    pub(super) fn exact_on(&self, metric: &str, day: NaiveDate) -> Option<Decimal> {
        self.series.get(metric)?.get(&day).copied()
    }

    /// A series of differences, summed up: what each of the days has when `before` was there before the first.
    pub(super) fn running(&self, metric: &str, before: i64, days: &[NaiveDate]) -> Vec<i64> {
        let mut level = before;
        let mut step = |day: &NaiveDate| {
            level += self.on(metric, *day);
            level
        };
        days.iter().map(&mut step).collect()
    }

    /// The sums whose name begins with `prefix`, by the rest of it, largest first; zeros are left out.
    pub(super) fn shares(&self, prefix: &str) -> Vec<(String, i64)> {
        let found = self.sums.iter().filter_map(|(metric, sum)| {
            metric.strip_prefix(prefix).map(|key| (key.to_owned(), whole(*sum))).filter(|(_, n)| *n != 0)
        });
        let mut shares: Vec<_> = found.collect();
        shares.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        shares
    }

    /// The series whose name begins with `prefix`, by the rest of it.
    pub(super) fn parts<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Series)> {
        self.series.iter().filter_map(move |(metric, s)| metric.strip_prefix(prefix).map(|key| (key, s)))
    }
}

/// A count; the database adds whole numbers.
pub(super) fn whole(d: Decimal) -> i64 {
    d.try_into().unwrap_or_default()
}
