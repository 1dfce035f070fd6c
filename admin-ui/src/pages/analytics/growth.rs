//! Growth: who is active, who came, from where and how, and what was ordered.

use super::{
    card::{Card, Choice, Csv, Plotted},
    foot::{Report, said},
    growth_data as data,
    links::{days, people, people_in},
    state::{PageState, kept},
};
use crate::{
    chart::{Data, Legend},
    components::{skeleton, stat::Delta},
    format::{number::change, stats_words},
    remote::Remote,
    routes::Route,
    session::use_format,
};
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;
use patron_api_types::stats::{Growth, GrowthBucket, GrowthSplit};
use patron_domain::{
    customer::{SignupMethod, Source},
    people_set::{PeopleSet, PeopleSets},
};
use std::sync::Arc;

/// What all cards about growth show.
pub fn growth_of(state: PageState) -> Remote<Growth> {
    kept(Remote::new(move || state.span.get(), |session, span| async move { session.growth(&span).await }))
}

#[component]
pub fn GrowthTab(state: PageState) -> impl IntoView {
    let growth = growth_of(state);
    view! {
        <Report said=vec![said(growth)]>
            <ActiveCard growth state/>
            <NewCard growth state/>
            <div class="grid fill">
                <SourceCard growth state/>
                <MethodCard growth state/>
            </div>
            <OrdersCard growth state/>
        </Report>
    }
}

/// The chart of an answer, once that is there.
fn chart(
    growth: Remote<Growth>,
    state: PageState,
    of: impl Fn(&Growth, NaiveDate) -> Data + Send + Sync + 'static,
) -> Memo<Data> {
    Memo::new(move |_| {
        let today = state.today.get();
        growth.value.with(|g| g.as_ref().map(|g| of(g, today))).unwrap_or_default()
    })
}

/// For each period, an address.
fn by_period(g: &Growth, of: impl Fn(&GrowthBucket) -> String) -> Vec<String> {
    g.buckets.iter().map(of).collect()
}

fn signed_up(b: &GrowthBucket) -> PeopleSet {
    PeopleSet::SignedUp(days(b.start, b.end))
}

#[component]
pub fn ActiveCard(growth: Remote<Growth>, state: PageState) -> impl IntoView {
    let title = Signal::derive(move || {
        format!("Growth: people active each {}", stats_words::unit(state.view.get().unit))
    });
    let data = chart(growth, state, |g, today| {
        let active = |b: &GrowthBucket| PeopleSet::Active(days(b.start, b.end));
        let new = by_period(g, |b| people_in(vec![active(b), signed_up(b)]));
        let all = by_period(g, |b| people(active(b)));
        Data { links: vec![Vec::new(), new, all], ..data::active(g, today) }
    });
    let so_far = move || {
        let unit = stats_words::unit(state.view.get().unit);
        data.with(|d| d.last_is_partial)
            .then(|| view! { <span class="small muted">{format!("Faded: {unit} so far")}</span> })
    };
    view! {
        <Card
            remote=growth name="active" title field="active" what="Growth" csv=Csv::of_span("growth", "series", state)
            waiting=|| skeleton::block(260) ready=move |_| view! { <Plotted data/> }.into_any()
        >
            <Legend data/>{so_far}
        </Card>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    New,
    Cumulative,
}

#[component]
pub fn NewCard(growth: Remote<Growth>, state: PageState) -> impl IntoView {
    let shown = RwSignal::new(Shown::New);
    let data = chart(growth, state, move |g, today| match shown.get() {
        Shown::New => {
            let links = vec![by_period(g, |b| people(signed_up(b)))];
            Data { links, ..data::new(g, today) }
        }
        Shown::Cumulative => data::cumulative(g, today),
    });
    view! {
        <Card
            remote=growth name="new" title="New customers" field="new" what="New customers" csv=Csv::of_span("growth", "series", state)
            waiting=|| skeleton::block(290) ready=move |g| view! { <NewFigures g data/><Plotted data/><Restated g state/> }.into_any()
        >
            <Choice label="Measure" value=shown options=vec![
                (Shown::New, "New", "growth-new"), (Shown::Cumulative, "Cumulative", "growth-cumulative"),
            ]/>
        </Card>
    }
}

type Held = RwSignal<Arc<Growth>>;

#[component]
fn NewFigures(g: Held, data: Memo<Data>) -> impl IntoView {
    let format = use_format();
    let counts = Memo::new(move |_| g.with(|g| (g.new, g.new_before, g.from, g.to)));
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let href = move || {
        let (_, _, from, to) = counts.get();
        people(PeopleSet::SignedUp(days(from, to)))
    };
    view! {
        <div class="row between" style="margin-bottom:12px">
            <div class="row" style="--gap:10px">
                <a
                    class="link num" style="font:var(--t-20);font-weight:600;letter-spacing:-.02em;color:inherit" href=href
                    data-testid="growth-total" data-value=move || counts.get().0.to_string()
                >{move || number(counts.get().0)}</a>
                {move || view! { <Delta change=change(counts.get().0, counts.get().1)/> }}
                <span class="small muted">{move || number(counts.get().1)}" in as many days before"</span>
            </div>
            <Legend data/>
        </div>
    }
}

/// Says which periods changed when something came in late.
#[component]
fn Restated(g: Held, state: PageState) -> impl IntoView {
    let format = use_format();
    let names = Memo::new(move |_| {
        let today = state.today.get();
        g.with(|g| {
            let late = g.buckets.iter().filter_map(|b| Some((b, b.restated_at?)));
            let name = |(b, at): (&GrowthBucket, DateTime<Utc>)| {
                let period = stats_words::period(b.start, b.end, g.unit, today);
                format!("{period} (on {})", format.with_value(|f| f.date(at)))
            };
            late.map(name).collect::<Vec<String>>()
        })
    });
    move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            view! {
                <p class="small muted" style="margin-top:8px" data-testid="restated">
                    "Counted anew because something came in more than 7 days late: "{names.join(", ")}"."
                </p>
            }
        })
    }
}

