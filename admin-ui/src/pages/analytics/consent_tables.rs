//! Where consent stands on each channel, and by which wording and method it came.

use super::{
    card::{Card, Csv, Nothing},
    links::people,
    state::PageState,
};
use crate::{
    components::skeleton,
    format::{
        stats_words::{consent_method, rate, wording},
        words,
    },
    remote::Remote,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{ConsentChannel, ConsentSource, ConsentStats};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    people_set::PeopleSet,
};
use std::sync::Arc;

type Held = RwSignal<Arc<ConsentStats>>;

#[component]
pub fn StandCard(consent: Remote<ConsentStats>) -> impl IntoView {
    view! {
        <Card
            remote=consent name="consent-channels" title="Where consent stands" note="now" field="subscribed" what="The channels"
            csv=Csv::of_chart("consents", "channels") waiting=|| skeleton::block(200)
            ready=|c| view! { {move || c.with(|c| stand(&c.channels))} }.into_any()
        />
    }
}

fn stand(channels: &[ConsentChannel]) -> AnyView {
    let head = |(text, title): (&'static str, &'static str)| {
        view! { <th scope="col" class="r" title=title>{text}</th> }
    };
    let heads = [
        ("With address", "Profiles with an address on the channel"),
        ("Opt-in rate", "Opted in, of those with an address"),
        ("Asked", "In any state but not asked, of those with an address"),
        ("Confirmed", "Opted in by an act of the person, of those with an address"),
        ("Opted in", "On any basis"),
        ("By the person", "By an act of the person"),
        ("By default", "By the shop's policy alone"),
        ("Imported", "Given before the import"),
        ("Waiting", "Asked, not confirmed yet"),
        ("Withdrawn", "Withdrawn by the person"),
        ("Reachable", "Active and opted in"),
    ];
    view! {
        <div class="table-wrap" tabindex="0">
            <table class="table dense plain">
                <caption class="sr">"Consent on each channel: people and rates"</caption>
                <thead><tr><th scope="col">"Channel"</th>{heads.map(head).into_iter().collect_view()}</tr></thead>
                <tbody>{channels.iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(c: &ConsentChannel) -> AnyView {
    let format = use_format();
    let number = |n: i64| format.with_value(|f| f.number(n));
    let channel = c.channel;
    let count = |n: i64, id: &'static str, set: PeopleSet| {
        let test_id = format!("consent-{channel}-{id}");
        view! {
            <td class="r"><a class="link" href=people(set) data-testid=test_id data-value=n.to_string()>{number(n)}</a></td>
        }
    };
    let share = |text: Option<&str>| view! { <td class="r">{rate(text)}</td> };
    view! {
        <tr data-testid="consent-channel" data-channel=channel.as_str()>
            <th scope="row">{words::channel(channel)}</th>
            <td class="r">{number(c.with_address)}</td>
            {share(c.opt_in_rate.as_deref())}{share(c.asked_rate.as_deref())}{share(c.confirmed_rate.as_deref())}
            {count(c.subscribed, "subscribed", opted_in(channel, None))}
            {count(c.express, "express", opted_in(channel, Some(ConsentBasis::Express)))}
            {count(c.by_default, "default", opted_in(channel, Some(ConsentBasis::Default)))}
            {count(c.imported, "import", opted_in(channel, Some(ConsentBasis::Import)))}
            {count(c.pending, "pending", PeopleSet::Pending(channel))}
            {count(c.unsubscribed, "unsubscribed", PeopleSet::Unsubscribed(channel))}
            {count(c.reachable, "reachable", PeopleSet::Reachable(channel))}
        </tr>
    }
    .into_any()
}

const fn opted_in(channel: Channel, basis: Option<ConsentBasis>) -> PeopleSet {
    PeopleSet::OptedInOn { channel, basis }
}

#[component]
pub fn VersionsCard(consent: Remote<ConsentStats>, state: PageState) -> impl IntoView {
    view! {
        <Card
            remote=consent name="consent-versions" title="By wording" field="by_version" what="The wordings"
            csv=Csv::of_span("consents", "versions", state) waiting=|| skeleton::block(200)
            ready=|c| view! { <Sources c of=|c| &c.by_version heading="Version" name=wording/> }.into_any()
        />
    }
}

#[component]
pub fn MethodsCard(consent: Remote<ConsentStats>, state: PageState) -> impl IntoView {
    view! {
        <Card
            remote=consent name="consent-methods" title="By method" field="by_method" what="The methods"
            csv=Csv::of_span("consents", "methods", state) waiting=|| skeleton::block(200)
            ready=|c| view! { <Sources c of=|c| &c.by_method heading="Method" name=consent_method/> }.into_any()
        />
    }
}

/// Changes, not people: these lead to no list.
#[component]
fn Sources(
    c: Held,
    of: fn(&ConsentStats) -> &[ConsentSource],
    heading: &'static str,
    name: fn(&str) -> String,
) -> impl IntoView {
    move || {
        c.with(|c| match of(c) {
            [] => view! { <Nothing title="None in these days" text="Choose other days above."/> }.into_any(),
            sources => table(sources, heading, name),
        })
    }
}

fn table(sources: &[ConsentSource], heading: &'static str, name: fn(&str) -> String) -> AnyView {
    let format = use_format();
    let number = |n: i64| format.with_value(|f| f.number(n));
    let row = |source: &ConsentSource| {
        view! {
            <tr>
                <th scope="row">{name(&source.key)}</th>
                <td class="r">{number(source.given)}</td><td class="r">{number(source.withdrawn)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap" tabindex="0">
            <table class="table dense plain">
                <caption class="sr">"Consents given and withdrawn in these days"</caption>
                <thead><tr>
                    <th scope="col">{heading}</th><th scope="col" class="r">"Given"</th><th scope="col" class="r">"Withdrawn"</th>
                </tr></thead>
                <tbody>{sources.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
