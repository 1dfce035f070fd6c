//! When the fictional shop was busy: eighteen months of growth, a weekly rhythm, a peak before the festival.

use super::dice::Dice;
use chrono::{DateTime, Datelike as _, Duration, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use patron_domain::period::{day_of, day_start};

/// How long the shop has been there.
const MONTHS: Months = Months::new(18);

/// Busier towards the weekend; Monday first.
const WEEK: [f64; 7] = [0.8, 0.75, 0.85, 0.95, 1.15, 1.45, 1.35];

/// How busy each hour of a day is.
const HOURS: [f64; 24] = [
    1.5, 0.6, 0.3, 0.2, 0.2, 0.4, 1.0, 2.0, 3.0, 4.0, 5.0, 5.5, 6.0, 5.5, 4.5, 4.5, 5.0, 5.5, 6.5, 8.0, 9.5,
    9.5, 7.0, 3.5,
];

/// Diwali, as (year, month, day).
const FESTIVALS: [(i32, u32, u32); 8] = [
    (2023, 11, 12),
    (2024, 10, 31),
    (2025, 10, 20),
    (2026, 11, 8),
    (2027, 10, 29),
    (2028, 10, 17),
    (2029, 11, 5),
    (2030, 10, 26),
];

/// The span that everything falls into, and how busy its days were. Times are seconds since its start.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// The end: nothing happened after it.
    pub end: DateTime<Utc>,
    /// The shop's zone.
    pub zone: Tz,
    first_day: NaiveDate,
    start: DateTime<Utc>,
    /// For each day its beginning, and the end after the last, in seconds since the start.
    bounds: Vec<u32>,
    /// Running sums of how many signed up, and of how many came.
    signups: Vec<f64>,
    activity: Vec<f64>,
}

impl Season {
    /// The eighteen months before `end`.
    pub fn ending(end: DateTime<Utc>, zone: Tz) -> Self {
        let last = day_of(end - Duration::microseconds(1), zone);
        let first_day = last.checked_sub_months(MONTHS).unwrap_or(last);
        let start = day_start(first_day, zone);
        let days: Vec<NaiveDate> = first_day.iter_days().take_while(|day| *day <= last).collect();
        let seconds = |at: DateTime<Utc>| u32::try_from((at - start).num_seconds()).unwrap_or(0);
        let mut bounds: Vec<u32> = days.iter().map(|day| seconds(day_start(*day, zone))).collect();
        bounds.push(seconds(end));
        let busy: Vec<f64> = days
            .iter()
            .zip(bounds.windows(2))
            // of the last day only what has passed
            .map(|(day, bound)| {
                WEEK[day.weekday().num_days_from_monday() as usize]
                    * festival(*day)
                    * (f64::from(bound[1] - bound[0]) / 86_400.0).min(1.0)
            })
            .collect();
        let count = days.len() as f64;
        let growth = |n: usize| 0.25 + 1.5 * n as f64 / count;
        let signups = running(busy.iter().enumerate().map(|(n, busy)| busy * growth(n)));
        let activity = running(busy.iter().copied());
        Self { end, zone, first_day, start, bounds, signups, activity }
    }

    /// The first day of the shop.
    pub const fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    /// Length in seconds.
    pub fn length(&self) -> u32 {
        self.bounds.last().copied().unwrap_or(0)
    }

    /// The instant at `seconds` since the start.
    pub fn at(&self, seconds: u32) -> DateTime<Utc> {
        self.start + Duration::seconds(i64::from(seconds))
    }

    /// The shop's day at `seconds`.
    #[cfg(test)]
    pub fn day(&self, seconds: u32) -> NaiveDate {
        self.first_day + chrono::Days::new(self.place(seconds) as u64)
    }

    fn place(&self, seconds: u32) -> usize {
        self.bounds.partition_point(|bound| *bound <= seconds).saturating_sub(1).min(self.bounds.len() - 2)
    }

    /// When somebody signed up.
    pub fn signup(&self, dice: &mut Dice) -> u32 {
        let day = pick(&self.signups, dice.unit() * self.signups.last().copied().unwrap_or(0.0));
        self.moment(dice, day)
    }

