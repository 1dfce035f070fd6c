//! Times as people say them. Pure: the caller has brought the instants into the store's zone.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// `2 min ago` up to a day, `Yesterday`, `4 d ago` up to thirty days, then the date.
pub fn ago(seconds: i64, at: NaiveDateTime, now: NaiveDateTime) -> String {
    let days = (now.date() - at.date()).num_days();
    match seconds {
        ..60 => "just now".to_owned(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ if days <= 1 => "Yesterday".to_owned(),
        _ if days <= 30 => format!("{days} d ago"),
        _ => day_month(at.date(), now.date()),
    }
}

/// `9 Nov`, or `9 Nov 2025` when that isn't the year of `today`.
pub fn day_month(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() { format!("{} {}", day.day(), month(day)) } else { full_date(day) }
}

/// `9 Nov 2025`.
pub fn full_date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// `Mar 2026`.
pub fn month_year(day: NaiveDate) -> String {
    format!("{} {}", month(day), day.year())
}

/// `10 to 16 Aug`, `29 Jun to 5 Jul`; one day alone is named alone.
pub fn days(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> String {
    if from == to {
        day_month(from, today)
    } else if from.year() != to.year() {
        format!("{} to {}", full_date(from), full_date(to))
    } else if from.month() == to.month() {
        format!("{} to {}", from.day(), day_month(to, today))
    } else {
        format!("{} {} to {}", from.day(), month(from), day_month(to, today))
    }
}

/// `Sun 8 Nov`.
pub fn week_day(day: NaiveDate) -> String {
    let name = day_name(day);
    format!("{} {} {}", name.get(..3).unwrap_or(name), day.day(), month(day))
}

/// `Friday 20 November 2026`.
pub fn long_date(day: NaiveDate) -> String {
    format!("{} {} {} {}", day_name(day), day.day(), month_name(day), day.year())
}

/// `20 Nov 2026, 14:30`.
pub fn stamp(at: NaiveDateTime) -> String {
    format!("{}, {:02}:{:02}", full_date(at.date()), at.hour(), at.minute())
}

/// `14:30:06`.
pub fn clock(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// `14:30`.
pub fn minute(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `about 20 s left`, after so many things took so many milliseconds; nothing while the pace is not known.
pub fn left(millis: i64, done: i64, to_do: i64) -> Option<String> {
    if millis < 1_000 || done <= 0 || to_do <= 0 {
        return None;
    }
    let seconds = (millis.saturating_mul(to_do) / done / 1_000).max(1);
    Some(match seconds {
        ..60 => format!("about {seconds} s left"),
        60..3_600 => format!("about {} min left", (seconds + 30) / 60),
        _ => format!("about {} h left", (seconds + 1_800) / 3_600),
    })
}

// Names by hand: chrono's formatter weighs more than all of this file.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn month_name(day: NaiveDate) -> &'static str {
    MONTHS.get(day.month0() as usize).copied().unwrap_or_default()
}

fn month(day: NaiveDate) -> &'static str {
    let name = month_name(day);
    name.get(..3).unwrap_or(name)
}

fn day_name(day: NaiveDate) -> &'static str {
    DAYS.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }
    fn between(then: &str, now: &str) -> String {
        let (then, now) = (at(then), at(now));
        ago((now - then).num_seconds(), then, now)
    }

    #[test]
    fn the_words_follow_the_distance() {
        let now = "2026-11-20 14:30";
        assert_eq!(between("2026-11-20 14:30", now), "just now");
        assert_eq!(between("2026-11-20 14:31", now), "just now", "clocks may differ a little");
        assert_eq!(between("2026-11-20 14:28", now), "2 min ago");
        assert_eq!(between("2026-11-19 15:30", now), "23 h ago");
        assert_eq!(between("2026-11-19 09:00", now), "Yesterday");
        assert_eq!(between("2026-11-16 09:00", now), "4 d ago");
        assert_eq!(between("2026-10-21 09:00", now), "30 d ago");
        assert_eq!(between("2026-10-20 09:00", now), "20 Oct");
        assert_eq!(between("2025-11-09 09:00", now), "9 Nov 2025");
    }

    #[test]
    fn the_time_left_follows_the_pace_and_is_not_guessed_without_one() {
        assert_eq!(left(40_000, 640, 360).as_deref(), Some("about 22 s left"));
        assert_eq!(left(2_000, 1_000, 100_000).as_deref(), Some("about 3 min left"));
        assert_eq!(left(1_000, 1, 9_000).as_deref(), Some("about 3 h left"));
        assert_eq!(left(1_000, 1_000, 1).as_deref(), Some("about 1 s left"));
        assert_eq!(left(900, 10, 10), None);
        assert_eq!(left(5_000, 0, 10), None);
        assert_eq!(left(5_000, 10, 0), None);
    }

    #[test]
    fn a_span_of_days_names_no_month_twice() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        let span = |from, to| days(day(from), day(to), day("2026-11-20"));
        assert_eq!(span("2026-08-10", "2026-08-16"), "10 to 16 Aug");
        assert_eq!(span("2026-06-29", "2026-07-05"), "29 Jun to 5 Jul");
        assert_eq!(span("2025-12-29", "2026-01-04"), "29 Dec 2025 to 4 Jan 2026");
        assert_eq!(span("2025-08-10", "2025-08-16"), "10 to 16 Aug 2025");
        assert_eq!(span("2026-11-20", "2026-11-20"), "20 Nov");
        assert_eq!(month_year(day("2026-03-01")), "Mar 2026");
    }

    #[test]
    fn dates_have_no_leading_zero() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 8).unwrap();
        assert_eq!(week_day(day), "Sun 8 Nov");
        assert_eq!(long_date(day), "Sunday 8 November 2026");
        assert_eq!(stamp(at("2026-11-08 04:05")), "8 Nov 2026, 04:05");
        assert_eq!(clock(at("2026-11-08 04:05")), "04:05:00");
        assert_eq!(minute(at("2026-11-08 04:05")), "04:05");
    }
}
