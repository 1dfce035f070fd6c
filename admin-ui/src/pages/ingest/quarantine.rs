//! What was refused, with its reason, until somebody has dealt with it.

use super::event::EventDialog;
use crate::{
    browser,
    components::{load::Load, pager::Pager, skeleton, time::Ago},
    erased::effect,
    format::data_words,
    icons::Icon,
    remote::{Paged, Remote, Row, on_return},
};
use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use patron_api_types::ingest::{IngestHealth, RejectedEvent, RejectedQuery, RejectedStatus};
use std::{sync::Arc, time::Duration};

/// Rows a page.
const PAGE: u16 = 25;

/// The list and the event that is being looked at.
#[derive(Clone, Copy)]
pub struct Kept {
    pub status: RwSignal<RejectedStatus>,
    pub list: Paged<RejectedEvent>,
    pub health: Remote<IngestHealth>,
    pub chosen: RwSignal<Option<Arc<RejectedEvent>>>,
    pub open: RwSignal<bool>,
    /// Where the event stood that was just dealt with.
    left_at: StoredValue<Option<usize>>,
}

impl Kept {
    /// One of them was dealt with: the list and the figures are no longer true.
    pub fn settled(self) {
        self.open.set(false);
        let id = self.chosen.get_untracked().map(|event| event.id);
        let at = self.list.rows.with_untracked(|rows| rows.iter().position(|row| Some(row.value.id) == id));
        self.left_at.set_value(at);
        self.list.first.again();
        self.health.again();
    }
}

#[component]
pub fn Quarantine(health: Remote<IngestHealth>) -> impl IntoView {
    let status = RwSignal::new(RejectedStatus::Waiting);
    let list = Paged::new(
        move || status.get(),
        |session, status, cursor| async move {
            session.rejected_events(&RejectedQuery { status: Some(status), limit: Some(PAGE), cursor }).await
        },
    );
    let kept = Kept {
        status,
        list,
        health,
        chosen: RwSignal::new(None),
        open: RwSignal::new(false),
        left_at: StoredValue::new(None),
    };
    on_return(move || list.refresh_quietly());
    follow(kept);
    keep_focus(kept);
    let button = move |this: RejectedStatus| {
        let pressed = move || if status.get() == this { "true" } else { "false" };
        view! {
            <button aria-pressed=pressed data-testid=format!("rejected-{this}") on:click=move |_| status.set(this)>
                {data_words::rejected_status(this)}
            </button>
        }
    };
    view! {
        <section class="card flush" aria-labelledby="quarantine-title" data-testid="quarantine">
            <header style="padding-bottom:12px">
                <h2 id="quarantine-title" tabindex="-1">"Quarantine"</h2>
                <div class="push segmented" role="group" aria-label="Which events">
                    {RejectedStatus::ALL.iter().map(|status| button(*status)).collect_view()}
                </div>
            </header>
            <div class:stale=list.first.busy>
                <Load remote=list.first what="The refused events" waiting=skeleton::rows
                    ready=move |_| view! { <Filled kept/> }.into_any()/>
            </div>
        </section>
        <EventDialog kept/>
    }
}

/// The figures are asked for every other second; when they tell of another refusal, so is the list.
fn follow(kept: Kept) {
    let waiting = Memo::new(move |_| kept.health.value.with(|h| h.as_ref().map(|h| h.rejected_waiting)));
    Effect::new(move |before: Option<Option<i64>>| {
        let now = waiting.get();
        if before.flatten().is_some_and(|before| Some(before) != now) {
            kept.list.refresh_quietly();
        }
        now
    });
}

/// The row of an event that was dealt with goes, and the focus with it: the next row has it.
fn keep_focus(kept: Kept) {
    effect(move || {
        kept.list.rows.track();
        let Some(at) = kept.left_at.get_value() else { return };
        kept.left_at.set_value(None);
        let settle = move || {
            if !browser::focus(&format!("[data-testid='rejected-row'][data-row='{at}'] button")) {
                browser::focus("#quarantine-title");
            }
        };
        // The rows stand in the page only after this effect.
        set_timeout(settle, Duration::from_millis(20));
    });
}

