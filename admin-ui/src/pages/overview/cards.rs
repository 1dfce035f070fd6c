//! The four cards, each a link to its list.

use super::Days;
use crate::{
    components::stat::{Delta, StatLink},
    customer_filter::View,
    format::number::{change, share},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{Overview, OverviewDay};
use std::sync::Arc;

type Held = RwSignal<Arc<Overview>>;

#[component]
pub fn Cards(o: Held, days: Days) -> impl IntoView {
    view! {
        <section class="stats" aria-label="Key figures">
            <Total o days/>
            <Active o/>
            <NewThisWeek o days/>
            <OptIns o/>
        </section>
    }
}

fn list(view: View) -> String {
    Route::customers(|query| view.apply(query)).href()
}

/// A number of the overview, raw and written.
fn figure(o: Held, of: fn(&Overview) -> i64) -> (Signal<i64>, Signal<String>) {
    let format = use_format();
    let value = Memo::new(move |_| o.with(|o| of(o)));
    (value.into(), Signal::derive(move || format.with_value(|f| f.number(value.get()))))
}

fn last(days: Days, n: usize, of: fn(&OverviewDay) -> i64) -> Signal<Vec<i64>> {
    Signal::derive(move || days.with(|days| days.iter().skip(days.len().saturating_sub(n)).map(of).collect()))
}

#[component]
fn Total(o: Held, days: Days) -> impl IntoView {
    let (value, text) = figure(o, |o| o.total_customers);
    let (new, _) = figure(o, |o| o.new_30d);
    let spark = Signal::derive(move || {
        let total = value.get();
        let mut after = 0;
        let mut sums: Vec<i64> = days.with(|days| {
            days.iter()
                .rev()
                .take(30)
                .map(|day| {
                    let sum = total - after;
                    after += day.signups;
                    sum
                })
                .collect()
        });
        sums.reverse();
        sums
    });
    let delta = Memo::new(move |_| change(value.get(), value.get() - new.get()));
    view! {
        <StatLink name="total_customers" label="Total customers" title="Everyone on record, erased people excluded" href=list(View::All) value text spark>
            {move || delta.get().map(|change| view! { <Delta change=Some(change)/> })}
            <span class="long">"in 30 days"</span>
        </StatLink>
    }
}

#[component]
fn Active(o: Held) -> impl IntoView {
    let (value, text) = figure(o, |o| o.active_customers);
    let small =
        Signal::derive(move || o.with(|o| share(o.active_customers, o.total_customers)).unwrap_or_default());
    let (_, others) = figure(o, |o| o.inactive_customers + o.blocked_customers);
    view! {
        <StatLink name="active_customers" label="Active customers" title="Status active, and their share of all" href=list(View::Active) value text small>
            <span class="long">{others}" inactive or blocked"</span>
        </StatLink>
    }
}

#[component]
fn NewThisWeek(o: Held, days: Days) -> impl IntoView {
    let (value, text) = figure(o, |o| o.new_7d);
    let (before, before_text) = figure(o, |o| o.new_7d_before);
    let delta = Memo::new(move |_| change(value.get(), before.get()));
    view! {
        <StatLink name="new_7d" label="New this week" title="Signed up today or in the six days before, against the seven days before those" href=list(View::NewThisWeek) value text spark=last(days, 14, |d| d.signups)>
            {move || delta.get().map(|change| view! { <Delta change=Some(change)/> })}
            <span class="long">"vs "{before_text}" before"</span>
        </StatLink>
    }
}

#[component]
fn OptIns(o: Held) -> impl IntoView {
    let (value, text) = figure(o, |o| o.marketing_opt_ins);
    let small =
        Signal::derive(move || o.with(|o| share(o.marketing_opt_ins, o.total_customers)).unwrap_or_default());
    let (_, email) = figure(o, |o| o.email_opt_ins);
    view! {
        <StatLink name="marketing_opt_ins" label="Marketing opt-ins" title="People with consent on any channel, and their share of all" href=list(View::OptedIn) value text small>
            <span class="long">{email}" on email"</span>
        </StatLink>
    }
}
