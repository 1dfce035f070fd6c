//! The chart around the plot: axes, crosshair and tip, keys, the same data as a table.

use super::{
    data::{Data, Kind},
    scale::{down, ticks},
    shapes::shapes,
    table::AsTable,
};
use crate::{format::MISSING, session::use_format};
use leptos::{html, prelude::*};

/// A chart with a tip under pointer, finger and arrow keys, and its data as a table.
#[component]
pub fn Chart(#[prop(into)] data: Signal<Data>, #[prop(default = 214)] height: u32) -> impl IntoView {
    let at = RwSignal::new(None::<usize>);
    let top = Memo::new(move |_| {
        data.with(|d| {
            let least = d.measure.least();
            ticks(d.top().max(least)).last().copied().unwrap_or(least)
        })
    });
    view! {
        <div class="chart" style=format!("--h:{height}px")>
            <YAxis data top/>
            <Plot data top at/>
            <div class="x" aria-hidden="true">{move || data.with(x_labels)}</div>
        </div>
        <span class="sr" role="status">{move || at.get().and_then(|point| data.with(|d| spoken(d, point)))}</span>
        <AsTable data/>
    }
}

#[component]
fn YAxis(data: Signal<Data>, top: Memo<i64>) -> impl IntoView {
    let format = use_format();
    let measure = Memo::new(move |_| data.with(|d| d.measure));
    let label = move |tick: i64| {
        let style = format!("--at:{}", down(tick, top.get()));
        view! { <span style=style>{format.with_value(|f| measure.get().tick(f, tick))}</span> }
    };
    view! { <div class="y" aria-hidden="true">{move || ticks(top.get()).into_iter().filter(|t| *t <= top.get()).map(label).collect_view()}</div> }
}

#[component]
fn Plot(data: Signal<Data>, top: Memo<i64>, at: RwSignal<Option<usize>>) -> impl IntoView {
    let plot = NodeRef::<html::Div>::new();
    let point_at = move |event: web_sys::PointerEvent| {
        if let Some(element) = plot.get_untracked() {
            let rect = element.get_bounding_client_rect();
            let share = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
            at.set(data.with_untracked(|d| d.nearest(share * 100.0)));
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let last = data.with_untracked(|d| d.len().saturating_sub(1));
        let now = at.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => now.map_or(0, |point| (point + 1).min(last)),
            "ArrowLeft" => now.map_or(last, |point| point.saturating_sub(1)),
            "Home" => 0,
            "End" => last,
            "Escape" => return at.set(None),
            _ => return,
        };
        event.prevent_default();
        at.set(Some(next));
    };
    let grid = move || {
        let line = |tick: i64| {
            let y = format!("{}%", down(tick, top.get()));
            let class = if tick == 0 { "gridline baseline" } else { "gridline" };
            view! { <line class=class x1="0" x2="100%" y1=y.clone() y2=y></line> }
        };
        ticks(top.get()).into_iter().filter(|t| *t <= top.get()).map(line).collect_view()
    };
    view! {
        <div
            class="plot" node_ref=plot tabindex="0" role="img" aria-label=move || data.with(|d| d.finding.clone())
            on:pointermove=point_at on:pointerdown=point_at on:keydown=keys
            on:pointerleave=move |_| at.set(None) on:blur=move |_| at.set(None)
        >
            <svg>
                {grid}
                {move || data.with(|d| shapes(d, top.get()))}
                {move || at.get().and_then(|point| data.with(|d| mark(d, point, top.get())))}
            </svg>
            {move || at.get().and_then(|point| data.with(|d| tip(d, point)))}
        </div>
    }
}

fn mark(data: &Data, point: usize, top: i64) -> Option<AnyView> {
    data.names.get(point)?;
    let x = format!("{}%", data.place(point));
    let dot = |series: &super::Series| {
        let value = series.values.get(point).filter(|_| !matches!(series.kind, Kind::Bar | Kind::Told))?;
        let y = format!("{}%", down(*value, top));
        Some(view! { <circle cx=x.clone() cy=y r="4.5" fill=series.colour></circle> })
    };
    let dots = data.series.iter().filter_map(dot).collect_view();
    Some(
        view! { <g class="mark"><line x1=x.clone() x2=x.clone() y1="0" y2="100%"></line>{dots}</g> }
            .into_any(),
    )
}

fn tip(data: &Data, point: usize) -> Option<AnyView> {
    let format = use_format();
    let name = data.names.get(point)?.clone();
    let at = data.place(point);
    let line = |series: &super::Series| {
        let value = series.values.get(point).map(|v| format.with_value(|f| data.measure.text(f, *v)));
        let key = (series.kind != Kind::Told).then(|| {
            let style = format!("--k:{};vertical-align:middle;margin-right:6px", series.colour);
            view! { <span class=series.key() style=style></span> }
        });
        view! {
            <div>
                <span>{key}{series.name.to_string()}</span>
                <b>{value.unwrap_or_else(|| MISSING.to_owned())}</b>
            </div>
        }
    };
    let lines = data.series.iter().map(line).collect_view();
    // Left of the crosshair in the right half, so that the tip doesn't cover what comes next.
    let shift = if at > 60.0 { "-186px" } else { "14px" };
    Some(view! { <div class="chart-tip" style=format!("--at:{at};--shift:{shift}")><b>{name}</b>{lines}</div> }.into_any())
}

fn spoken(data: &Data, point: usize) -> Option<String> {
    let format = use_format();
    let name = data.names.get(point)?;
    let text = |value: &i64| format.with_value(|f| data.measure.text(f, *value));
    let values =
        data.series.iter().filter_map(|s| Some(format!("{} {}", s.name, text(s.values.get(point)?))));
    Some(format!("{name}: {}", values.collect::<Vec<_>>().join(", ")))
}

/// Seven labels at most, the last one always.
fn x_labels(data: &Data) -> AnyView {
    let (n, every) = (data.len(), data.len().div_ceil(6).max(1));
    let wanted = (0..n).filter(|i| *i + 1 == n || (i % every == 0 && i + every / 2 < n));
    // one point alone stands in the middle, and so does its label: from there it can't run out of the page
    let alone = n == 1 && data.places.is_empty();
    let label = |i: usize| {
        let class = match i {
            _ if alone => "",
            0 if !data.has_bars() && data.places.is_empty() => "start",
            _ if i + 1 == n => "end",
            _ => "",
        };
        let at = if i + 1 == n && !alone { 100.0 } else { data.place(i) };
        view! { <span class=class style=format!("--at:{at}")>{data.ticks.get(i).cloned()}</span> }
    };
    wanted.map(label).collect_view().into_any()
}
