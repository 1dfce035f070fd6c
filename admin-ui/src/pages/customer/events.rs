//! What the person did, as the shop's server and pages reported it.

use super::{
    Subject,
    lists::{Listed, page},
};
use crate::{
    components::time::Ago,
    format::json_words,
    icons::Icon,
    remote::{Paged, Row},
};
use leptos::prelude::*;
use patron_api_types::events::{Event, EventKind};

#[component]
pub fn Events(subject: Subject) -> impl IntoView {
    let id = subject.id;
    let list = Paged::new(
        || (),
        move |session, (), cursor| async move { session.customer_events(id, &page(cursor)).await },
    );
    view! { <Listed list failed="The events" what="events" none="Nothing was reported of this person so far." row=|row| view! { <EventLine row/> }.into_any()/> }
}

/// The symbol, and what stands before the name.
const fn kind(kind: EventKind) -> (&'static str, &'static str) {
    match kind {
        EventKind::Track => ("activity", ""),
        EventKind::Page => ("file", "Page "),
        EventKind::Screen => ("file", "Screen "),
        EventKind::Group => ("users", "Group "),
    }
}

#[component]
fn EventLine(row: Row<Event>) -> impl IntoView {
    let event = row.value;
    let (icon, before) = kind(event.kind);
    let about = json_words::telling(&event.properties);
    let about = Some(about).filter(|about| !about.is_empty() && *about != event.name);
    let parts = [about, event.page.clone(), event.device_info.clone()];
    let more = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li tabindex="-1" data-testid="event-row" data-kind=event.kind.as_str() data-row=row.key.1.to_string()>
            <span class="glyph accent"><Icon name=icon/></span>
            <span class="grow">
                <span class="clip" title=event.name.clone()>{before}<b>{event.name.clone()}</b></span>
                {(!more.is_empty()).then(|| view! { <small class="clip" title=more.clone()>{more.clone()}</small> })}
            </span>
            <small><Ago at=Some(event.occurred_at)/></small>
        </li>
    }
}
