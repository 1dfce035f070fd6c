//! The plot's lines, areas and bars.

use super::{
    data::{Band, Data, Kind, Series},
    scale::{curve, down, middle, round},
};
use leptos::prelude::*;

/// All series, in order.
pub fn shapes(data: &Data, top: i64) -> AnyView {
    let bars = if data.has_bars() {
        (0..data.len()).map(|point| bar(data, point, top)).collect_view().into_any()
    } else {
        ().into_any()
    };
    let bands =
        data.series.iter().zip(&data.bands).map(|(series, band)| spread(data, series.colour, band, top));
    let bands = bands.collect_view();
    let lines = data.series.iter().map(|series| line(data, series, top)).collect_view();
    let dots = data.series.iter().map(|series| dot(data, series, top)).collect_view();
    // lines over bars
    view! {
        {bars}
        <svg viewBox="0 0 1000 1000" preserveAspectRatio="none">{bands}{lines}</svg>
        {dots}
    }
    .into_any()
}

/// The band round a line; where there is one point only, a stroke through it.
fn spread(data: &Data, colour: &'static str, band: &Band, top: i64) -> Option<AnyView> {
    let edge = |values: &[i64]| -> Vec<(f64, f64)> {
        let place = |(i, value): (usize, &i64)| (data.place(i) * 10.0, down(*value, top) * 10.0);
        values.iter().enumerate().map(place).collect()
    };
    let mut back = edge(&band.low);
    back.reverse();
    if back.is_empty() {
        return None;
    }
    let path = format!("{}{}Z", curve(&edge(&band.high)), curve(&back).replacen('M', "L", 1));
    Some(if band.low.len() == 1 {
        view! { <path class="ln" d=path stroke=colour opacity="0.4"></path> }.into_any()
    } else {
        view! { <path d=path fill=colour opacity="0.13"></path> }.into_any()
    })
}

fn line(data: &Data, series: &Series, top: i64) -> Option<AnyView> {
    if matches!(series.kind, Kind::Bar | Kind::Told) {
        return None;
    }
    let place = |(i, value): (usize, &i64)| (data.place(i) * 10.0, down(*value, top) * 10.0);
    let points: Vec<_> = series.values.iter().enumerate().map(place).collect();
    let path = curve(&points);
    let (first, last) = (points.first().map_or(0.0, |p| p.0), points.last().map_or(0.0, |p| p.0));
    let area = (series.kind == Kind::Area).then(
        || view! { <path d=format!("{path}L{last:.0} 1000L{first:.0} 1000Z") fill="url(#fade)"></path> },
    );
    let class = if series.kind == Kind::Dash { "ln dash" } else { "ln" };
    Some(view! { {area}<path class=class d=path stroke=series.colour></path> }.into_any())
}

/// A line of one point would not be seen.
fn dot(data: &Data, series: &Series, top: i64) -> Option<AnyView> {
    let [value] = series.values[..] else { return None };
    if matches!(series.kind, Kind::Bar | Kind::Told) {
        return None;
    }
    let (x, y) = (format!("{}%", data.place(0)), format!("{}%", down(value, top)));
    Some(view! { <circle cx=x cy=y r="3.5" fill=series.colour></circle> }.into_any())
}

/// One day's stack. Parts stand two pixels apart by being a little shorter.
#[expect(clippy::cast_precision_loss, reason = "counts on a screen")]
fn bar(data: &Data, point: usize, top: i64) -> AnyView {
    let width = round(66.0 / data.len().max(1) as f64);
    let left = round(middle(point, data.len()) - width / 2.0);
    let partial = data.last_is_partial && point + 1 == data.len();
    let part = |(n, series): (usize, &Series)| {
        let value = series.values.get(point).copied().unwrap_or_default();
        if series.kind != Kind::Bar || value <= 0 {
            return None;
        }
        let y = down(data.stack(n + 1, point), top);
        let height = round((down(data.stack(n, point), top) - y - 0.7).max(0.5));
        Some(view! {
            <rect x=format!("{left}%") width=format!("{width}%") y=format!("{y}%") height=format!("{height}%")
                rx="2" fill=series.colour></rect>
        })
    };
    let parts = data.series.iter().enumerate().filter_map(part).collect_view();
    view! { <g class="bar" opacity=if partial { "0.55" } else { "1" }>{parts}</g> }.into_any()
}
