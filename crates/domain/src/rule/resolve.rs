//! Which instants a test of dates means as of a moment: the only place where days, weeks and months become instants.
//!
//! All bounds are half-open and whole microseconds, which is what the database keeps: "at or before `t`" is "before the
//! microsecond after `t`".

use super::{Calendar, DateTest, Span, Unit, When};
use crate::{
    people_set::Moment,
    period::{day_of, day_start},
};
use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// More days than a year has add nothing to a list of anniversaries.
const DAYS_OF_A_YEAR: u16 = 366;

/// The instants a test means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dates {
    /// At or after `from`, and before `until`; no bound where absent.
    Within {
        /// The first instant.
        from: Option<DateTime<Utc>>,
        /// The first instant after.
        until: Option<DateTime<Utc>>,
    },
    /// Known, and not within.
    Outside {
        /// The first instant.
        from: Option<DateTime<Utc>>,
        /// The first instant after.
        until: Option<DateTime<Utc>>,
    },
    /// In this month, 1 to 12, of any year in the store's zone.
    Month(u32),
    /// On one of these (month, day) of any year in the store's zone; sorted, at most 366.
    Days(Vec<(u32, u32)>),
}

impl Dates {
    /// Whether an instant is meant, in the store's `zone`.
    pub fn holds(&self, at: DateTime<Utc>, zone: Tz) -> bool {
        match self {
            Self::Within { from, until } => within(at, *from, *until),
            Self::Outside { from, until } => !within(at, *from, *until),
            Self::Month(_) | Self::Days(_) => self.holds_on(day_of(at, zone), zone),
        }
    }

    /// Whether a day is meant: its month and day, or the instant at which it begins in the store's `zone`.
    pub fn holds_on(&self, day: NaiveDate, zone: Tz) -> bool {
        match self {
            Self::Within { .. } | Self::Outside { .. } => self.holds(day_start(day, zone), zone),
            Self::Month(month) => day.month() == *month,
            Self::Days(days) => days.contains(&(day.month(), day.day())),
        }
    }
}