#[component]
pub fn SourceCard(growth: Remote<Growth>, state: PageState) -> impl IntoView {
    let data = chart(growth, state, |g, today| {
        let list = |key: &str, b: &GrowthBucket| match key.parse::<Source>() {
            Ok(source) => Route::customers(|query| {
                query.source = Some(source);
                query.set = Some(PeopleSets::one(signed_up(b)));
            })
            .href(),
            // a source that the list knows no filter for
            Err(_) => String::new(),
        };
        let part = |part: &GrowthSplit| by_period(g, |b| list(&part.key, b));
        let links = g.by_source.iter().take(data::PARTS).map(part).collect();
        Data { links, ..data::split(g, &g.by_source, stats_words::source, "source", today) }
    });
    view! {
        <Card
            remote=growth name="sources" title="New by source" field="by_source" what="Sources" csv=Csv::of_span("growth", "sources", state)
            waiting=|| skeleton::block(260) ready=move |_| view! { <Keyed data/> }.into_any()
        />
    }
}

#[component]
pub fn MethodCard(growth: Remote<Growth>, state: PageState) -> impl IntoView {
    let data = chart(growth, state, |g, today| {
        let list = |key: &str, b: &GrowthBucket| match key.parse::<SignupMethod>() {
            Ok(method) => people_in(vec![signed_up(b), PeopleSet::SignupMethod(method)]),
            Err(_) => String::new(),
        };
        let part = |part: &GrowthSplit| by_period(g, |b| list(&part.key, b));
        let links = g.by_method.iter().take(data::PARTS).map(part).collect();
        Data { links, ..data::split(g, &g.by_method, stats_words::signup_method, "method", today) }
    });
    view! {
        <Card
            remote=growth name="methods" title="New by method of sign-up" field="by_method" what="Methods" csv=Csv::of_span("growth", "methods", state)
            waiting=|| skeleton::block(260) ready=move |_| view! { <Keyed data/> }.into_any()
        />
    }
}

/// A chart of parts under its keys.
#[component]
fn Keyed(data: Memo<Data>) -> impl IntoView {
    view! { <div style="margin-bottom:12px"><Legend data/></div><Plotted data height=180/> }
}

#[derive(Clone, Copy, PartialEq)]
enum Sold {
    Orders,
    Revenue,
}

#[component]
pub fn OrdersCard(growth: Remote<Growth>, state: PageState) -> impl IntoView {
    let sold = RwSignal::new(Sold::Orders);
    let data = chart(growth, state, move |g, today| match sold.get() {
        // orders are no people, so they lead to no list
        Sold::Orders => data::orders(g, today),
        Sold::Revenue => data::revenue(g, today),
    });
    view! {
        <Card
            remote=growth name="orders" title="Orders and revenue" field="orders" what="Orders" csv=Csv::of_span("growth", "series", state)
            waiting=|| skeleton::block(240) ready=move |_| view! { <Plotted data height=180/> }.into_any()
        >
            <Choice label="Measure" value=sold options=vec![
                (Sold::Orders, "Orders", "orders-count"), (Sold::Revenue, "Revenue", "orders-revenue"),
            ]/>
        </Card>
    }
}
