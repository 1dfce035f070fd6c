//! Tests of dates, and which instants they mean as of a moment in the store's zone.

use chrono::{DateTime, NaiveDate, Utc};

/// Tests of an instant. Those that name days mean whole days of the store's zone, half-open; hours are exact.
#[derive(Debug, Clone, PartialEq)]
pub enum DateTest {
    /// On this day.
    On(NaiveDate),
    /// Not on this day.
    NotOn(NaiveDate),
    /// Before this day begins, or before this instant.
    Before(When),
    /// Until this day ends, or at or before this instant.
    OnOrBefore(When),
    /// After this day has ended, or after this instant.
    After(When),
    /// Since this day began, or at or after this instant.
    OnOrAfter(When),
    /// Both ends included.
    Between(When, When),
    /// From `n` units ago until now; not in the future. Days: today and the `n - 1` days before it; weeks, months and
    /// years: since the day after the same day so long ago, clipped to the month's end. Hours are exact.
    InLast(Span),
    /// Not so: longer ago, or in the future. By default also when unknown (never).
    NotInLast(Span),
    /// The day so long ago, or earlier ("at least 30 days ago" includes day 30). Hours are exact.
    AtLeastAgo(Span),
    /// From now on; days: until the end of the `n`-th day, today being the first.
    InNext(Span),
    /// At least the first and at most the second ago, both days included.
    BetweenAgo(Span, Span),
    /// In a span of the calendar.
    In(Calendar),
    /// In this month of any year, 1 to 12.
    InMonth(u8),
    /// The same day of the year as today; 29 February counts as 28 in other years.
    AnniversaryToday,
    /// Its day of the year is today or one of the `n - 1` days after it.
    AnniversaryInNext(u16),
    /// Its day of the year is today or one of the `n - 1` days before it.
    AnniversaryInLast(u16),
}

/// A day of the store's zone, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it")]
pub enum When {
    Day(NaiveDate),
    Instant(DateTime<Utc>),
}

/// A length of time: `n` is 1 to 3650.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it")]
pub struct Span {
    pub n: u16,
    pub unit: Unit,
}

crate::plain_words! {
    /// Units of time. Hours are exact; the others follow the calendar.
    Unit {
        /// 60 minutes.
        Hour = "hour",
        /// A day.
        Day = "day",
        /// Seven days.
        Week = "week",
        /// A month.
        Month = "month",
        /// A year.
        Year = "year",
    }
}

crate::plain_words! {
    /// Spans of the calendar, in the store's zone and week.
    Calendar {
        /// Today.
        Today = "today",
        /// The day before.
        Yesterday = "yesterday",
        /// This week.
        ThisWeek = "this_week",
        /// The week before this.
        LastWeek = "last_week",
        /// This month.
        ThisMonth = "this_month",
        /// The month before this.
        LastMonth = "last_month",
        /// This quarter.
        ThisQuarter = "this_quarter",
        /// The quarter before this.
        LastQuarter = "last_quarter",
        /// This year.
        ThisYear = "this_year",
        /// The year before this.
        LastYear = "last_year",
    }
}
