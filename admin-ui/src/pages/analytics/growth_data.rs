//! Growth as charts. Pure: the addresses of people are added where they are shown.

use crate::{
    chart::{Data, Kind, Measure, Series, hundredths},
    format::stats_words::{period, period_tick, unit},
};
use chrono::NaiveDate;
use patron_api_types::stats::{Growth, GrowthBucket, GrowthSplit};

/// As many parts have a colour of their own.
pub const PARTS: usize = 4;
const COLOURS: [&str; PARTS] = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)"];

fn column(g: &Growth, of: fn(&GrowthBucket) -> i64) -> Vec<i64> {
    g.buckets.iter().map(of).collect()
}

/// The periods' names round the series.
fn labelled(g: &Growth, today: NaiveDate, finding: String, series: Vec<Series>) -> Data {
    Data {
        finding,
        ticks: g.buckets.iter().map(|b| period_tick(b.start, g.unit, today)).collect(),
        names: g.buckets.iter().map(|b| period(b.start, b.end, g.unit, today)).collect(),
        series,
        last_is_partial: g.buckets.last().is_some_and(|b| b.partial),
        ..Data::default()
    }
}

/// Active people, returning and new; the last series is both together.
pub fn active(g: &Growth, today: NaiveDate) -> Data {
    let returning = column(g, |b| b.active - b.active_new);
    let finding = format!("People active each {}, returning and new", unit(g.unit));
    let series = vec![
        Series { name: "Returning".into(), kind: Kind::Bar, colour: "var(--c1)", values: returning },
        Series {
            name: "New".into(),
            kind: Kind::Bar,
            colour: "var(--c2)",
            values: column(g, |b| b.active_new),
        },
        Series { name: "Active".into(), kind: Kind::Told, colour: "", values: column(g, |b| b.active) },
    ];
    labelled(g, today, finding, series)
}

/// New people against the span before.
pub fn new(g: &Growth, today: NaiveDate) -> Data {
    let finding =
        format!("New customers by {}: {} in all, {} in the span before", unit(g.unit), g.new, g.new_before);
    let before = column(g, |b| b.new_before);
    let series = vec![
        Series {
            name: "New customers".into(),
            kind: Kind::Bar,
            colour: "var(--c1)",
            values: column(g, |b| b.new),
        },
        Series { name: "Span before".into(), kind: Kind::Dash, colour: "var(--c6)", values: before },
    ];
    labelled(g, today, finding, series)
}

/// Everybody at the end of each period.
pub fn cumulative(g: &Growth, today: NaiveDate) -> Data {
    let values = column(g, |b| b.cumulative);
    let finding =
        format!("Customers in all at the end of each {}, now {}", unit(g.unit), values.last().unwrap_or(&0));
    let series =
        vec![Series { name: "Customers in all".into(), kind: Kind::Area, colour: "var(--c1)", values }];
    labelled(g, today, finding, series)
}

/// New people by parts: the largest with a colour each, the others together.
pub fn split(
    g: &Growth,
    parts: &[GrowthSplit],
    name: fn(&str) -> String,
    by: &str,
    today: NaiveDate,
) -> Data {
    let (shown, rest) = parts.split_at(parts.len().min(PARTS));
    let bar = |(part, colour): (&GrowthSplit, &'static str)| Series {
        name: name(&part.key).into(),
        kind: Kind::Bar,
        colour,
        values: part.values.clone(),
    };
    let mut series: Vec<Series> = shown.iter().zip(COLOURS).map(bar).collect();
    if !rest.is_empty() {
        let sum = |point: usize| rest.iter().filter_map(|part| part.values.get(point)).sum::<i64>();
        let values = (0..g.buckets.len()).map(sum).collect();
        series.push(Series { name: "Others".into(), kind: Kind::Bar, colour: "var(--c6)", values });
    }
    labelled(g, today, format!("New customers by {} and {by}", unit(g.unit)), series)
}

pub fn orders(g: &Growth, today: NaiveDate) -> Data {
    let values = column(g, |b| b.orders);
    let finding = format!("Orders by {}: {} in all", unit(g.unit), values.iter().sum::<i64>());
    let series = vec![Series { name: "Orders".into(), kind: Kind::Bar, colour: "var(--c1)", values }];
    labelled(g, today, finding, series)
}

pub fn revenue(g: &Growth, today: NaiveDate) -> Data {
    let values = column(g, |b| hundredths(b.revenue));
    let series = vec![Series { name: "Revenue".into(), kind: Kind::Bar, colour: "var(--c1)", values }];
    let data = labelled(g, today, format!("Revenue by {}, less refunds", unit(g.unit)), series);
    Data { measure: Measure::Money, ..data }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_api_types::stats::{About, Unit};
    use patron_domain::money::Money;
    use std::collections::BTreeMap;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn growth(parts: usize) -> Growth {
        let bucket = |start: &str, end: &str, partial| GrowthBucket {
            start: day(start),
            end: day(end),
            partial,
            new: 10,
            new_before: 7,
            cumulative: 40,
            active: 25,
            active_new: 10,
            orders: 4,
            revenue: Money::parse("1499.50").unwrap(),
            restated_at: None,
        };
        let part = |n: usize| GrowthSplit { key: format!("p{n}"), total: 3, values: vec![1, 2] };
        Growth {
            about: About {
                as_of: chrono::DateTime::from_timestamp(0, 0).unwrap(),
                time_zone: "UTC".into(),
                week_start: "monday".into(),
                currency: "INR".into(),
                rebuilding: None,
                definitions: BTreeMap::new(),
            },
            unit: Unit::Week,
            from: day("2026-11-09"),
            to: day("2026-11-20"),
            new: 20,
            new_before: 14,
            buckets: vec![
                bucket("2026-11-09", "2026-11-15", false),
                bucket("2026-11-16", "2026-11-22", true),
            ],
            by_source: (0..parts).map(part).collect(),
            by_method: Vec::new(),
        }
    }

    #[test]
    fn returning_and_new_make_up_the_active_and_the_running_week_is_partial() {
        let data = active(&growth(0), day("2026-11-20"));
        assert_eq!(data.series[0].values, [15, 15]);
        assert_eq!(data.top(), 25);
        assert!(data.last_is_partial);
        assert_eq!(data.names, ["9 to 15 Nov", "16 to 22 Nov"]);
    }

    #[test]
    fn what_has_no_colour_of_its_own_is_put_together() {
        let (few, many) = (growth(3), growth(6));
        let of = |g: &Growth| split(g, &g.by_source, str::to_owned, "source", day("2026-11-20"));
        assert_eq!(of(&few).series.len(), 3);
        let data = of(&many);
        assert_eq!(data.series.len(), PARTS + 1);
        assert_eq!(data.series[PARTS].values, [2, 4]);
        assert_eq!(data.top(), 12);
    }

    #[test]
    fn revenue_keeps_its_hundredths() {
        let data = revenue(&growth(0), day("2026-11-20"));
        assert_eq!((data.measure, data.series[0].values[0]), (Measure::Money, 149_950));
    }
}
