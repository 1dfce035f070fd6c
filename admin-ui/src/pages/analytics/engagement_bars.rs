//! Sign-ins by how often, by method, by device, and why they failed.

use super::{
    card::{Card, Csv, Nothing},
    links::people,
    state::PageState,
};
use crate::{
    chart::{Bar, Bars},
    components::skeleton,
    format::{number::share, stats_words},
    remote::Remote,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{Engagement, FrequencyBucket, Share};
use patron_domain::people_set::PeopleSet;
use std::sync::Arc;

type Held = RwSignal<Arc<Engagement>>;

#[component]
pub fn FrequencyCard(engagement: Remote<Engagement>) -> impl IntoView {
    let rows = move |e: Held| {
        Signal::derive(move || {
            e.with(|e| {
                let all = e.login_frequency.iter().map(|bucket| bucket.people).sum::<i64>();
                e.login_frequency.iter().map(|bucket| often(bucket, all)).collect::<Vec<Bar>>()
            })
        })
    };
    view! {
        <Card
            remote=engagement name="frequency" title="How often people sign in" note="sign-ins of all time" field="login_frequency"
            what="The frequency" csv=Csv::of_chart("engagement", "frequency") waiting=|| skeleton::block(280)
            ready=move |e| view! { <Bars rows=rows(e)/> }.into_any()
        />
    }
}

fn often(bucket: &FrequencyBucket, all: i64) -> Bar {
    let format = use_format();
    Bar {
        name: stats_words::frequency(bucket.from, bucket.to),
        value: bucket.people,
        text: format.with_value(|f| f.number(bucket.people)),
        note: share(bucket.people, all).unwrap_or_default(),
        href: Some(people(PeopleSet::Logins { from: bucket.from, to: bucket.to })),
        test_id: format!("frequency-{}", bucket.from),
    }
}

/// Attempts are no people, so these lead to no list.
#[component]
fn Shares(
    e: Held,
    of: fn(&Engagement) -> &[Share],
    name: fn(&str) -> String,
    #[prop(default = "var(--c1)")] colour: &'static str,
) -> impl IntoView {
    let format = use_format();
    let rows = Signal::derive(move || {
        e.with(|e| {
            let shares = of(e);
            let all = shares.iter().map(|part| part.count).sum::<i64>();
            let bar = |part: &Share| Bar {
                name: name(&part.key),
                value: part.count,
                text: format.with_value(|f| f.number(part.count)),
                note: share(part.count, all).unwrap_or_default(),
                ..Bar::default()
            };
            shares.iter().map(bar).collect::<Vec<Bar>>()
        })
    });
    let empty = Memo::new(move |_| rows.with(Vec::is_empty));
    move || {
        if empty.get() {
            view! { <Nothing title="None in these days" text="Choose other days above."/> }.into_any()
        } else {
            view! { <Bars rows colour/> }.into_any()
        }
    }
}

#[component]
pub fn MethodsCard(engagement: Remote<Engagement>, state: PageState) -> impl IntoView {
    view! {
        <Card
            remote=engagement name="login-methods" title="How people sign in" field="methods" what="The methods"
            csv=Csv::of_span("engagement", "methods", state) waiting=|| skeleton::block(200)
            ready=|e| view! { <Shares e of=|e| &e.methods name=stats_words::login_method/> }.into_any()
        />
    }
}

#[component]
pub fn DevicesCard(engagement: Remote<Engagement>, state: PageState) -> impl IntoView {
    view! {
        <Card
            remote=engagement name="devices" title="On what they sign in" field="devices" what="The devices"
            csv=Csv::of_span("engagement", "devices", state) waiting=|| skeleton::block(200)
            ready=|e| view! { <Shares e of=|e| &e.devices name=stats_words::device/> }.into_any()
        />
    }
}

#[component]
pub fn ReasonsCard(engagement: Remote<Engagement>, state: PageState) -> impl IntoView {
    view! {
        <Card
            remote=engagement name="reasons" title="Why sign-ins failed" field="failure_reasons" what="The reasons"
            csv=Csv::of_span("engagement", "reasons", state) waiting=|| skeleton::block(200)
            ready=|e| view! { <Shares e of=|e| &e.failure_reasons name=stats_words::failure_reason colour="var(--c2)"/> }.into_any()
        />
    }
}
