//! From the days asked to whole periods.

use crate::error::{ApiError, ApiResult};
use chrono::{Months, NaiveDate};
use patron_api_types::stats::{SpanQuery, Unit};
use patron_db::stats::{
    calendar::{Calendar, shifted},
    span::{Span, Step},
};

/// The first day that can be asked for.
const EARLIEST: Option<NaiveDate> = NaiveDate::from_ymd_opt(1970, 1, 1);
/// Years of a span at most.
const MOST_YEARS: u32 = 10;
/// Periods of a span at most.
const MOST_PERIODS: usize = 1000;

/// What it is counted by.
pub(super) fn unit(query: &SpanQuery) -> Unit {
    query.unit.unwrap_or(Unit::Day)
}

/// The periods meant, whole, and none that has not begun.
///
/// # Errors
/// Naming the parameter.
pub(super) fn checked(query: &SpanQuery, calendar: &Calendar, today: NaiveDate) -> ApiResult<Span> {
    let (step, periods) = match unit(query) {
        Unit::Day => (Step::Day, 30),
        Unit::Week => (Step::Week, 12),
        Unit::Month => (Step::Month, 12),
    };
    let start = |day: NaiveDate| match step {
        Step::Day => day,
        Step::Week => calendar.week_of(day),
        Step::Month => calendar.month_of(day),
    };
    for (name, day) in [("from", query.from), ("to", query.to)] {
        if day.is_some_and(|day| EARLIEST.is_some_and(|earliest| day < earliest)) {
            return Err(ApiError::field(name, "must not be before 1970-01-01"));
        }
    }
    // a browser east of the shop may be in tomorrow already
    let to = query.to.unwrap_or(today).min(today);
    let last = start(to);
    let from = start(query.from.unwrap_or_else(|| step.after(last, 1 - periods)));
    if from > last {
        let message = if query.to.is_some_and(|to| to <= today) {
            "must not be after to"
        } else {
            "must not be after today"
        };
        return Err(ApiError::field("from", message));
    }
    let latest = query.from.and_then(|from| from.checked_add_months(Months::new(12 * MOST_YEARS)));
    if latest.is_some_and(|latest| to > latest) {
        return Err(ApiError::field("to", "must be at most 10 years after from"));
    }
    let span = Span { step, from, end: shifted(step.after(last, 1), -1), today };
    if span.periods().len() > MOST_PERIODS {
        let message = format!("must be at most {MOST_PERIODS} periods after from: take a larger unit");
        return Err(ApiError::field("to", message));
    }
    Ok(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(unit: Unit, from: Option<&str>, to: Option<&str>) -> ApiResult<Span> {
        let calendar = Calendar {
            generation: 1,
            zone: chrono_tz::Asia::Kolkata,
            week_start: "monday".into(),
            rebuilding: None,
        };
        let query =
            SpanQuery { unit: Some(unit), from: from.map(day), to: to.map(day), ..SpanQuery::default() };
        checked(&query, &calendar, day("2026-11-20"))
    }

    #[test]
    fn without_days_it_ends_today() {
        let days = span(Unit::Day, None, None).unwrap();
        assert_eq!((days.from, days.to(), days.periods().len()), (day("2026-10-22"), day("2026-11-20"), 30));
        let weeks = span(Unit::Week, None, None).unwrap();
        assert_eq!(
            (weeks.from, weeks.to(), weeks.end),
            (day("2026-08-31"), day("2026-11-20"), day("2026-11-22"))
        );
        let months = span(Unit::Month, None, None).unwrap();
        assert_eq!((months.from, months.periods().len()), (day("2025-12-01"), 12));
    }

    #[test]
    fn cut_periods_are_taken_whole() {
        let months = span(Unit::Month, Some("2026-01-15"), Some("2026-02-03")).unwrap();
        assert_eq!((months.from, months.to()), (day("2026-01-01"), day("2026-02-28")));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (unit, from, to, name) in [
            (Unit::Day, Some("2026-11-21"), None, "from"),
            (Unit::Day, Some("2026-11-02"), Some("2026-11-01"), "from"),
            (Unit::Day, Some("1969-12-31"), None, "from"),
            (Unit::Day, None, Some("1969-12-31"), "to"),
            (Unit::Month, Some("2010-01-01"), None, "to"),
            (Unit::Day, Some("2020-01-01"), None, "to"),
        ] {
            let e = span(unit, from, to).unwrap_err();
            assert_eq!(e.field_problems().first().map(|f| f.pointer.as_str()), Some(name), "{from:?} {to:?}");
        }
        assert!(span(Unit::Day, None, Some("2026-11-21")).is_ok(), "tomorrow is today's end");
    }
}
