//! Merges that were made, and their way back.

use super::Board;
use crate::{
    browser,
    components::{load::explain, time::Ago, toast::use_toasts},
    feed::Now,
    format::words,
    icons::Icon,
    routes::Route,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::merges::{Merge, Merges};
use std::sync::Arc;
use uuid::Uuid;

#[component]
pub fn History(m: RwSignal<Arc<Merges>>, board: Board) -> impl IntoView {
    view! {
        <Show when=move || m.with(|m| !m.items.is_empty()) fallback=|| view! { <div class="empty"><p>"Nobody was merged so far."</p></div> }>
            <ul class="list merges" style="border-top:1px solid var(--line)">
                // An undone merge is another row: its button goes.
                <For each=move || m.with(|m| m.items.clone()) key=|merge| (merge.id, merge.undone_at) let:merge>
                    <Line merge board/>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Line(merge: Merge, board: Board) -> impl IntoView {
    let (format, now) = (use_format(), expect_context::<Now>().0);
    let kept = merge.kept_name.clone().unwrap_or_else(|| "another profile".to_owned());
    let gone = merge.merged_email.clone().unwrap_or_else(|| "A profile".to_owned());
    let why = merge.reason.clone().map(|reason| format!(" · “{reason}”"));
    let until = format.with_value(|f| f.date(merge.undo_until));
    let (id, undone, undo_until) = (merge.id, merge.undone_at, merge.undo_until);
    let can_undo = Memo::new(move |_| undone.is_none() && now.get() < undo_until);
    let end = match undone {
        Some(at) => view! { <span class="badge">"Undone "<Ago at=Some(at)/></span> }.into_any(),
        None => view! {
            <Show when=move || can_undo.get() fallback=|| view! { <span class="small muted">"For good"</span> }>
                <Undo id board/>
            </Show>
        }
        .into_any(),
    };
    let note = undone.is_none().then(|| format!(" · undo until {until}"));
    view! {
        <li data-testid="merge-row">
            <span class="glyph"><Icon name="merge"/></span>
            <span class="grow">
                <span class="clip"><b>{gone}</b>" went into "<a class="link" style="color:inherit" href=Route::Customer(merge.kept).href()>{kept}</a></span>
                <small class="clip">{words::actor(&merge.actor)}" "<Ago at=Some(merge.merged_at)/>{why}{note}</small>
            </span>
            {end}
        </li>
    }
}

#[component]
fn Undo(id: Uuid, board: Board) -> impl IntoView {
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let undo = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.undo_merge(id).await {
                Ok(_) => {
                    toasts.good("The merge was undone", "Both profiles are back.");
                    browser::focus("#merges-title");
                    board.changed();
                }
                Err(error) => toasts.bad("The merge was not undone", explain(&error)),
            }
        }
    });
    view! {
        <button class="btn sm" data-testid="merge-undo" disabled=undo.pending() on:click=move |_| { undo.dispatch(()); }>
            <Icon name="undo" class="sm"/>"Undo"
        </button>
    }
}