    /// A moment of a visit between two others; the day by how busy it was, the hour by habit.
    pub fn between(&self, dice: &mut Dice, from: u32, to: u32) -> u32 {
        if to <= from + 1 {
            return from;
        }
        let (first, last) = (self.place(from), self.place(to - 1));
        let before = if first == 0 { 0.0 } else { self.activity[first - 1] };
        let day = pick(&self.activity, before + dice.unit() * (self.activity[last] - before));
        let at = self.moment(dice, day);
        if at > from && at < to { at } else { from + 1 + (dice.unit() * f64::from(to - from - 1)) as u32 }
    }

    /// A moment of a day.
    fn moment(&self, dice: &mut Dice, day: usize) -> u32 {
        let (begin, end) = (self.bounds[day], self.bounds[day + 1]);
        let long = end - begin;
        if day + 2 == self.bounds.len() && long < 86_400 {
            // the day that is not over yet is spread evenly
            return begin + (dice.unit() * f64::from(long.max(1))) as u32;
        }
        let hour = dice.weighted(&HOURS) as u32;
        // a day with a clock change is shorter or longer
        (begin + hour * 3600 + (dice.unit() * 3600.0) as u32).min(end - 1)
    }
}

fn running(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

/// The place where a running sum passes `at`.
fn pick(sums: &[f64], at: f64) -> usize {
    sums.partition_point(|sum| *sum <= at).min(sums.len() - 1)
}

/// How much busier a day is because of the festival: most a week before it, quiet on the day after.
fn festival(day: NaiveDate) -> f64 {
    let near = FESTIVALS.iter().filter_map(|(y, m, d)| NaiveDate::from_ymd_opt(*y, *m, *d));
    let bump = |festival: NaiveDate| {
        let days = (festival - day).num_days() as f64;
        if days < 0.0 { 0.0 } else { 1.6 * (-((days - 6.0) / 8.0).powi(2)).exp() }
    };
    1.0 + near.map(bump).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn season() -> Season {
        Season::ending("2026-11-20T06:00:00Z".parse().unwrap(), chrono_tz::Asia::Kolkata)
    }

    #[test]
    fn eighteen_months_in_whole_days_of_the_shop() {
        let season = season();
        assert_eq!(season.first_day().to_string(), "2025-05-20");
        assert_eq!(season.at(0).to_rfc3339(), "2025-05-19T18:30:00+00:00");
        assert_eq!(season.at(season.length()), season.end);
        assert_eq!(season.day(0), season.first_day());
        assert_eq!(season.day(86_400).to_string(), "2025-05-21");
    }

    #[test]
    fn it_grows_has_weekends_and_a_festival() {
        let season = season();
        let mut dice = Dice::new(7);
        let mut by_day = std::collections::HashMap::new();
        for _ in 0..40_000 {
            *by_day.entry(season.day(season.signup(&mut dice))).or_insert(0) += 1;
        }
        let in_days = |from: &str, days: u64| -> i32 {
            let from: NaiveDate = from.parse().unwrap();
            from.iter_days().take(days as usize).filter_map(|day| by_day.get(&day)).sum()
        };
        assert!(in_days("2026-06-01", 28) > 2 * in_days("2025-06-02", 28), "growth");
        assert!(in_days("2026-10-26", 14) > in_days("2026-09-21", 14) * 3 / 2, "festival");
        let weekday = |n: u32| -> i32 {
            let days = by_day.iter().filter(|(day, _)| day.weekday().num_days_from_monday() == n);
            days.map(|(_, count)| count).sum()
        };
        assert!(weekday(5) > weekday(1), "weekends");
    }

    #[test]
    fn a_visit_lies_between() {
        let season = season();
        let mut dice = Dice::new(1);
        let end = season.length();
        for (from, to) in [(0, end), (end - 5000, end), (100, 200), (7, 8), (90_000, 190_000)] {
            for _ in 0..200 {
                let at = season.between(&mut dice, from, to);
                assert!(at >= from && at < to, "{at} not in {from}..{to}");
            }
        }
    }
}
