//! What the page knows: the records of exports, the imports, and what is open.

use super::choice::Start;
use crate::{
    beat::beat,
    components::load::explain,
    erased::effect,
    format::export_words::is_busy,
    pages::imports::is_busy as is_importing,
    remote::{Remote, on_return},
    session::use_session,
};
use leptos::prelude::*;
use patron_api_types::{
    exports::{Export, ExportsQuery},
    imports::Imports,
    page::Page,
};
use patron_domain::ids::ExportId;
use std::{cmp::Reverse, collections::BTreeMap, sync::Arc, time::Duration};

const EVERY: Duration = Duration::from_secs(1);
/// Records at once.
const PAGE: u16 = 100;

#[derive(Clone, Copy)]
pub struct Book {
    /// The records so far, newest first.
    pub exports: RwSignal<Vec<Export>>,
    pub first: Remote<Page<Export>>,
    /// Where older ones go on.
    pub next: RwSignal<Option<String>>,
    pub imports: Remote<Imports>,
    pub brought: RwSignal<Arc<Imports>>,
    /// Whose record is open.
    pub shown: RwSignal<Option<ExportId>>,
    /// Whether the dialog of a new export is open, and what it begins with.
    pub creating: RwSignal<bool>,
    pub start: RwSignal<Start>,
}

impl Book {
    pub fn open() -> Self {
        let first: Remote<Page<Export>> = Remote::new(
            || (),
            |session, ()| async move {
                session.exports(&ExportsQuery { limit: Some(PAGE), ..ExportsQuery::default() }).await
            },
        );
        let imports: Remote<Imports> =
            Remote::new(|| (), |session, ()| async move { session.imports().await });
        let none = Imports { items: Vec::new(), fields: BTreeMap::new() };
        let book = Self {
            exports: RwSignal::new(Vec::new()),
            first,
            next: RwSignal::new(None),
            imports,
            brought: RwSignal::new(Arc::new(none)),
            shown: RwSignal::new(None),
            creating: RwSignal::new(false),
            start: RwSignal::new(Start::default()),
        };
        effect(move || {
            let Some(page) = first.value.get() else { return };
            // what came after the first look lies above it
            if book.exports.with_untracked(Vec::is_empty) {
                book.next.set(page.next_cursor.clone());
            }
            book.take(page.items.clone());
        });
        effect(move || {
            if let Some(all) = imports.value.get() {
                book.brought.set(all);
            }
        });
        beat(first, EVERY, move || book.exports.with(|all| all.iter().any(|export| is_busy(export.status))));
        beat(imports, EVERY, move || {
            book.brought.with(|all| all.items.iter().any(|import| is_importing(import.status)))
        });
        on_return(move || {
            first.again();
            imports.again();
        });
        book
    }

    /// Takes up what the server said of these.
    pub fn take(self, fresh: Vec<Export>) {
        self.exports.update(|known| {
            for export in fresh {
                match known.iter_mut().find(|old| old.id == export.id) {
                    Some(old) => *old = export,
                    None => known.push(export),
                }
            }
            // ids sort by creation
            known.sort_by_key(|export| Reverse(export.id));
        });
    }

    /// One record, as it changes.
    pub fn one(self, id: ExportId) -> Memo<Option<Export>> {
        Memo::new(move |_| self.exports.with(|all| all.iter().find(|export| export.id == id).cloned()))
    }

    /// Opens the dialog of a new export.
    pub fn create(self, start: Start) {
        self.start.set(start);
        self.creating.set(true);
    }
}

/// Fetches older records.
#[component]
pub fn Older(book: Book) -> impl IntoView {
    let session = StoredValue::new(use_session());
    let failed = RwSignal::new(None::<String>);
    let more = Action::new_local(move |cursor: &String| {
        let (session, cursor) = (session.get_value(), cursor.clone());
        async move {
            let query = ExportsQuery { limit: Some(PAGE), cursor: Some(cursor), ..ExportsQuery::default() };
            match session.exports(&query).await {
                Ok(page) => {
                    failed.set(None);
                    book.next.set(page.next_cursor);
                    book.take(page.items);
                }
                Err(error) => failed.set(Some(explain(&error))),
            }
        }
    });
    let busy = more.pending();
    let ask = move |_| {
        if let Some(cursor) = book.next.get_untracked() {
            more.dispatch(cursor);
        }
    };
    view! {
        <Show when=move || book.next.with(Option::is_some)>
            <div class="table-foot">
                {move || failed.get().map(|text| view! { <span class="bad-ink" role="alert">{text}</span> })}
                <button class="btn sm push" data-testid="exports-older" disabled=move || busy.get() on:click=ask>
                    {move || if busy.get() { "Loading…" } else { "Load older exports" }}
                </button>
            </div>
        </Show>
    }
}
