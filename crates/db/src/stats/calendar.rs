//! In which days the figures are: the calendar that is ready. While a change of zone is counted, the old one stays.

use crate::{Error, Result, error::stored};
use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use patron_domain::period::{day_of, day_start};
use sqlx::PgConnection;

/// The calendar of the figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Which of the calendars in the store.
    pub generation: i16,
    /// The zone whose days are meant.
    pub zone: Tz,
    /// `monday` or `sunday`.
    pub week_start: String,
    /// Another one that is being counted.
    pub rebuilding: Option<Coming>,
}

/// A calendar that is being counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    /// Its zone.
    pub time_zone: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// A span that began at midnight, as far as it has gone: whole days, and a part of one more.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "half-open; they say it")]
pub struct Elapsed {
    pub days_from: NaiveDate,
    pub days_until: NaiveDate,
    pub part_from: DateTime<Utc>,
    pub part_until: DateTime<Utc>,
}

/// The ready calendar.
///
/// # Errors
/// When the database can't be reached, or has none.
pub async fn ready(conn: &mut PgConnection) -> Result<Calendar> {
    let rows =
        sqlx::query!("select generation, time_zone, week_start, ready, begun_at from rollup_calendars")
            .fetch_all(conn)
            .await?;
    let coming = rows.iter().find(|r| !r.ready);
    let rebuilding = coming.map(|r| Coming { time_zone: r.time_zone.clone(), since: r.begun_at });
    let shown = rows.iter().find(|r| r.ready);
    let shown = shown.ok_or_else(|| Error::Corrupt("no calendar of the statistics is ready".into()))?;
    Ok(Calendar {
        generation: shown.generation,
        zone: stored(&shown.time_zone, "rollup_calendars.time_zone")?,
        week_start: shown.week_start.clone(),
        rebuilding,
    })
}

/// So many days later; earlier when negative.
pub fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    TimeDelta::try_days(days).and_then(|by| day.checked_add_signed(by)).unwrap_or(day)
}

impl Calendar {
    /// The day of an instant.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        day_of(at, self.zone)
    }

    /// The first day of the week of `day`.
    pub fn week_of(&self, day: NaiveDate) -> NaiveDate {
        let weekday = day.weekday();
        let gone = if self.week_start == "sunday" {
            weekday.num_days_from_sunday()
        } else {
            weekday.num_days_from_monday()
        };
        day.checked_sub_days(Days::new(gone.into())).unwrap_or(day)
    }

    /// The first day of the month of `day`.
    pub fn month_of(&self, day: NaiveDate) -> NaiveDate {
        day.with_day(1).unwrap_or(day)
    }

    /// As much of the week before as has gone of this one.
    pub fn week_before(&self, now: DateTime<Utc>) -> Elapsed {
        let start = self.week_of(self.day(now));
        self.same_span(start, shifted(start, -7), now)
    }

    /// As much of the month before as has gone of this one; all of it where it was shorter.
    pub fn month_before(&self, now: DateTime<Utc>) -> Elapsed {
        let start = self.month_of(self.day(now));
        self.same_span(start, start.checked_sub_months(Months::new(1)).unwrap_or(start), now)
    }

    /// What has gone since `start`, counted from `before`, at most until `start`.
    fn same_span(&self, start: NaiveDate, before: NaiveDate, now: DateTime<Utc>) -> Elapsed {
        let today = self.day(now);
        let day = shifted(before, (today - start).num_days());
        if day >= start {
            let end = day_start(start, self.zone);
            return Elapsed { days_from: before, days_until: start, part_from: end, part_until: end };
        }
        let part_from = day_start(day, self.zone);
        let end = day_start(shifted(day, 1), self.zone);
        let part_until = part_from + (now - day_start(today, self.zone));
        // a day of a change to summer time is shorter than today may be
        Elapsed { days_from: before, days_until: day, part_from, part_until: part_until.min(end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(week_start: &str) -> Calendar {
        let zone = chrono_tz::Asia::Kolkata;
        Calendar { generation: 1, zone, week_start: week_start.into(), rebuilding: None }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_begins_where_the_shop_says() {
        let friday = day("2026-11-20");
        assert_eq!(calendar("monday").week_of(friday), day("2026-11-16"));
        assert_eq!(calendar("sunday").week_of(friday), day("2026-11-15"));
        assert_eq!(calendar("monday").week_of(day("2026-11-16")), day("2026-11-16"));
        assert_eq!(calendar("sunday").week_of(day("2026-11-15")), day("2026-11-15"));
    }

    #[test]
    fn the_same_span_of_the_week_before_ends_a_week_ago_to_the_instant() {
        let now = "2026-11-20T08:31:02.5Z".parse().unwrap();
        let gone = calendar("monday").week_before(now);
        assert_eq!((gone.days_from, gone.days_until), (day("2026-11-09"), day("2026-11-13")));
        assert_eq!(gone.part_from.to_rfc3339(), "2026-11-12T18:30:00+00:00");
        assert_eq!(gone.part_until, now - TimeDelta::days(7));
    }

    #[test]
    fn a_month_that_was_shorter_is_taken_whole() {
        let calendar = calendar("monday");
        let gone = calendar.month_before("2026-03-31T08:00:00Z".parse().unwrap());
        assert_eq!((gone.days_from, gone.days_until), (day("2026-02-01"), day("2026-03-01")));
        assert_eq!(gone.part_from, gone.part_until);
        let gone = calendar.month_before("2026-03-02T08:00:00Z".parse().unwrap());
        assert_eq!((gone.days_from, gone.days_until), (day("2026-02-01"), day("2026-02-02")));
        assert_eq!(gone.part_until.to_rfc3339(), "2026-02-02T08:00:00+00:00");
    }
}
