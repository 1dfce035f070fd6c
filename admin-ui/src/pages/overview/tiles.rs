//! The second row: what people did in the last 30 days, and what it brought. Each figure opens the people it counts.

use super::read::{Held, definition, figure, money_change, people, people_of_30};
use crate::{
    components::stat::Delta,
    format::{
        MISSING,
        number::{Change, change, share},
        stats_words,
    },
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::Overview;
use patron_domain::people_set::PeopleSet;

#[component]
pub fn Tiles(o: Held) -> impl IntoView {
    view! {
        <section class="stats" aria-label="The last 30 days">
            <Engagement o/>
            <SignIns o/>
            <Orders o/>
            <Worth o/>
        </section>
    }
}

/// How a count moved.
fn moved(o: Held, now: fn(&Overview) -> i64, before: fn(&Overview) -> i64) -> Memo<Option<Change>> {
    Memo::new(move |_| o.with(|o| change(now(o), before(o))))
}

/// A count in a sentence, followed by what it is.
fn note(text: Signal<String>, words: &'static str) -> Signal<String> {
    Signal::derive(move || format!("{} {words}", text.get()))
}

#[component]
fn Engagement(o: Held) -> impl IntoView {
    let (_, before) = figure(o, |o| o.engaged_30d_before);
    let (_, disengaged) = figure(o, |o| o.disengaged_30d);
    let engaged = note(before, "30 days ago");
    let inactive = note(disengaged, "without an order too");
    view! {
        <Count o field="engaged_30d" label="Engaged, 30 days" of=|o| o.engaged_30d href=people(PeopleSet::Engaged30d)
            change=moved(o, |o| o.engaged_30d, |o| o.engaged_30d_before) note=engaged/>
        <Count o field="inactive_30d" label="Inactive, 30 days" of=|o| o.inactive_30d href=people(PeopleSet::Inactive30d) note=inactive/>
    }
}

#[component]
fn SignIns(o: Held) -> impl IntoView {
    let average = Signal::derive(move || {
        let average = o.with(|o| o.average_logins.clone());
        average.map_or_else(|| MISSING.to_owned(), |n| format!("{n} a customer, of all time"))
    });
    let failed = Signal::derive(move || {
        let part = o.with(|o| share(o.failed_logins_30d, o.failed_logins_30d + o.logins_30d));
        part.map_or_else(|| MISSING.to_owned(), |part| format!("{part} of all attempts"))
    });
    view! {
        <Count o field="logins_30d" label="Sign-ins, 30 days" of=|o| o.logins_30d href=people_of_30(o, PeopleSet::LoggedIn)
            change=moved(o, |o| o.logins_30d, |o| o.logins_30d_before) note=average/>
        <Count o field="failed_logins_30d" label="Failed sign-ins, 30 days" of=|o| o.failed_logins_30d href=Route::LoginHealth.href()
            change=moved(o, |o| o.failed_logins_30d, |o| o.failed_logins_30d_before) up_is_good=false note=failed/>
    }
}

#[component]
fn Orders(o: Held) -> impl IntoView {
    let format = use_format();
    let (_, before) = figure(o, |o| o.orders_30d_before);
    let revenue = Memo::new(move |_| o.with(|o| o.revenue_30d));
    let exact = Signal::derive(move || {
        format!("{} in 30 days, less refunds", format.with_value(|f| f.money(revenue.get())))
    });
    let change = Memo::new(move |_| {
        o.with(|o| money_change(o.revenue_30d, o.revenue_30d_before, o.orders_30d_before))
    });
    view! {
        <Count o field="orders_30d" label="Orders, 30 days" of=|o| o.orders_30d href=people_of_30(o, PeopleSet::Ordered)
            change=moved(o, |o| o.orders_30d, |o| o.orders_30d_before) note=note(before, "in the 30 days before")/>
        <Tile field="revenue_30d" label="Revenue, 30 days" title=definition(o, "revenue_30d") href=people_of_30(o, PeopleSet::Ordered)
            raw=Signal::derive(move || revenue.get().to_string())
            text=Signal::derive(move || format.with_value(|f| f.short_money(revenue.get()))) change note=exact/>
    }
}

#[component]
fn Worth(o: Held) -> impl IntoView {
    let format = use_format();
    let average = Memo::new(move |_| o.with(|o| o.average_order_value));
    let rate = Memo::new(move |_| o.with(|o| o.repeat_rate.clone()));
    let (_, orders) = figure(o, |o| o.total_orders);
    let (_, repeat) = figure(o, |o| o.repeat_buyers);
    let (_, buyers) = figure(o, |o| o.buyers);
    let of_orders = Signal::derive(move || format!("over {} orders of all time", orders.get()));
    let of_buyers = Signal::derive(move || format!("{} of {} buyers", repeat.get(), buyers.get()));
    let amount = move || average.get().map(|amount| format.with_value(|f| f.short_money(amount)));
    view! {
        <Tile field="average_order_value" label="Average order value" title=definition(o, "average_order_value") href=people(PeopleSet::Buyers)
            raw=Signal::derive(move || average.get().map(|amount| amount.to_string()).unwrap_or_default())
            text=Signal::derive(move || amount().unwrap_or_else(|| MISSING.to_owned())) note=of_orders/>
        <Tile field="repeat_rate" label="Repeat rate" title=definition(o, "repeat_rate") href=people(PeopleSet::RepeatBuyers)
            raw=Signal::derive(move || rate.get().unwrap_or_default())
            text=Signal::derive(move || rate.with(|rate| stats_words::rate(rate.as_deref()))) note=of_buyers/>
    }
}

/// A tile with a count.
#[component]
fn Count(
    o: Held,
    field: &'static str,
    label: &'static str,
    of: fn(&Overview) -> i64,
    #[prop(into)] href: Signal<String>,
    #[prop(optional, into)] change: Signal<Option<Change>>,
    #[prop(default = true)] up_is_good: bool,
    note: Signal<String>,
) -> impl IntoView {
    let (value, text) = figure(o, of);
    let raw = Signal::derive(move || value.get().to_string());
    view! { <Tile field label title=definition(o, field) href raw text change up_is_good note/> }
}

/// One figure. The value carries the plain number for machines.
#[component]
fn Tile(
    field: &'static str,
    label: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] href: Signal<String>,
    raw: Signal<String>,
    text: Signal<String>,
    #[prop(optional, into)] change: Signal<Option<Change>>,
    #[prop(default = true)] up_is_good: bool,
    note: Signal<String>,
) -> impl IntoView {
    view! {
        <a class="stat compact" href=move || href.get() title=move || title.get()>
            <span class="label">{label}</span>
            <span class="value" data-testid=format!("stat-{field}") data-value=move || raw.get()>{text}</span>
            <span class="vs">
                {move || change.get().map(|change| view! { <Delta change=Some(change) up_is_good/> })}
                <span class="long">{note}</span>
            </span>
        </a>
    }
}
