//! The last 30 days against the 30 days before: new customers, active people, revenue; and customers in all.

use super::{
    Days,
    read::{Held, SPAN, money_change},
};
use crate::{
    chart::{Chart, Data, Kind, Legend, Measure, Series, hundredths},
    components::stat::Delta,
    format::{
        Format,
        number::{Change, change},
        time::{day_month, week_day},
    },
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{Overview, OverviewDay};

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    New,
    Active,
    Revenue,
    Cumulative,
}

/// Each with its button's text and test id.
const CHOICES: [(Shown, &str, &str); 4] = [
    (Shown::New, "New", "growth-new"),
    (Shown::Active, "Active", "growth-active"),
    (Shown::Revenue, "Revenue", "growth-revenue"),
    (Shown::Cumulative, "Cumulative", "growth-cumulative"),
];

#[component]
pub fn Growth(o: Held, days: Days) -> impl IntoView {
    let format = use_format();
    let shown = RwSignal::new(Shown::New);
    let total = Memo::new(move |_| o.with(|o| o.total_customers));
    let data = Memo::new(move |_| {
        let day_by_day = |per: &PerDay| days.with(|days| format.with_value(|f| per_day(days, per, f)));
        match shown.get() {
            Shown::New => day_by_day(&NEW),
            Shown::Active => day_by_day(&ACTIVE),
            Shown::Revenue => day_by_day(&REVENUE),
            Shown::Cumulative => days.with(|days| total_per_day(days, total.get())),
        }
    });
    let head = Memo::new(move |_| o.with(|o| format.with_value(|f| headline(shown.get(), o, f))));
    let delta = move || head.with(|head| head.change.clone());
    let button = move |(this, text, id): (Shown, &'static str, &'static str)| {
        let pressed = move || if shown.get() == this { "true" } else { "false" };
        view! { <button aria-pressed=pressed data-testid=id on:click=move |_| shown.set(this)>{text}</button> }
    };
    view! {
        <section class="card" aria-labelledby="growth-title" data-testid="growth-chart">
            <header>
                <h2 id="growth-title">"Customer growth"</h2>
                <div class="push segmented" role="group" aria-label="Measure">
                    {CHOICES.map(button).into_iter().collect_view()}
                </div>
            </header>
            <div class="body">
                <div class="row between" style="margin-bottom:12px">
                    <div class="row" style="--gap:10px" title=move || head.with(|head| head.definition.clone())>
                        <span style="font:var(--t-20);font-weight:600;letter-spacing:-.02em" class="num" data-testid="new-30d">{move || head.with(|head| head.figure.clone())}</span>
                        {move || view! { <Delta change=delta()/> }}
                        <span class="small muted">{move || head.with(|head| head.against.clone())}</span>
                    </div>
                    <Legend data/>
                </div>
                <Chart data/>
            </div>
        </section>
    }
}

/// The figure above the chart, against what, and what it counts.
#[derive(Clone, PartialEq)]
struct Headline {
    figure: String,
    change: Option<Change>,
    against: String,
    definition: String,
}

fn headline(shown: Shown, o: &Overview, format: &Format) -> Headline {
    let number = |n: i64| format.number(n);
    let (figure, change, against, field) = match shown {
        Shown::New => (
            number(o.new_30d),
            change(o.new_30d, o.new_30d_before),
            format!("{} in the 30 days before", number(o.new_30d_before)),
            "new_30d",
        ),
        Shown::Active => (
            number(o.engaged_30d),
            change(o.engaged_30d, o.engaged_30d_before),
            format!("people in 30 days, {} before", number(o.engaged_30d_before)),
            "engaged_30d",
        ),
        Shown::Revenue => (
            format.money(o.revenue_30d),
            money_change(o.revenue_30d, o.revenue_30d_before, o.orders_30d_before),
            format!("{} in the 30 days before", format.money(o.revenue_30d_before)),
            "revenue_30d",
        ),
        Shown::Cumulative => {
            let before = o.total_customers - o.new_30d;
            (
                number(o.total_customers),
                change(o.total_customers, before),
                format!("{} before the last 30 days", number(before)),
                "total_customers",
            )
        }
    };
    let definition = o.definitions.get(field).cloned().unwrap_or_default();
    Headline { figure, change, against, definition }
}

/// A number of each day, and how to speak of it.
struct PerDay {
    name: &'static str,
    finding: &'static str,
    /// Whether the days make a sum; a person active on two days is one person.
    adds_up: bool,
    measure: Measure,
    of: fn(&OverviewDay) -> i64,
}

const NEW: PerDay = PerDay {
    name: "New customers",
    finding: "New customers per day",
    adds_up: true,
    measure: Measure::Count,
    of: |day| day.signups,
};
const ACTIVE: PerDay = PerDay {
    name: "Active people",
    finding: "Active people per day",
    adds_up: false,
    measure: Measure::Count,
    of: |day| day.active,
};
const REVENUE: PerDay = PerDay {
    name: "Revenue",
    finding: "Revenue per day, less refunds",
    adds_up: true,
    measure: Measure::Money,
    of: |day| hundredths(day.revenue),
};

/// The last `SPAN` days and those before them.
fn halves(days: &[OverviewDay]) -> (&[OverviewDay], &[OverviewDay]) {
    let (before, now) = days.split_at(days.len().saturating_sub(SPAN));
    (before.get(before.len().saturating_sub(SPAN)..).unwrap_or_default(), now)
}

fn per_day(days: &[OverviewDay], per: &PerDay, format: &Format) -> Data {
    let (before, now) = halves(days);
    let values: Vec<i64> = now.iter().map(per.of).collect();
    let text = |value: i64| per.measure.text(format, value);
    let highest = now.iter().max_by_key(|day| (per.of)(day));
    let in_all = if per.adds_up { format!(" {} in all,", text(values.iter().sum())) } else { String::new() };
    let finding = format!(
        "{} in the last 30 days:{in_all} highest {} on {}",
        per.finding,
        text(highest.map(per.of).unwrap_or_default()),
        highest.map(|day| week_day(day.day)).unwrap_or_default(),
    );
    let mut series = vec![Series { name: per.name.into(), kind: Kind::Area, colour: "var(--c1)", values }];
    if before.len() == now.len() {
        let values = before.iter().map(per.of).collect();
        series.push(Series { name: "30 days before".into(), kind: Kind::Dash, colour: "var(--c6)", values });
    }
    Data { measure: per.measure, ..labelled(finding, now, series) }
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
    let series =
        vec![Series { name: "Customers in all".into(), kind: Kind::Area, colour: "var(--c1)", values }];
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
        ..Data::default()
    }
}