#[component]
fn Filled(kept: Kept) -> impl IntoView {
    let list = kept.list;
    let empty = Memo::new(move |_| {
        list.first.value.with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()))
    });
    view! {
        <Show when=move || !empty.get() fallback=move || view! { <Nothing kept/> }>
            <div class="table-wrap">
                <table class="table cards">
                    <caption class="sr">"Refused events"</caption>
                    <thead><tr>
                        <th scope="col">"Event"</th><th scope="col">"Why it was refused"</th>
                        <th scope="col" class="low">"Code"</th><th scope="col" class="r">"Received"</th>
                    </tr></thead>
                    <tbody>
                        <For each=move || list.rows.get() key=|row| row.key let:row><Line row kept/></For>
                    </tbody>
                </table>
            </div>
            <Pager list what="events"/>
        </Show>
    }
}

#[component]
fn Nothing(kept: Kept) -> impl IntoView {
    let words = move || match kept.status.get() {
        RejectedStatus::Waiting => ("Nothing to look at", "No refused event waits for anybody."),
        RejectedStatus::Replayed => {
            ("Nothing was replayed", "Events that were taken at a second try stand here.")
        }
        RejectedStatus::Discarded => ("Nothing was discarded", "Events that nobody wanted stand here."),
    };
    view! {
        <div class="empty" data-testid="rejected-empty">
            <span class="glyph lg ok"><Icon name="okc" class="lg"/></span><h3>{move || words().0}</h3><p>{move || words().1}</p>
        </div>
    }
}

/// `Order Completed`, else the type, else that neither could be read.
pub fn title(event: &RejectedEvent) -> String {
    let name = event.name.as_deref().filter(|name| !name.trim().is_empty());
    name.or(event.kind.as_deref()).unwrap_or("Unreadable event").to_owned()
}

/// The reason for people: `/traits/email an address …` as `traits.email: an address …`.
pub fn why(event: &RejectedEvent) -> String {
    let said = event.reason.trim();
    match said.strip_prefix('/').and_then(|rest| rest.split_once(' ')) {
        Some((place, message)) => format!("{}: {message}", place.replace('/', ".")),
        None if said.starts_with("must ") => format!("The event {said}"),
        None => said.to_owned(),
    }
}

#[component]
fn Line(row: Row<RejectedEvent>, kept: Kept) -> impl IntoView {
    let (event, position) = (row.value, row.key.1);
    let name = title(&event);
    // Without a name, the type stands in its place already.
    let from = match &event.kind {
        Some(kind) if *kind != name => format!("{kind} · {}", event.key_name),
        _ => event.key_name.clone(),
    };
    let (tone, icon) = match event.status {
        RejectedStatus::Waiting => ("glyph bad", "alert"),
        RejectedStatus::Replayed => ("glyph ok", "okc"),
        RejectedStatus::Discarded => ("glyph", "x"),
    };
    let (reason, code, at) = (why(&event), event.code.clone(), event.received_at);
    let id = event.id.to_string();
    // The button inside is for keyboards; its click comes up to the row.
    let look = move |_| {
        kept.chosen.set(Some(event.clone()));
        kept.open.set(true);
    };
    view! {
        <tr class="link-row" tabindex="-1" data-testid="rejected-row" data-id=id data-row=position.to_string() on:click=look>
            <td class="main"><span class="person">
                <span class=tone><Icon name=icon/></span>
                <span><b><button type="button">{name}</button></b><small>{from}</small></span>
            </span></td>
            <td class="meta ink-2 wraps">{reason}</td>
            <td class="mono low">{code}</td>
            <td class="r val muted"><Ago at=Some(at)/></td>
        </tr>
    }
}
