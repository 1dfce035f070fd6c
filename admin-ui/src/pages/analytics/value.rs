//! Lifetime value: what buyers have been worth so far.

use super::{
    card::{Card, Csv, NotYet, Nothing, Plotted},
    foot::{Report, said},
    links::{days, people, people_in},
    refresh::Prepared,
    state::kept,
    value_data::{curves, range},
};
use crate::{
    chart::{Bar, Bars, Legend},
    components::skeleton,
    format::{MISSING, number::share, time::month_year},
    remote::Remote,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{LifetimeValue, ValueBucket, ValueCohort, ValueWindow};
use patron_domain::{money::Money, people_set::PeopleSet};
use std::sync::Arc;

type Held = RwSignal<Arc<LifetimeValue>>;

pub fn value_of() -> Remote<LifetimeValue> {
    kept(Remote::new(|| (), |session, ()| async move { session.lifetime_value().await }))
}

#[component]
pub fn ValueTab() -> impl IntoView {
    let value = value_of();
    let computed_at = move || value.value.with(|v| v.as_ref().and_then(|v| v.computed_at));
    let prepared = Prepared::new(computed_at, move || value.again());
    view! {
        <Report said=vec![said(value)] prepared>
            <DistributionCard value/>
            <CurvesCard value/>
            <CohortsCard value/>
        </Report>
    }
}

#[component]
fn DistributionCard(value: Remote<LifetimeValue>) -> impl IntoView {
    view! {
        <Card
            remote=value name="value" title="Lifetime value" note="of people who ordered, so far" field="distribution" what="Lifetime value"
            csv=Csv::of_chart("lifetime-value", "distribution")
            waiting=|| skeleton::block(340) ready=move |v| view! { <Distribution v/> }.into_any()
        />
    }
}

#[component]
fn Distribution(v: Held) -> impl IntoView {
    let computed = Memo::new(move |_| v.with(|v| v.computed_at.is_some()));
    let rows = Signal::derive(move || {
        v.with(|v| v.distribution.iter().map(|b| bar(b, v.buyers)).collect::<Vec<_>>())
    });
    move || {
        if computed.get() {
            view! { <Figures v/><div style="margin-top:16px"><Bars rows/></div> }.into_any()
        } else {
            view! { <NotYet/> }.into_any()
        }
    }
}

/// Only buyers count, so that those who never ordered are not among the people of the lowest range.
fn bar(bucket: &ValueBucket, buyers: i64) -> Bar {
    let format = use_format();
    let set = PeopleSet::Value { from: bucket.from, to: bucket.to };
    Bar {
        name: format.with_value(|f| range(bucket, f)),
        value: bucket.people,
        text: format.with_value(|f| f.number(bucket.people)),
        note: share(bucket.people, buyers).unwrap_or_default(),
        href: Some(people_in(vec![PeopleSet::Buyers, set])),
        test_id: "value-range".to_owned(),
    }
}

#[component]
fn Figures(v: Held) -> impl IntoView {
    let format = use_format();
    let money = move |of: fn(&LifetimeValue) -> Option<Money>| {
        move || {
            let amount = v.with(|v| of(v));
            amount.map_or_else(|| MISSING.to_owned(), |amount| format.with_value(|f| f.money(amount)))
        }
    };
    let buyers = Memo::new(move |_| v.with(|v| v.buyers));
    let total = move || v.with(|v| format.with_value(|f| f.short_money(v.total)));
    let exact = move || v.with(|v| format.with_value(|f| f.money(v.total)));
    view! {
        <div class="stats" style="--n:4">
            <div class="stat compact"><span class="label">"Average"</span>
                <span class="value" data-testid="value-average">{money(|v| v.average)}</span><span class="vs">"per buyer"</span></div>
            <div class="stat compact"><span class="label">"Median"</span>
                <span class="value" data-testid="value-median">{money(|v| v.median)}</span><span class="vs">"half are at or below"</span></div>
            <div class="stat compact"><span class="label">"Nine of ten"</span>
                <span class="value" data-testid="value-p90">{money(|v| v.p90)}</span><span class="vs">"are at or below"</span></div>
            <div class="stat compact"><span class="label">"In all"</span>
                <span class="value" title=exact data-testid="value-total">{total}</span>
                <span class="vs"><a
                    class="link" href=people(PeopleSet::Buyers) data-testid="value-buyers" data-value=move || buyers.get().to_string()
                >{move || format.with_value(|f| f.number(buyers.get()))}" buyers"</a></span></div>
        </div>
    }
}

#[component]
pub fn CurvesCard(value: Remote<LifetimeValue>) -> impl IntoView {
    let sign = use_format().with_value(|f| f.currency_sign());
    let data =
        Memo::new(move |_| value.value.with(|v| v.as_ref().map(|v| curves(&v.cohorts))).unwrap_or_default());
    let computed = move || value.value.with(|v| v.as_ref().is_some_and(|v| v.computed_at.is_some()));
    let shown = Memo::new(move |_| (computed(), data.with(|d| d.series.is_empty())));
    view! {
        <Card
            remote=value name="curves" title="Lifetime value by month of the first order" note=format!("{sign} per buyer")
            field="cohorts" what="The curves" csv=Csv::of_chart("lifetime-value", "cohorts")
            waiting=|| skeleton::block(240)
            ready=move |_| view! { {move || match shown.get() {
                (false, _) => view! { <NotYet/> }.into_any(),
                (true, true) => view! { <Nothing title="Too early to tell" text="30 days after the first orders the first values stand here."/> }.into_any(),
                (true, false) => view! { <div style="margin-bottom:12px"><Legend data/></div><Plotted data height=180/> }.into_any(),
            }} }.into_any()
        />
    }
}

#[component]
fn CohortsCard(value: Remote<LifetimeValue>) -> impl IntoView {
    view! {
        <Card
            remote=value name="cohorts" title="Mean value by cohort" note="people whose first order was in one month; complete windows only"
            field="cohorts" what="The cohorts" csv=Csv::of_chart("lifetime-value", "cohorts")
            waiting=|| skeleton::block(340) ready=move |v| view! { <Cohorts v/> }.into_any()
        />
    }
}

#[component]
fn Cohorts(v: Held) -> impl IntoView {
    move || v.with(|v| if v.cohorts.is_empty() { view! { <NotYet/> }.into_any() } else { table(&v.cohorts) })
}

fn table(cohorts: &[ValueCohort]) -> AnyView {
    let windows = cohorts.first().map(|cohort| cohort.windows.as_slice()).unwrap_or_default();
    let head = |w: &ValueWindow| view! { <th scope="col" class="r">{format!("{} days", w.days)}</th> };
    view! {
        <div class="table-wrap" tabindex="0">
            <table class="table dense plain">
                <caption class="sr">"Mean value of a buyer so many days after the first order"</caption>
                <thead><tr>
                    <th scope="col">"First order"</th><th scope="col" class="r">"People"</th>
                    {windows.iter().map(head).collect_view()}
                </tr></thead>
                <tbody>{cohorts.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(cohort: &ValueCohort) -> AnyView {
    let format = use_format();
    let href = people(PeopleSet::FirstOrder(days(cohort.start, cohort.end)));
    let cell = |w: &ValueWindow| {
        let text =
            w.average.map_or_else(|| MISSING.to_owned(), |amount| format.with_value(|f| f.money(amount)));
        let title = w.average.map(|_| format!("of {} people", format.with_value(|f| f.number(w.complete))));
        view! { <td class="r" title=title>{text}</td> }
    };
    view! {
        <tr>
            <th scope="row">{month_year(cohort.start)}</th>
            <td class="r"><a class="link" href=href data-testid="value-cohort" data-value=cohort.size.to_string()>{format.with_value(|f| f.number(cohort.size))}</a></td>
            {cohort.windows.iter().map(cell).collect_view()}
        </tr>
    }
    .into_any()
}
