//! The days that figures are counted by, put together to weeks and months.

use super::Unit;
use crate::{Result, error::stored};
use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use patron_domain::period::{day_of, day_start};
use sqlx::PgConnection;

/// How many intervals a report goes back, the current one included.
pub(super) const INTERVALS: u32 = 12;

/// A zone, and on which day its weeks begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Calendar {
    pub zone: Tz,
    pub from_sunday: bool,
}

impl Calendar {
    /// The calendar in which all figures are at present.
    pub async fn ready(conn: &mut PgConnection) -> Result<Self> {
        let row = sqlx::query!("select time_zone, week_start from rollup_calendars where ready")
            .fetch_one(conn)
            .await?;
        Ok(Self {
            zone: stored(&row.time_zone, "rollup_calendars.time_zone")?,
            from_sunday: row.week_start == "sunday",
        })
    }

    /// First days of the last twelve intervals, oldest first, and of the next one.
    pub fn starts(self, unit: Unit, now: DateTime<Utc>) -> Vec<NaiveDate> {
        let today = day_of(now, self.zone);
        match unit {
            Unit::Week => {
                let weekday = today.weekday();
                let gone = if self.from_sunday {
                    weekday.num_days_from_sunday()
                } else {
                    weekday.num_days_from_monday()
                };
                let first = today.checked_sub_days(Days::new(u64::from(gone + 7 * (INTERVALS - 1))));
                let nth = |n: u32| first?.checked_add_days(Days::new(u64::from(7 * n)));
                (0..=INTERVALS).filter_map(nth).collect()
            }
            Unit::Month => {
                let first = today.with_day(1).and_then(|d| d.checked_sub_months(Months::new(INTERVALS - 1)));
                let nth = |n: u32| first?.checked_add_months(Months::new(n));
                (0..=INTERVALS).filter_map(nth).collect()
            }
        }
    }

    /// When these days begin.
    pub fn instants(self, days: &[NaiveDate]) -> Vec<DateTime<Utc>> {
        days.iter().map(|day| day_start(*day, self.zone)).collect()
    }
}

/// The last day before `next`.
pub(super) fn day_before(next: NaiveDate) -> NaiveDate {
    next.checked_sub_days(Days::new(1)).unwrap_or(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_the_shops_first_day_and_months_cross_the_year() {
        let now = "2026-11-21T20:00:00Z".parse().unwrap(); // Sunday 22 November, 01:30 in Kolkata
        let days = |from_sunday, unit| {
            let starts = Calendar { zone: chrono_tz::Asia::Kolkata, from_sunday }.starts(unit, now);
            assert_eq!(starts.len(), 13);
            [starts[0], starts[11], starts[12]].map(|d| d.to_string())
        };
        assert_eq!(days(false, Unit::Week), ["2026-08-31", "2026-11-16", "2026-11-23"]);
        assert_eq!(days(true, Unit::Week), ["2026-09-06", "2026-11-22", "2026-11-29"]);
        assert_eq!(days(false, Unit::Month), ["2025-12-01", "2026-11-01", "2026-12-01"]);
    }
}
