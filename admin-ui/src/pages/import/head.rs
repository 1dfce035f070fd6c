//! The file's name, what is known of it, and its removal.

use super::{Subject, phase::Phase};
use crate::{
    components::{dialog::Dialog, load::explain, time::Ago, toast::use_toasts},
    format::{data_words, number::bytes, words},
    icons::Icon,
    pages::imports::is_busy,
    routes::{Route, use_go},
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportStatus};
use std::sync::Arc;

#[component]
pub fn Head(i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    let format = use_format();
    let removing = RwSignal::new(false);
    let status = Memo::new(move |_| i.with(|i| i.status));
    let about = Memo::new(move |_| {
        i.with(|i| {
            let rows = format.with_value(|f| f.number(i.rows));
            let by = words::actor(&i.actor);
            let word = if i.rows == 1 { "row" } else { "rows" };
            format!("{rows} {word}, {}, uploaded {by} ", bytes(i.bytes))
        })
    });
    let at = i.with_untracked(|i| i.created_at);
    let badge = move || {
        let (word, tone) = data_words::import_status(status.get());
        // As in the list: finished, but not all of it.
        let partly = status.get() == ImportStatus::Done && i.with(|i| i.counts.refused > 0);
        let tone = if partly { "warn" } else { tone };
        view! { <span class=format!("badge dot {tone}") data-testid="import-status" data-status=status.get().as_str()>{word}</span> }
    };
    view! {
        <div class="page-head">
            <div style="min-width:0">
                <div class="row" style="--gap:8px">
                    <h1 tabindex="-1" style="overflow-wrap:anywhere" data-testid="import-name">{move || i.with(|i| i.file_name.clone())}</h1>
                    {badge}
                </div>
                <p>{move || about.get()}<Ago at=Some(at)/></p>
            </div>
            <div class="row">
                <button class="btn danger-quiet" data-testid="import-delete" disabled=move || is_busy(status.get())
                    on:click=move |_| removing.set(true)><Icon name="x"/>"Delete import"</button>
            </div>
        </div>
        <Dialog open=removing title="Delete this import?" width=440>
            <Removal open=removing i subject/>
        </Dialog>
    }
}

#[component]
fn Removal(open: RwSignal<bool>, i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let go = StoredValue::new_local(use_go());
    let remove = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.delete_import(subject.id).await {
                Ok(()) => {
                    toasts.good("The import was deleted", "");
                    let _ = go.try_with_value(|go| go(&Route::Imports.href()));
                }
                Err(error) => {
                    open.set(false);
                    toasts.bad("The import was not deleted", explain(&error));
                }
            }
        }
    });
    let text = if i.with_untracked(|i| Phase::of(i)) == Phase::Ended {
        "The file and the list of its rows go. People and orders that it brought stay. This cannot be undone."
    } else {
        "The file goes. Nothing of it was stored. This cannot be undone."
    };
    view! {
        <div class="body"><p class="ink-2">{text}</p></div>
        <footer>
            <button type="button" class="btn push" on:click=move |_| open.set(false)>"Keep it"</button>
            <button type="button" class="btn danger" data-testid="import-delete-save" disabled=remove.pending()
                on:click=move |_| { remove.dispatch(()); }>"Delete import"</button>
        </footer>
    }
}
