//! Lifetime value as charts and words. Pure: the addresses of people are added where they are shown.

use crate::{
    chart::{Data, Kind, Measure, Series, hundredths},
    format::{Format, time::month_year},
};
use patron_api_types::stats::{ValueBucket, ValueCohort};

/// As many cohorts are compared.
const COMPARED: usize = 4;
const COLOURS: [&str; COMPARED] = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)"];
const YEAR: f64 = 365.0;

/// `₹500 to ₹1,000`, `₹25,000 and more`.
pub fn range(bucket: &ValueBucket, format: &Format) -> String {
    let from = format.money(bucket.from);
    match bucket.to {
        Some(to) => format!("{from} to {}", format.money(to)),
        None => format!("{from} and more"),
    }
}

/// The values of a cohort up to the first window that is complete for nobody.
fn known(cohort: &ValueCohort) -> Vec<i64> {
    cohort.windows.iter().map_while(|window| window.average.map(hundredths)).collect()
}

/// Up to four cohorts, spread evenly over those that have a value, oldest first.
fn compared(cohorts: &[ValueCohort]) -> Vec<&ValueCohort> {
    let some: Vec<&ValueCohort> = cohorts.iter().filter(|cohort| !known(cohort).is_empty()).collect();
    let last = some.len().saturating_sub(1);
    let wanted = some.len().min(COMPARED);
    (0..wanted).filter_map(|n| some.get(n * last / wanted.saturating_sub(1).max(1)).copied()).collect()
}

/// Mean value so many days after the first order.
pub fn curves(cohorts: &[ValueCohort]) -> Data {
    let days: Vec<i32> =
        cohorts.first().map(|c| c.windows.iter().map(|w| w.days).collect()).unwrap_or_default();
    let line = |(cohort, colour): (&ValueCohort, &'static str)| Series {
        name: month_year(cohort.start).into(),
        kind: Kind::Line,
        colour,
        values: known(cohort),
    };
    Data {
        finding: "Mean value of a buyer by days since the first order, for cohorts by month".to_owned(),
        ticks: days.iter().map(|days| format!("{days} d")).collect(),
        names: days.iter().map(|days| format!("After {days} days")).collect(),
        series: compared(cohorts).into_iter().zip(COLOURS).map(line).collect(),
        measure: Measure::Money,
        places: days.iter().map(|days| f64::from(*days) * 100.0 / YEAR).collect(),
        heading: "Since the first order",
        ..Data::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_api_types::stats::ValueWindow;
    use patron_domain::money::Money;

    fn cohort(month: u32, known: usize) -> ValueCohort {
        let start = chrono::NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
        let windows = [30, 60, 90, 180, 365].into_iter().enumerate().map(|(n, days)| ValueWindow {
            days,
            complete: 10,
            average: (n < known).then(|| Money::parse("100.00").unwrap()),
        });
        ValueCohort { start, end: start, size: 10, windows: windows.collect() }
    }

    #[test]
    fn an_unfinished_window_ends_the_line() {
        let data = curves(&[cohort(1, 3), cohort(2, 0)]);
        assert_eq!(data.series.len(), 1);
        assert_eq!(data.series[0].values, [10_000, 10_000, 10_000]);
        assert_eq!(data.len(), 5);
    }

    #[test]
    fn four_cohorts_from_the_oldest_to_the_newest_are_compared() {
        let cohorts: Vec<ValueCohort> = (1..=12).map(|month| cohort(month, 1)).collect();
        let months: Vec<u32> = compared(&cohorts).iter().map(|c| chrono::Datelike::month(&c.start)).collect();
        assert_eq!(months, [1, 4, 8, 12]);
        assert_eq!(compared(&cohorts[..1]).len(), 1);
        assert_eq!(compared(&cohorts[..2]).len(), 2);
        assert!(compared(&[]).is_empty());
    }
}
