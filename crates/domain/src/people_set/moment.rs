//! When a set is asked for: what "today", "this week" and a day mean.

use super::Days;
use crate::period::{day_of, day_start};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

/// A moment in the shop's calendar.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The zone whose days are meant.
    pub zone: Tz,
    /// The first day of a week.
    pub week_start: Weekday,
}

impl Moment {
    /// A moment in the calendar of a shop, whose week begins on `monday` or `sunday`.
    pub fn new(now: DateTime<Utc>, zone: Tz, week_start: &str) -> Self {
        let week_start = if week_start == "sunday" { Weekday::Sun } else { Weekday::Mon };
        Self { now, zone, week_start }
    }

    /// The day it is.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now, self.zone)
    }

    /// The last `days` days, today included.
    pub fn last_days(&self, days: u64) -> Days {
        let to = self.today();
        Days { from: before(to, days.saturating_sub(1)), to }
    }

    /// This week until today.
    pub fn week(&self) -> Days {
        let to = self.today();
        Days { from: before(to, to.weekday().days_since(self.week_start).into()), to }
    }

    /// This month until today.
    pub fn month(&self) -> Days {
        let to = self.today();
        Days { from: to.with_day(1).unwrap_or(to), to }
    }

    /// From which instant until before which other these days last.
    pub fn instants(&self, days: Days) -> (DateTime<Utc>, DateTime<Utc>) {
        let after = days.to.succ_opt().unwrap_or(days.to);
        (day_start(days.from, self.zone), day_start(after, self.zone))
    }
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(chrono::Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_until_today_begin_where_the_shops_calendar_has_it() {
        // Friday 20 June, 01:30 in Kolkata
        let at = |week| Moment::new("2025-06-19T20:00:00Z".parse().unwrap(), chrono_tz::Asia::Kolkata, week);
        let moment = at("monday");
        assert_eq!(moment.last_days(1).to_string(), "2025-06-20..2025-06-20");
        assert_eq!(moment.last_days(30).to_string(), "2025-05-22..2025-06-20");
        assert_eq!(moment.week().to_string(), "2025-06-16..2025-06-20");
        assert_eq!(at("sunday").week().to_string(), "2025-06-15..2025-06-20");
        assert_eq!(moment.month().to_string(), "2025-06-01..2025-06-20");
        let (begin, end) = moment.instants(moment.last_days(1));
        assert_eq!(
            (begin.to_rfc3339().as_str(), end.to_rfc3339().as_str()),
            ("2025-06-19T18:30:00+00:00", "2025-06-20T18:30:00+00:00")
        );
    }
}
