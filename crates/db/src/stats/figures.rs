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
                    // a day may stand there more than once: writers at the same time have rows of their own
                    let series = this.series.entry(row.metric).or_default();
                    for (day, amount) in days.into_iter().zip(row.amounts) {
                        *series.entry(day).or_default() += amount;
                    }
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

    /// The largest of a series from `from` to `to`.
    pub(super) fn latest(&self, metric: &str, from: NaiveDate, to: NaiveDate) -> Option<Decimal> {
        let series = self.series.get(metric)?;
        from.iter_days().take_while(|day| *day <= to).filter_map(|day| series.get(&day).copied()).max()
    }

    /// What a series has from `from` to `to`.
    pub(super) fn between(&self, metric: &str, from: NaiveDate, to: NaiveDate) -> Decimal {
        self.series.get(metric).map_or(Decimal::ZERO, |series| between(series, from, to))
    }

    /// What a series has after `day`.
    pub(super) fn after(&self, metric: &str, day: NaiveDate) -> i64 {
        let later = |s: &Series| s.iter().filter(|(at, _)| **at > day).map(|(_, amount)| *amount).sum();
        whole(self.series.get(metric).map_or(Decimal::ZERO, later))
    }

    /// A series of differences, summed up to each of the days, from what all of them come to. So what lies before the
    /// days need not be read, but all that lies after.
    pub(super) fn running(&self, metric: &str, in_all: i64, days: &[NaiveDate]) -> Vec<i64> {
        let mut level = in_all - days.last().map_or(0, |last| self.after(metric, *last));
        let mut levels: Vec<i64> = Vec::with_capacity(days.len());
        for day in days.iter().rev() {
            levels.push(level);
            level -= self.on(metric, *day);
        }
        levels.reverse();
        levels
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

/// What a series has from `from` to `to`.
pub(super) fn between(series: &Series, from: NaiveDate, to: NaiveDate) -> Decimal {
    from.iter_days().take_while(|day| *day <= to).filter_map(|day| series.get(&day)).sum()
}

/// A count; the database adds whole numbers.
pub(super) fn whole(d: Decimal) -> i64 {
    d.try_into().unwrap_or_default()
}
