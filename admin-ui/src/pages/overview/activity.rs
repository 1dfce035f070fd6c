//! What just came in: sign-ups, sign-ins, orders and events as they are stored.

use crate::{
    beat::beat,
    components::{load::Load, skeleton, time::Ago},
    erased::effect,
    feed::Feed,
    format::data_words,
    icons::Icon,
    live::Live,
    remote::{Remote, on_return},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::ingest::{Activity, ActivityFeed, ActivityKind};
use std::{sync::Arc, time::Duration};

const SHOWN: usize = 8;
const EVERY: Duration = Duration::from_secs(2);
/// While the stream brings what is new, every so many beats are enough: for what went, such as an erased person.
const WHILE_LIVE: u32 = 15;
/// As many as the server gives.
const KEPT: usize = 50;

/// Not a live region: who wants to read in peace pauses it.
#[component]
pub fn ActivityCard() -> impl IntoView {
    let feed = Remote::new(|| (), |session, ()| async move { session.activity().await });
    let paused = RwSignal::new(false);
    let live = expect_context::<Feed>().live;
    follow(feed, live, paused);
    let count = StoredValue::new(0_u32);
    beat(feed, EVERY, move || {
        count.update_value(|n| *n = n.wrapping_add(1));
        let due = !live.open.get_untracked() || count.get_value().is_multiple_of(WHILE_LIVE);
        due && !paused.get_untracked()
    });
    on_return(move || {
        if !paused.get_untracked() {
            feed.again();
        }
    });
    let turn = move |_| {
        paused.update(|paused| *paused = !*paused);
        // what came meanwhile is part of the answer
        live.news.update_untracked(Vec::clear);
        if !paused.get_untracked() {
            feed.again();
        }
    };
    view! {
        <section class="card" aria-labelledby="activity-title" data-testid="activity">
            <header>
                <h2 id="activity-title">"As it happens"</h2>
                <button
                    class="btn sm ghost push" data-testid="activity-pause" on:click=turn
                    aria-pressed=move || if paused.get() { "true" } else { "false" }
                >
                    <Icon name="pause" class="sm"/>{move || if paused.get() { "Paused" } else { "Pause" }}
                </button>
            </header>
            <Load remote=feed what="What comes in" waiting=skeleton::lines ready=|a| view! { <Lines a/> }.into_any()/>
        </section>
    }
}

/// Takes what the stream brings, unless it is paused.
fn follow(feed: Remote<ActivityFeed>, live: Live, paused: RwSignal<bool>) {
    // from before this card: part of its first answer
    live.news.update_untracked(Vec::clear);
    effect(move || {
        live.news.track();
        if paused.get_untracked() {
            return;
        }
        let news = live.news.get_untracked();
        live.news.update_untracked(Vec::clear);
        if !news.is_empty() {
            let known = feed.value.get_untracked();
            feed.told(merged(news, known.as_ref().map_or(&[][..], |known| &known.items[..])));
        }
    });
    Effect::new(move |was: Option<bool>| {
        let open = live.open.get();
        // what came in between the last answer and the stream's beginning
        if open && was == Some(false) && !paused.get_untracked() {
            feed.again();
        }
        open
    });
}

/// What just came in with what was known; the same thing told twice is as it was told last.
fn merged(news: Vec<Activity>, known: &[Activity]) -> ActivityFeed {
    let mut items: Vec<Activity> = Vec::with_capacity(news.len() + known.len());
    for item in news.into_iter().chain(known.iter().cloned()) {
        if !items.iter().any(|other| (other.kind, other.id) == (item.kind, item.id)) {
            items.push(item);
        }
    }
    items.sort_by_key(|item| std::cmp::Reverse((item.at, item.id)));
    items.truncate(KEPT);
    ActivityFeed { items }
}

#[component]
fn Lines(a: RwSignal<Arc<ActivityFeed>>) -> impl IntoView {
    let newest =
        Memo::new(move |_| a.with(|a| a.items.iter().take(SHOWN).cloned().collect::<Vec<Activity>>()));
    view! {
        <Show when=move || newest.with(|items| !items.is_empty()) fallback=|| view! { <Nothing/> }>
            <ul class="list feed" style="margin-top:8px">
                // Who it was may become known later, so that is part of the key.
                <For each=move || newest.get() key=|item| (item.kind, item.id, item.customer_id) let:item>
                    <Line item/>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty" style="flex:1" data-testid="activity-empty">
            <span class="glyph lg accent"><Icon name="activity" class="lg"/></span>
            <h3>"Nothing has come in yet"</h3>
            <p>"Sign-ups, sign-ins, orders and events stand here seconds after your shop reports them."</p>
        </div>
    }
}

#[component]
fn Line(item: Activity) -> impl IntoView {
    let format = use_format();
    let (tone, icon) = match item.kind {
        ActivityKind::Signup => ("info", "userplus"),
        ActivityKind::Login => ("", "login"),
        ActivityKind::FailedLogin => ("warn", "alert"),
        ActivityKind::Order => ("ok", "bag"),
        ActivityKind::Event => ("accent", "activity"),
    };
    let (did, more) = data_words::deed(&item);
    let more = item.amount.map_or(more, |amount| format.with_value(|f| f.money(amount)));
    let name = item.who.clone().unwrap_or_else(|| "A visitor".to_owned());
    let title = format!("{name} {did}");
    let who = match item.customer_id {
        Some(id) => {
            view! { <a class="link" style="color:inherit" href=Route::Customer(id).href()>{name}</a> }
                .into_any()
        }
        None => view! { <b>{name}</b> }.into_any(),
    };
    view! {
        <li data-testid="activity-row" data-kind=item.kind.as_str()>
            <span class=format!("glyph {tone}")><Icon name=icon/></span>
            <span class="grow">
                <span class="clip" title=title>{who}" "<span class="did">{did}</span></span>
                {(!more.is_empty()).then(|| view! { <small class="clip num">{more}</small> })}
            </span>
            <small><Ago at=Some(item.at)/></small>
        </li>
    }
}
