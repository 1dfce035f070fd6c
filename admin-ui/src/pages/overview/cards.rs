//! The four cards. Each opens its list, and below it stands a second figure that opens its own.

use super::{
    Days,
    read::{Held, SPAN, definition, figure, people, points},
};
use crate::{
    components::stat::{Delta, StatLink},
    customer_filter::View,
    format::number::{Change, change, share},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{Overview, OverviewDay};
use patron_domain::{consent::Channel, people_set::PeopleSet};

#[component]
pub fn Cards(o: Held, days: Days) -> impl IntoView {
    let on_email = PeopleSet::OptedInOn { channel: Channel::Email, basis: None };
    view! {
        <section class="stats" aria-label="Key figures">
            <div class="twin">
                <Total o days/>
                <Also o field="new_today" label="Joined today" of=|o| o.new_today set=PeopleSet::NewToday/>
            </div>
            <div class="twin">
                <Active o days/>
                <Also o field="engaged_30d" label="Engaged in 30 days" of=|o| o.engaged_30d before=|o| o.engaged_30d_before set=PeopleSet::Engaged30d/>
            </div>
            <div class="twin">
                <NewThisWeek o days/>
                <Also o field="new_wtd" label="Week to date" of=|o| o.new_wtd before=|o| o.new_wtd_before set=PeopleSet::NewWtd/>
            </div>
            <div class="twin">
                <OptIns o days/>
                <Also o field="email_opt_ins" label="On email" of=|o| o.email_opt_ins set=on_email/>
            </div>
        </section>
    }
}

fn list(view: View) -> String {
    Route::customers(|query| view.apply(query)).href()
}

/// The last 30 days of a number.
fn series(days: Days, of: fn(&OverviewDay) -> i64) -> Signal<Vec<i64>> {
    Signal::derive(move || {
        days.with(|days| days.iter().skip(days.len().saturating_sub(SPAN)).map(of).collect())
    })
}

/// A recorded number as it was at the end of the day 30 days ago.
fn then(days: Days, of: fn(&OverviewDay) -> i64) -> i64 {
    days.with(|days| days.iter().rev().nth(SPAN).map(of).unwrap_or_default())
}

/// `↗ 5.8%`, nothing where the base is too small.
fn arrow(delta: Memo<Option<Change>>) -> impl Fn() -> Option<AnyView> {
    move || delta.get().map(|change| view! { <Delta change=Some(change)/> }.into_any())
}

#[component]
fn Total(o: Held, days: Days) -> impl IntoView {
    let format = use_format();
    let (value, text) = figure(o, |o| o.total_customers);
    let before = Memo::new(move |_| o.with(|o| o.total_customers - o.new_30d));
    // Counted back from today's total, so a removed person is missing on every day.
    let spark = Signal::derive(move || {
        let mut sum = value.get();
        let mut sums: Vec<i64> = days.with(|days| {
            let each = |day: &OverviewDay| {
                let at_its_end = sum;
                sum -= day.signups;
                at_its_end
            };
            days.iter().rev().take(SPAN).map(each).collect()
        });
        sums.reverse();
        sums
    });
    let delta = Memo::new(move |_| change(value.get(), before.get()));
    let words = move || match delta.get() {
        Some(_) => "vs 30 days ago".to_owned(),
        None => format!("from {} in 30 days", format.with_value(|f| f.number(before.get()))),
    };
    view! {
        <StatLink name="total_customers" label="Total customers" title=definition(o, "total_customers") href=list(View::All) value text spark>
            {arrow(delta)}
            <span class="long">{words}</span>
        </StatLink>
    }
}

/// By status; who did something in 30 days stands below, because others call that active.
#[component]
fn Active(o: Held, days: Days) -> impl IntoView {
    let (value, text) = figure(o, |o| o.active_customers);
    let small =
        Signal::derive(move || o.with(|o| share(o.active_customers, o.total_customers)).unwrap_or_default());
    let delta = Memo::new(move |_| change(value.get(), then(days, |day| day.active_customers)));
    let (_, others) = figure(o, |o| o.inactive_customers + o.blocked_customers);
    let definition = definition(o, "active_customers");
    let title = Signal::derive(move || format!("{} {} inactive or blocked.", definition.get(), others.get()));
    let words = move || if delta.with(Option::is_some) { "vs 30 days ago" } else { "and their share of all" };
    view! {
        <StatLink name="active_customers" label="Active customers" title href=list(View::Active) value text small spark=series(days, |day| day.active_customers)>
            {arrow(delta)}
            <span>"Active status"</span>
            <span class="long">{words}</span>
        </StatLink>
    }
}

#[component]
fn NewThisWeek(o: Held, days: Days) -> impl IntoView {
    let (value, text) = figure(o, |o| o.new_7d);
    let (before, before_text) = figure(o, |o| o.new_7d_before);
    let (_, to_date) = figure(o, |o| o.new_wtd);
    let (_, to_date_before) = figure(o, |o| o.new_wtd_before);
    let definition = definition(o, "new_7d");
    let title = Signal::derive(move || {
        format!(
            "{} Since the week began: {}, against {} in the same span of the week before.",
            definition.get(),
            to_date.get(),
            to_date_before.get()
        )
    });
    let delta = Memo::new(move |_| change(value.get(), before.get()));
    view! {
        <StatLink name="new_7d" label="New this week" title href=list(View::NewThisWeek) value text spark=series(days, |day| day.signups)>
            {arrow(delta)}
            <span class="long">"vs "{before_text}" before"</span>
        </StatLink>
    }
}

#[component]
fn OptIns(o: Held, days: Days) -> impl IntoView {
    let (value, text) = figure(o, |o| o.marketing_opt_ins);
    let small =
        Signal::derive(move || o.with(|o| share(o.marketing_opt_ins, o.total_customers)).unwrap_or_default());
    let delta = Memo::new(move |_| {
        let (total, total_before) = o.with(|o| (o.total_customers, o.total_customers - o.new_30d));
        points((value.get(), total), (then(days, |day| day.marketing_opt_ins), total_before))
    });
    let words = move || if delta.with(Option::is_some) { "vs 30 days ago" } else { "of all customers" };
    view! {
        <StatLink name="marketing_opt_ins" label="Marketing opt-ins" title=definition(o, "marketing_opt_ins") href=list(View::OptedIn) value text small spark=series(days, |day| day.marketing_opt_ins)>
            {arrow(delta)}
            <span class="long">{words}</span>
        </StatLink>
    }
}

/// The figure below a card's own.
#[component]
fn Also(
    o: Held,
    field: &'static str,
    label: &'static str,
    of: fn(&Overview) -> i64,
    set: PeopleSet,
    #[prop(optional)] before: Option<fn(&Overview) -> i64>,
) -> impl IntoView {
    let (value, text) = figure(o, of);
    let delta = Memo::new(move |_| before.and_then(|before| change(value.get(), o.with(|o| before(o)))));
    view! {
        <a class="also" href=people(set) title=definition(o, field)>
            <span>{label}</span>
            <b data-testid=format!("also-{field}") data-value=move || value.get().to_string()>{text}</b>
            {arrow(delta)}
        </a>
    }
}
