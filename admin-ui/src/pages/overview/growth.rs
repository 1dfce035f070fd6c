//! New customers over the last 30 days, against the 30 days before.

use super::Days;
use crate::{
    chart::{Chart, Data, Kind, Legend, Series},
    components::stat::Delta,
    format::{
        number::change,
        time::{day_month, week_day},
    },
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{Overview, OverviewDay};
use std::sync::Arc;

const SPAN: usize = 30;

#[derive(Clone, Copy, PartialEq)]
enum Measure {
    New,
    Cumulative,
}

#[component]
pub fn Growth(o: RwSignal<Arc<Overview>>, days: Days) -> impl IntoView {
    let format = use_format();
    let measure = RwSignal::new(Measure::New);
    let counts = Memo::new(move |_| o.with(|o| (o.new_30d, o.new_30d_before, o.total_customers)));
    let data = Memo::new(move |_| match measure.get() {
        Measure::New => days.with(|days| new_per_day(days)),
        Measure::Cumulative => days.with(|days| total_per_day(days, counts.get().2)),
    });
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let button = move |this: Measure, text: &'static str, id: &'static str| {
        let pressed = move || if measure.get() == this { "true" } else { "false" };
        view! { <button aria-pressed=pressed data-testid=id on:click=move |_| measure.set(this)>{text}</button> }
    };
    view! {
        <section class="card" aria-labelledby="growth-title" data-testid="growth-chart">
            <header>
                <h2 id="growth-title">"Customer growth"</h2>
                <div class="push segmented" role="group" aria-label="Measure">
                    {button(Measure::New, "New", "growth-new")}{button(Measure::Cumulative, "Cumulative", "growth-cumulative")}
                </div>
            </header>
            <div class="body">
                <div class="row between" style="margin-bottom:12px">
                    <div class="row" style="--gap:10px">
                        <span style="font:var(--t-20);font-weight:600;letter-spacing:-.02em" class="num" data-testid="new-30d">{move || number(counts.get().0)}</span>
                        {move || view! { <Delta change=change(counts.get().0, counts.get().1)/> }}
                        <span class="small muted">{move || number(counts.get().1)}" in the 30 days before"</span>
                    </div>
                    <Legend data/>
                </div>
                <Chart data/>
            </div>
        </section>
    }
}

/// The last `SPAN` days and those before them.
fn halves(days: &[OverviewDay]) -> (&[OverviewDay], &[OverviewDay]) {
    let (before, now) = days.split_at(days.len().saturating_sub(SPAN));
    (&before[before.len().saturating_sub(SPAN)..], now)
}

fn new_per_day(days: &[OverviewDay]) -> Data {
    let (before, now) = halves(days);
    let values: Vec<i64> = now.iter().map(|day| day.signups).collect();
    let highest = now.iter().max_by_key(|day| day.signups);
    let finding = format!(
        "New customers per day in the last 30 days: {} in all, highest {} on {}",
        values.iter().sum::<i64>(),
        highest.map(|day| day.signups).unwrap_or_default(),
        highest.map(|day| week_day(day.day)).unwrap_or_default(),
    );
    let mut series = vec![Series { name: "New customers", kind: Kind::Area, colour: "var(--c1)", values }];
    if before.len() == now.len() {
        let values = before.iter().map(|day| day.signups).collect();
        series.push(Series { name: "30 days before", kind: Kind::Dash, colour: "var(--c6)", values });
    }
    labelled(finding, now, series)
}

/// Counted back from today's total, so a removed person is missing on every day.
fn total_per_day(days: &[OverviewDay], total: i64) -> Data {
    let (_, now) = halves(days);
    let mut sum = total - now.iter().map(|day| day.signups).sum::<i64>();
    let values: Vec<i64> = now
        .iter()
        .map(|day| {
            sum += day.signups;
            sum
        })
        .collect();
    let finding = format!("Customers in all, at the end of each of the last 30 days: now {total}");
    let series = vec![Series { name: "Customers in all", kind: Kind::Area, colour: "var(--c1)", values }];
    labelled(finding, now, series)
}

/// The days' names round the series.
pub fn labelled(finding: String, days: &[OverviewDay], series: Vec<Series>) -> Data {
    let today = days.last().map(|day| day.day).unwrap_or_default();
    Data {
        finding,
        ticks: days.iter().map(|day| day_month(day.day, today)).collect(),
        names: days.iter().map(|day| week_day(day.day)).collect(),
        series,
        last_is_partial: true,
    }
}
