//! All imports, newest first.

use super::is_busy;
use crate::{
    components::{load::explain, progress::Progress, time::Ago, toast::use_toasts},
    format::{data_words, number::bytes},
    icons::Icon,
    remote::Remote,
    routes::{Route, use_go},
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportKind, ImportStatus, Imports};
use std::sync::Arc;
use uuid::Uuid;

#[component]
pub fn List(all: RwSignal<Arc<Imports>>, imports: Remote<Imports>) -> impl IntoView {
    // Rows follow their import by themselves, so that a bar moves and is not made anew.
    let ids = Memo::new(move |_| all.with(|all| all.items.iter().map(|i| i.id).collect::<Vec<Uuid>>()));
    view! {
        <Show when=move || ids.with(|ids| !ids.is_empty()) fallback=|| view! { <Nothing/> }>
            <div class="table-wrap">
                <table class="table cards">
                    <caption class="sr">"Imports"</caption>
                    <thead><tr>
                        <th scope="col">"File"</th><th scope="col">"Holds"</th><th scope="col" class="r">"Rows"</th>
                        <th scope="col" class="r low">"Size"</th><th scope="col">"Status"</th><th scope="col"><span class="sr">"Actions"</span></th>
                    </tr></thead>
                    <tbody><For each=move || ids.get() key=|id| *id let:id><Line id all imports/></For></tbody>
                </table>
            </div>
        </Show>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty" data-testid="imports-empty">
            <span class="glyph lg"><Icon name="file" class="lg"/></span>
            <h3>"No imports yet"</h3><p>"Bring the people and orders you already have: drop an export of your shop or mailing tool above."</p>
        </div>
    }
}

#[component]
pub fn Line(id: Uuid, all: RwSignal<Arc<Imports>>, imports: Remote<Imports>) -> impl IntoView {
    let (format, go) = (use_format(), use_go());
    let import = Memo::new(move |_| all.with(|all| all.items.iter().find(|i| i.id == id).cloned()));
    let of = move |of: fn(&Import) -> String| move || import.with(|i| i.as_ref().map(of).unwrap_or_default());
    let rows = move || {
        let rows = import.with(|i| i.as_ref().map(|i| i.rows).unwrap_or_default());
        format.with_value(|f| f.number(rows))
    };
    // Phones have no heads over their columns.
    let unit =
        move || if import.with(|i| i.as_ref().is_some_and(|i| i.rows == 1)) { " row" } else { " rows" };
    let icon = import.with_untracked(|i| i.as_ref().map_or("file", |i| kind_icon(i.kind)));
    let href = Route::Import(id).href();
    let target = href.clone();
    let open = move |event: leptos::ev::MouseEvent| {
        if !event.default_prevented() && !on_control(&event) {
            go(&target);
        }
    };
    view! {
        <tr class="link-row" data-testid="import-row" data-id=id.to_string() on:click=open>
            <td class="main"><a href=href class="person">
                <span class="glyph"><Icon name=icon/></span>
                <span><b>{of(|i| i.file_name.clone())}</b><small>{of(|i| data_words::import_format(i.format).to_owned())}</small></span>
            </a></td>
            <td class="ink-2">{of(|i| data_words::import_kind(i.kind).to_owned())}</td>
            <td class="r val num">{rows}<span class="unit">{unit}</span></td>
            <td class="r muted low">{of(|i| bytes(i.bytes))}</td>
            <td class="meta"><Standing import/></td>
            <td class="r act"><Stop id import imports/></td>
        </tr>
    }
}

/// The badge, or the bar while the server is at work.
#[component]
fn Standing(import: Memo<Option<Import>>) -> impl IntoView {
    let status = Memo::new(move |_| import.with(|i| i.as_ref().map(|i| i.status)));
    let part = move |of: fn(&Import) -> i64| {
        Signal::derive(move || import.with(|i| i.as_ref().map(of).unwrap_or_default()))
    };
    let format = use_format();
    let refused = move || {
        let n = import.with(|i| i.as_ref().map(|i| i.counts.refused).unwrap_or_default());
        (n > 0).then(|| format!("{} refused · ", format.with_value(|f| f.number(n))))
    };
    move || {
        let status = status.get()?;
        let (word, tone) = data_words::import_status(status);
        Some(if is_busy(status) {
            let (done, all) = (part(|i| i.rows_done), part(|i| i.rows));
            view! { <div style="min-width:180px"><Progress what=Signal::stored(word.to_owned()) done all/></div> }.into_any()
        } else {
            let tone = if status == ImportStatus::Done && refused().is_some() { "warn" } else { tone };
            let at = move || import.with(|i| i.as_ref().map(|i| i.finished_at.unwrap_or(i.created_at)));
            view! {
                <span class="row nowrap"><span class=format!("badge dot {tone}")>{word}</span>
                    <span class="small muted">{refused}{move || view! { <Ago at=at()/> }}</span></span>
            }
            .into_any()
        })
    }
}

#[component]
fn Stop(id: Uuid, import: Memo<Option<Import>>, imports: Remote<Imports>) -> impl IntoView {
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let stop = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            if let Err(error) = session.cancel_import(id).await {
                toasts.bad("It was not stopped", explain(&error));
            }
            imports.again();
        }
    });
    let (busy, stopping) =
        (Memo::new(move |_| import.with(|i| i.as_ref().is_some_and(|i| is_busy(i.status)))), stop.pending());
    view! {
        <Show when=move || busy.get()>
            <button class="btn sm" data-testid="import-row-cancel" disabled=stopping on:click=move |_| { stop.dispatch(()); }>"Cancel"</button>
        </Show>
    }
}

const fn kind_icon(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Customers => "users",
        ImportKind::Orders => "bag",
        ImportKind::Suppressions => "mail",
    }
}

/// The link and the buttons inside a row handle their own clicks.
fn on_control(event: &leptos::ev::MouseEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|e| e.closest("a, button").ok().flatten().is_some())
}
