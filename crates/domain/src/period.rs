//! Days in the store's time zone, half-open: [00:00, next 00:00).

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

/// The day of `at` in `zone`.
pub fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The instant at which `day` begins in `zone`. Where a clock change removes midnight, the first
/// instant after it; where midnight comes twice, the first.
pub fn day_start(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    (0..=3)
        .filter_map(|hour| day.and_hms_opt(hour, 0, 0))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(|| Utc.from_utc_datetime(&day.and_time(chrono::NaiveTime::MIN)), |t| t.to_utc())
}

/// Start of "the last `days` days", which include today: `in_last 7 days` begins at the start of
/// (today - 6).
pub fn last_days_start(now: DateTime<Utc>, days: u64, zone: Tz) -> DateTime<Utc> {
    let today = day_of(now, zone);
    day_start(today.checked_sub_days(Days::new(days.saturating_sub(1))).unwrap_or(today), zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_seven_days_begin_at_midnight_in_the_store() {
        let now = "2026-11-20T20:00:00Z".parse().unwrap(); // 21 November, 01:30 in Kolkata
        let start = last_days_start(now, 7, chrono_tz::Asia::Kolkata);
        assert_eq!(start.to_rfc3339(), "2026-11-14T18:30:00+00:00");
    }

    #[test]
    fn a_day_without_midnight_begins_at_its_first_hour() {
        let day = NaiveDate::from_ymd_opt(2024, 9, 8).unwrap(); // Santiago skips 00:00
        assert_eq!(day_start(day, chrono_tz::America::Santiago).to_rfc3339(), "2024-09-08T04:00:00+00:00");
    }
}
