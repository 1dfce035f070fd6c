//! What just came in: sign-ups, sign-ins, orders and events as they are stored.

use crate::{
    beat::beat,
    components::{load::Load, skeleton, time::Ago},
    format::data_words,
    icons::Icon,
    remote::{Remote, on_return},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::ingest::{Activity, ActivityFeed, ActivityKind};
use std::{sync::Arc, time::Duration};

const SHOWN: usize = 8;
const EVERY: Duration = Duration::from_secs(2);

/// Not a live region: who wants to read in peace pauses it.
#[component]
pub fn ActivityCard() -> impl IntoView {
    let feed = Remote::new(|| (), |session, ()| async move { session.activity().await });
    let paused = RwSignal::new(false);
    beat(feed, EVERY, move || !paused.get_untracked());
    on_return(move || {
        if !paused.get_untracked() {
            feed.again();
        }
    });
    let turn = move |_| {
        paused.update(|paused| *paused = !*paused);
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
