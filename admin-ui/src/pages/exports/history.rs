//! Exports and imports together, newest first.

use super::{
    book::{Book, Older},
    line::Line,
};
use crate::{
    components::{
        load::{Failed, Load},
        skeleton,
    },
    icons::Icon,
    pages::imports::list::Line as ImportLine,
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use patron_domain::ids::ExportId;
use std::cmp::Reverse;
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Exports,
    Imports,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Export(ExportId),
    Import(Uuid),
}

#[component]
pub fn History(book: Book) -> impl IntoView {
    let shown = RwSignal::new(Shown::All);
    let choice = move |this: Shown, word: &'static str| {
        let pressed = move || (shown.get() == this).to_string();
        view! { <button type="button" aria-pressed=pressed data-testid=format!("history-{}", word.to_lowercase()) on:click=move |_| shown.set(this)>{word}</button> }
    };
    view! {
        <section class="card flush" aria-labelledby="history-title">
            <header style="padding-bottom:12px"><h2 id="history-title">"History"</h2>
                <div class="push segmented" role="group" aria-label="Show">
                    {choice(Shown::All, "All")}{choice(Shown::Exports, "Exports")}{choice(Shown::Imports, "Imports")}
                </div></header>
            <Load remote=book.first what="The exports" waiting=skeleton::rows
                ready=move |_| view! { <Table book shown/> }.into_any()/>
        </section>
    }
}

#[component]
fn Table(book: Book, shown: RwSignal<Shown>) -> impl IntoView {
    // Rows follow their record by themselves, so that a bar moves and is not made anew.
    let keys = Memo::new(move |_| {
        let mut all: Vec<(DateTime<Utc>, Key)> = Vec::new();
        if shown.get() != Shown::Imports {
            book.exports
                .with(|exports| all.extend(exports.iter().map(|e| (e.created_at, Key::Export(e.id)))));
        }
        if shown.get() != Shown::Exports {
            book.brought.with(|b| all.extend(b.items.iter().map(|i| (i.created_at, Key::Import(i.id)))));
        }
        all.sort_by_key(|(at, _)| Reverse(*at));
        all.into_iter().map(|(_, key)| key).collect::<Vec<Key>>()
    });
    // Imports that did not come are not none.
    let missing = move || shown.get() != Shown::Exports && book.imports.value.with(Option::is_none);
    let failed = Memo::new(move |_| missing() && book.imports.error.with(Option::is_some));
    let waiting = Memo::new(move |_| missing() && book.imports.error.with(Option::is_none));
    let nothing = move || {
        if waiting.get() {
            skeleton::lines()
        } else if failed.get() {
            ().into_any()
        } else {
            view! { <Nothing shown/> }.into_any()
        }
    };
    let line = move |key: Key| match key {
        Key::Export(id) => view! { <Line id book/> }.into_any(),
        Key::Import(id) => view! { <ImportLine id all=book.brought imports=book.imports/> }.into_any(),
    };
    view! {
        <Show when=move || keys.with(|keys| !keys.is_empty()) fallback=move || nothing>
            <div class="table-wrap">
                <table class="table cards">
                    <caption class="sr">"Exports and imports"</caption>
                    <thead><tr>
                        <th scope="col">"Name"</th><th scope="col">"Format"</th><th scope="col" class="r">"Rows"</th>
                        <th scope="col" class="r low">"Size"</th><th scope="col">"Status"</th><th scope="col"><span class="sr">"Actions"</span></th>
                    </tr></thead>
                    <tbody><For each=move || keys.get() key=|key| *key let:key>{line(key)}</For></tbody>
                </table>
            </div>
        </Show>
        <Show when=move || failed.get()>
            <Failed what="The imports" error=book.imports.error retry=move || book.imports.again() busy=book.imports.busy/>
        </Show>
        <Show when=move || shown.get() != Shown::Imports><Older book/></Show>
    }
}

#[component]
fn Nothing(shown: RwSignal<Shown>) -> impl IntoView {
    let words = move || match shown.get() {
        Shown::Imports => {
            ("No imports yet", "Files that you bring stand here, with what became of their rows.")
        }
        Shown::All | Shown::Exports => (
            "No exports yet",
            "Each file stands here with who made it, the rule, and how many people it holds.",
        ),
    };
    view! {
        <div class="empty" data-testid="history-empty">
            <span class="glyph lg"><Icon name="file" class="lg"/></span><h3>{move || words().0}</h3><p>{move || words().1}</p>
        </div>
    }
}
