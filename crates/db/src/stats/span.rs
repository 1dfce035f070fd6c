//! A series' days, cut into periods.

use super::calendar::shifted;
use chrono::{Months, NaiveDate};

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it")]
pub enum Step {
    Day,
    Week,
    Month,
}

impl Step {
    /// Days of it, as the statements want it: 0 is a calendar month.
    pub(super) const fn days(self) -> i32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 0,
        }
    }

    /// The metrics of active people and of new people among them. Who is active twice in a week counts once, so weeks
    /// and months have metrics of their own; their day is the first of the period.
    pub(super) const fn active(self) -> [&'static str; 2] {
        match self {
            Self::Day => ["active", "active_new"],
            Self::Week => ["active_week", "active_week_new"],
            Self::Month => ["active_month", "active_month_new"],
        }
    }

    /// The first day of the period that is `n` after the one that begins with `day`.
    pub fn after(self, day: NaiveDate, n: i64) -> NaiveDate {
        match self {
            Self::Day => shifted(day, n),
            Self::Week => shifted(day, 7 * n),
            Self::Month => {
                let months = Months::new(n.unsigned_abs().try_into().unwrap_or(u32::MAX));
                let moved =
                    if n < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) };
                moved.unwrap_or(day)
            }
        }
    }
}

/// Whole periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// What it is cut into.
    pub step: Step,
    /// The first day of the first period.
    pub from: NaiveDate,
    /// The last day of the last period; may lie ahead.
    pub end: NaiveDate,
    /// Today in the calendar.
    pub today: NaiveDate,
}

/// One period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it")]
pub struct Period {
    pub start: NaiveDate,
    /// The last day.
    pub end: NaiveDate,
    /// Whether it is not over.
    pub partial: bool,
}

impl Span {
    /// The last day that has begun.
    pub fn to(&self) -> NaiveDate {
        self.end.min(self.today)
    }

    /// Days of it that have begun.
    pub fn days(&self) -> i64 {
        (self.to() - self.from).num_days() + 1
    }

    /// Its periods, oldest first.
    pub fn periods(&self) -> Vec<Period> {
        let starts = (0..).map(|n| self.step.after(self.from, n)).take_while(|start| *start <= self.end);
        // at the end of the calendar a step leads nowhere
        let most = usize::try_from((self.end - self.from).num_days() + 1).unwrap_or_default();
        starts
            .take(most)
            .map(|start| {
                let end = shifted(self.step.after(start, 1), -1);
                Period { start, end, partial: end >= self.today }
            })
            .collect()
    }
}

/// The days from one to another, both included.
pub(super) fn days(from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    from.iter_days().take_while(|day| *day <= to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_follow_each_other_without_gaps_and_only_the_last_is_not_over() {
        let (from, today) = (day("2026-01-01"), day("2026-03-31"));
        let span = Span { step: Step::Month, from, end: day("2026-03-31"), today };
        let periods = span.periods();
        let ends: Vec<_> = periods.iter().map(|p| p.end.to_string()).collect();
        assert_eq!(ends, ["2026-01-31", "2026-02-28", "2026-03-31"]);
        assert!(periods.windows(2).all(|p| shifted(p[0].end, 1) == p[1].start));
        assert_eq!(periods.iter().map(|p| p.partial).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(span.days(), 90);
    }
}
