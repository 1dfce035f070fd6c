//! Consent by channel: the rate, what it rests on, and who can be written to.

use super::read::{Held, people};
use crate::{
    components::badge::channel_icon,
    format::{MISSING, number::share, stats_words, words},
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::ConsentChannel;
use patron_domain::{
    consent::{Channel, ConsentBasis},
    people_set::PeopleSet,
};

#[component]
pub fn ConsentByChannel(o: Held) -> impl IntoView {
    let line = |channel: &Channel| view! { <Line o channel=*channel/> };
    view! {
        <section class="card" aria-labelledby="channels-title" data-testid="consent-channels">
            <header><h2 id="channels-title">"Consent by channel"</h2><p class="push">"of people with an address"</p></header>
            <ul class="list" style="margin-top:8px">{Channel::ALL.iter().map(line).collect_view()}</ul>
        </section>
    }
}

type Now = Memo<Option<ConsentChannel>>;

#[component]
fn Line(o: Held, channel: Channel) -> impl IntoView {
    let now: Now = Memo::new(move |_| o.with(|o| o.channels.iter().find(|c| c.channel == channel).cloned()));
    let raw = move || now.with(|c| c.as_ref().and_then(|c| c.opt_in_rate.clone()));
    let rate = move || stats_words::rate(raw().as_deref());
    let on = |basis: Option<ConsentBasis>| PeopleSet::OptedInOn { channel, basis };
    view! {
        <li>
            <span class="glyph"><Icon name=channel_icon(channel)/></span>
            <span class="grow stack" style="--gap:6px">
                <span class="row between" style="--gap:2px 10px">
                    <b>{words::channel(channel)}</b>
                    <span class="num" title="Opted in, of the people with an address on this channel. Who has not confirmed yet is not counted.">
                        <b data-testid=format!("channel-{channel}-rate") data-value=raw>{rate}</b>
                        " · "<Part now channel name="subscribed" word="opted in" of=|c| c.subscribed set=on(None)/>
                    </span>
                </span>
                <Split now/>
                <span class="row small" style="--gap:2px 12px">
                    <Part now channel name="express" word="express" colour="var(--c1)" shared=true of=|c| c.express set=on(Some(ConsentBasis::Express))/>
                    <Part now channel name="default" word="default" colour="var(--c2)" shared=true of=|c| c.by_default set=on(Some(ConsentBasis::Default))/>
                    <Part now channel name="import" word="imported" colour="var(--c4)" shared=true of=|c| c.imported set=on(Some(ConsentBasis::Import))/>
                    <Part now channel name="reachable" word="reachable" of=|c| c.reachable set=PeopleSet::Reachable(channel)/>
                </span>
            </span>
        </li>
    }
}

/// What the consents rest on, and the people without one, as a bar. The words below say the same.
#[component]
fn Split(now: Now) -> impl IntoView {
    let piece =
        |(n, colour): (i64, &str)| (n > 0).then(|| view! { <i style=format!("--v:{n};--k:{colour}")></i> });
    let pieces = move || {
        now.get().map(|c| {
            let rest = c.with_address - c.subscribed;
            [
                (c.express, "var(--c1)"),
                (c.by_default, "var(--c2)"),
                (c.imported, "var(--c4)"),
                (rest, "var(--line-strong)"),
            ]
            .map(piece)
            .into_iter()
            .collect_view()
        })
    };
    view! { <span class="splitbar" aria-hidden="true">{pieces}</span> }
}

/// One number with its word; opens the people it counts.
#[component]
fn Part(
    now: Now,
    channel: Channel,
    name: &'static str,
    word: &'static str,
    of: fn(&ConsentChannel) -> i64,
    set: PeopleSet,
    /// Its colour in the bar.
    #[prop(optional)]
    colour: Option<&'static str>,
    /// Whether its share of the consents is told in its place.
    #[prop(default = false)]
    shared: bool,
) -> impl IntoView {
    let format = use_format();
    let count = Memo::new(move |_| now.with(|c| c.as_ref().map(of)));
    let number = move || match count.get() {
        Some(n) => format.with_value(|f| f.number(n)),
        None => MISSING.to_owned(),
    };
    let part = move || now.with(|c| c.as_ref().and_then(|c| share(of(c), c.subscribed)));
    let text = move || if shared { part().unwrap_or_else(|| MISSING.to_owned()) } else { number() };
    let definition = set.definition();
    let title =
        move || if shared { format!("{} people. {definition}", number()) } else { definition.clone() };
    view! {
        <a class="part" href=people(set) title=title data-testid=format!("channel-{channel}-{name}")
            data-value=move || count.get().map(|n| n.to_string())>
            {colour.map(|colour| view! { <i class="key" style=format!("--k:{colour}")></i> })}
            <span class="num">{text}" "{word}</span>
        </a>
    }
}
