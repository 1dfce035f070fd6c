//! What a chart shows.

use super::scale::{along, middle};
use crate::format::Format;
use patron_domain::money::Money;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line over a faded area.
    Area,
    /// A line alone, where several are compared.
    Line,
    /// A dashed line to compare with.
    Dash,
    /// A part of a stacked bar.
    Bar,
    /// Not drawn: told in the tip and in the table.
    Told,
}

/// What the values of a chart are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Whole numbers.
    #[default]
    Count,
    /// Hundredths of the store's currency.
    Money,
    /// Hundredths of a per cent.
    Percent,
}

impl Measure {
    /// In full, as tips and tables have it.
    pub fn text(self, format: &Format, value: i64) -> String {
        match self {
            Self::Count => format.number(value),
            Self::Money => format.money(Money::trusted(Decimal::new(value, 2))),
            Self::Percent => format!("{}%", Decimal::new(value, 2).round_dp(1).normalize()),
        }
    }

    /// As the axis has it: money is short there.
    pub fn tick(self, format: &Format, value: i64) -> String {
        match self {
            Self::Money => format.short_money(Money::trusted(Decimal::new(value, 2))),
            _ => self.text(format, value),
        }
    }

    /// The least height of the axis, so that its labels differ.
    pub const fn least(self) -> i64 {
        match self {
            Self::Count => 4,
            Self::Money | Self::Percent => 400,
        }
    }
}

/// An amount as a chart's value. What is too large for any shop counts as nothing.
pub fn hundredths(amount: Money) -> i64 {
    i64::try_from(amount.amount().mantissa()).unwrap_or_default()
}

/// One series; where it has fewer values than the chart has points, the last ones are not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub name: Cow<'static, str>,
    pub kind: Kind,
    /// `var(--c1)`
    pub colour: &'static str,
    pub values: Vec<i64>,
}

impl Series {
    /// The class of its key in legends and tips.
    pub const fn key(&self) -> &'static str {
        match self.kind {
            Kind::Area | Kind::Line => "key line",
            Kind::Dash => "key dash",
            Kind::Bar | Kind::Told => "key",
        }
    }
}

/// The band round a line in which the true value lies, as far as one can tell; nothing where a point has none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    pub low: Vec<i64>,
    pub high: Vec<i64>,
}

impl Band {
    /// Both edges at a point.
    pub fn at(&self, point: usize) -> Option<(i64, i64)> {
        Some((*self.low.get(point)?, *self.high.get(point)?))
    }
}

/// A chart over days, or over other points in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// The finding, in one sentence, for those who can't see the plot.
    pub finding: String,
    /// `22 Oct`
    pub ticks: Vec<String>,
    /// `Thu 22 Oct`
    pub names: Vec<String>,
    pub series: Vec<Series>,
    /// Whether the last point is still growing, so it is drawn faded.
    pub last_is_partial: bool,
    pub measure: Measure,
    /// Where the points lie, in per cent of the width; empty: all as far from each other.
    pub places: Vec<f64>,
    /// For each series, and in it for each point, the address of the people it counts; empty where there is none.
    pub links: Vec<Vec<String>>,
    /// For each series, the band round its line; empty where there is none.
    pub bands: Vec<Band>,
    /// What the points are, over the table's first column; empty: `When`.
    pub heading: &'static str,
}

impl Data {
    /// How many points there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The largest value that has to fit, stacks added up.
    pub fn top(&self) -> i64 {
        let is_line = |s: &&Series| !matches!(s.kind, Kind::Bar | Kind::Told);
        let lines = self.series.iter().filter(is_line).flat_map(|s| s.values.iter().copied());
        let stacks = (0..self.len()).map(|i| self.stack(self.series.len(), i));
        let bands = self.bands.iter().flat_map(|band| band.high.iter().copied());
        lines.chain(stacks).chain(bands).max().unwrap_or_default()
    }

    /// The sum of the first `n` bar series at a point.
    pub fn stack(&self, n: usize, point: usize) -> i64 {
        let bars = self.series.iter().take(n).filter(|s| s.kind == Kind::Bar);
        bars.filter_map(|s| s.values.get(point)).sum()
    }

    /// Whether points are as wide as bars.
    pub fn has_bars(&self) -> bool {
        self.series.iter().any(|series| series.kind == Kind::Bar)
    }

    /// How far along the plot a point lies, in per cent.
    pub fn place(&self, point: usize) -> f64 {
        match self.places.get(point) {
            Some(place) => *place,
            None if self.has_bars() => middle(point, self.len()),
            None => along(point, self.len()),
        }
    }

    /// The point nearest to a place, in per cent.
    pub fn nearest(&self, place: f64) -> Option<usize> {
        let far = |point: &usize| (self.place(*point) - place).abs();
        (0..self.len()).min_by(|a, b| far(a).total_cmp(&far(b)))
    }

    /// The address of the people that a series counts at a point.
    pub fn link(&self, series: usize, point: usize) -> Option<&str> {
        let link = self.links.get(series)?.get(point)?;
        (!link.is_empty()).then_some(link.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(kind: Kind, values: &[i64]) -> Data {
        let series = vec![
            Series { name: "A".into(), kind, colour: "var(--c1)", values: values.to_vec() },
            Series { name: "All".into(), kind: Kind::Told, colour: "", values: vec![900; values.len()] },
        ];
        Data { names: values.iter().map(ToString::to_string).collect(), series, ..Data::default() }
    }

    #[test]
    fn what_is_only_told_takes_no_room() {
        assert_eq!(data(Kind::Bar, &[3, 8, 5]).top(), 8);
        assert_eq!(data(Kind::Line, &[3, 8, 5]).top(), 8);
    }

    #[test]
    fn a_band_needs_room_above_its_line() {
        let bands = vec![Band { low: vec![2, 7, 4], high: vec![4, 11, 6] }];
        assert_eq!(bands[0].at(1), Some((7, 11)));
        assert_eq!(bands[0].at(3), None);
        assert_eq!(Data { bands, ..data(Kind::Line, &[3, 8, 5]) }.top(), 11);
    }

    #[test]
    fn a_place_leads_to_the_nearest_point() {
        let bars = data(Kind::Bar, &[1, 2, 3, 4]);
        assert_eq!(
            (bars.nearest(-3.0), bars.nearest(26.0), bars.nearest(100.0)),
            (Some(0), Some(1), Some(3))
        );
        let uneven = Data { places: vec![8.0, 16.0, 100.0], ..data(Kind::Line, &[1, 2, 3]) };
        assert_eq!((uneven.nearest(50.0), uneven.nearest(70.0)), (Some(1), Some(2)));
        assert_eq!(Data::default().nearest(50.0), None);
    }

    #[test]
    fn money_is_counted_in_hundredths() {
        assert_eq!(hundredths(Money::parse("1499.50").unwrap()), 149_950);
        assert_eq!(hundredths(Money::ZERO), 0);
    }
}