fn within(at: DateTime<Utc>, from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> bool {
    from.is_none_or(|from| at >= from) && until.is_none_or(|until| at < until)
}

impl DateTest {
    /// What it means as of `at`.
    pub fn resolve(&self, at: &Moment) -> Dates {
        let today = at.today();
        match self {
            Self::On(day) => span(Some(begin(*day, at)), Some(end(*day, at))),
            Self::NotOn(day) => outside(Some(begin(*day, at)), Some(end(*day, at))),
            Self::Before(when) => span(None, Some(first_of(*when, at))),
            Self::OnOrBefore(when) => span(None, Some(first_after(*when, at))),
            Self::After(when) => span(Some(first_after(*when, at)), None),
            Self::OnOrAfter(when) => span(Some(first_of(*when, at)), None),
            Self::Between(from, to) => span(Some(first_of(*from, at)), Some(first_after(*to, at))),
            Self::InLast(length) => span(Some(since(*length, at)), Some(tick_after(at.now))),
            Self::NotInLast(length) => outside(Some(since(*length, at)), Some(tick_after(at.now))),
            Self::AtLeastAgo(length) => span(None, Some(until_ago(*length, at))),
            Self::InNext(length) => span(Some(tick_from(at.now)), Some(until_ahead(*length, at))),
            Self::BetweenAgo(least, most) => span(Some(from_ago(*most, at)), Some(until_ago(*least, at))),
            Self::In(calendar) => {
                let (from, until) = days_of(*calendar, at);
                span(Some(begin(from, at)), Some(begin(until, at)))
            }
            Self::InMonth(month) => Dates::Month(u32::from(*month)),
            Self::AnniversaryToday => anniversaries(today, 1),
            Self::AnniversaryInNext(days) => anniversaries(today, *days),
            Self::AnniversaryInLast(days) => {
                let before = u64::from((*days).min(DAYS_OF_A_YEAR)).saturating_sub(1);
                anniversaries(today.checked_sub_days(Days::new(before)).unwrap_or(today), *days)
            }
        }
    }
}

const fn span(from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Dates {
    Dates::Within { from, until }
}

const fn outside(from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Dates {
    Dates::Outside { from, until }
}

fn begin(day: NaiveDate, at: &Moment) -> DateTime<Utc> {
    day_start(day, at.zone)
}

fn end(day: NaiveDate, at: &Moment) -> DateTime<Utc> {
    day_start(later(day, 1), at.zone)
}

/// The first instant that is at or after `when` begins.
fn first_of(when: When, at: &Moment) -> DateTime<Utc> {
    match when {
        When::Day(day) => begin(day, at),
        When::Instant(instant) => tick_from(instant),
    }
}

/// The first instant after the day, or after the instant.
fn first_after(when: When, at: &Moment) -> DateTime<Utc> {
    match when {
        When::Day(day) => end(day, at),
        When::Instant(instant) => tick_after(instant),
    }
}

/// Where "in the last" begins: after the day so long ago, so that 1 day is today and 31 March's month begins on the 1st.
fn since(length: Span, at: &Moment) -> DateTime<Utc> {
    match length.unit {
        Unit::Hour => tick_from(hours_ago(length.n, at)),
        _ => end(back(at.today(), length), at),
    }
}

/// Where the day so long ago begins.
fn from_ago(length: Span, at: &Moment) -> DateTime<Utc> {
    match length.unit {
        Unit::Hour => tick_from(hours_ago(length.n, at)),
        _ => begin(back(at.today(), length), at),
    }
}

/// Where the day so long ago has ended.
fn until_ago(length: Span, at: &Moment) -> DateTime<Utc> {
    match length.unit {
        Unit::Hour => tick_after(hours_ago(length.n, at)),
        _ => end(back(at.today(), length), at),
    }
}

/// Where "in the next" has ended: before the same day so far ahead, so that 1 day is the rest of today.
fn until_ahead(length: Span, at: &Moment) -> DateTime<Utc> {
    match length.unit {
        Unit::Hour => {
            let hours = TimeDelta::hours(i64::from(length.n));
            tick_after(at.now.checked_add_signed(hours).unwrap_or(at.now))
        }
        _ => begin(ahead(at.today(), length), at),
    }
}

fn hours_ago(n: u16, at: &Moment) -> DateTime<Utc> {
    at.now.checked_sub_signed(TimeDelta::hours(i64::from(n))).unwrap_or(at.now)
}

/// The same day so long ago, clipped to the month's end.
fn back(day: NaiveDate, length: Span) -> NaiveDate {
    match length.unit {
        Unit::Hour | Unit::Day => day.checked_sub_days(Days::new(u64::from(length.n))),
        Unit::Week => day.checked_sub_days(Days::new(7 * u64::from(length.n))),
        Unit::Month => day.checked_sub_months(Months::new(u32::from(length.n))),
        Unit::Year => day.checked_sub_months(Months::new(12 * u32::from(length.n))),
    }
    .unwrap_or(day)
}

/// The same day so far ahead, clipped to the month's end.
fn ahead(day: NaiveDate, length: Span) -> NaiveDate {
    match length.unit {
        Unit::Hour | Unit::Day => day.checked_add_days(Days::new(u64::from(length.n))),
        Unit::Week => day.checked_add_days(Days::new(7 * u64::from(length.n))),
        Unit::Month => day.checked_add_months(Months::new(u32::from(length.n))),
        Unit::Year => day.checked_add_months(Months::new(12 * u32::from(length.n))),
    }
    .unwrap_or(day)
}

/// The first day of a span of the calendar, and the first after it.
fn days_of(calendar: Calendar, at: &Moment) -> (NaiveDate, NaiveDate) {
    let today = at.today();
    let (week, month) = (at.week().from, at.month().from);
    let quarter = NaiveDate::from_ymd_opt(today.year(), today.month0() / 3 * 3 + 1, 1).unwrap_or(month);
    let year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(month);
    let months = |n| Span { n, unit: Unit::Month };
    match calendar {
        Calendar::Today => (today, later(today, 1)),
        Calendar::Yesterday => (earlier(today, 1), today),
        Calendar::ThisWeek => (week, later(week, 7)),
        Calendar::LastWeek => (earlier(week, 7), week),
        Calendar::ThisMonth => (month, ahead(month, months(1))),
        Calendar::LastMonth => (back(month, months(1)), month),
        Calendar::ThisQuarter => (quarter, ahead(quarter, months(3))),
        Calendar::LastQuarter => (back(quarter, months(3)), quarter),
        Calendar::ThisYear => (year, ahead(year, months(12))),
        Calendar::LastYear => (back(year, months(12)), year),
    }
}

fn earlier(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The days of the year from `first` on. Who was born on 29 February has their day on the 28th of other years.
fn anniversaries(first: NaiveDate, days: u16) -> Dates {
    let mut out = BTreeSet::new();
    for day in first.iter_days().take(usize::from(days.min(DAYS_OF_A_YEAR))) {
        out.insert((day.month(), day.day()));
        if (day.month(), day.day()) == (2, 28) && !day.leap_year() {
            out.insert((2, 29));
        }
    }
    Dates::Days(out.into_iter().collect())
}

/// The last whole microsecond at or before `at`.
fn tick(at: DateTime<Utc>) -> DateTime<Utc> {
    let rest = TimeDelta::nanoseconds(i64::from(at.timestamp_subsec_nanos() % 1000));
    at.checked_sub_signed(rest).unwrap_or(at)
}

/// The first whole microsecond after `at`.
fn tick_after(at: DateTime<Utc>) -> DateTime<Utc> {
    tick(at).checked_add_signed(TimeDelta::microseconds(1)).unwrap_or(at)
}

/// The first whole microsecond at or after `at`.
fn tick_from(at: DateTime<Utc>) -> DateTime<Utc> {
    if tick(at) == at { at } else { tick_after(at) }
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
