//! The plot's lines, areas and bars.

use super::{
    data::{Data, Kind, Series},
    scale::{along, curve, down, middle, round},
};
use leptos::prelude::*;

/// All series, in order.
pub fn shapes(data: &Data, top: i64) -> AnyView {
    let bars = (0..data.len()).map(|point| bar(data, point, top)).collect_view();
    let lines = data.series.iter().map(|series| line(series, top)).collect_view();
    view! {
        <svg viewBox="0 0 1000 1000" preserveAspectRatio="none">{lines}</svg>
        {bars}
    }
    .into_any()
}

fn line(series: &Series, top: i64) -> Option<AnyView> {
    if series.kind == Kind::Bar {
        return None;
    }
    let place = |(i, value): (usize, &i64)| (along(i, series.values.len()) * 10.0, down(*value, top) * 10.0);
    let points: Vec<_> = series.values.iter().enumerate().map(place).collect();
    let path = curve(&points);
    let area = (series.kind == Kind::Area)
        .then(|| view! { <path d=format!("{path}L1000 1000L0 1000Z") fill="url(#fade)"></path> });
    let class = if series.kind == Kind::Dash { "ln dash" } else { "ln" };
    Some(view! { {area}<path class=class d=path stroke=series.colour></path> }.into_any())
}

/// One day's stack. Parts stand two pixels apart by being a little shorter.
#[expect(clippy::cast_precision_loss, reason = "counts on a screen")]
fn bar(data: &Data, point: usize, top: i64) -> AnyView {
    let width = round(66.0 / data.len().max(1) as f64);
    let left = round(middle(point, data.len()) - width / 2.0);
    let partial = data.last_is_partial && point + 1 == data.len();
    let part = |(n, series): (usize, &Series)| {
        let value = series.values.get(point).copied().unwrap_or_default();
        if series.kind != Kind::Bar || value == 0 {
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
