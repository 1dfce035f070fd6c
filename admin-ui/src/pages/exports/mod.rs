//! Exports and imports: every file that goes out or came in, and new ones.

mod book;
mod choice;
mod columns;
mod deeds;
mod dialog;
mod history;
mod kind;
mod line;
mod made_for;
mod own;
mod preset;
mod record;
mod stats;
mod told;
mod whom;
mod withdrawals;

use self::{
    book::Book,
    choice::{Start, Who},
};
use crate::{
    components::{load::Load, skeleton, topbar::use_page},
    erased::effect,
    icons::Icon,
    routes::{Route, use_replace},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

#[component]
pub fn ExportsPage() -> impl IntoView {
    use_page(|| "Exports & imports".to_owned(), None);
    let book = Book::open();
    follow_address(book);
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Exports & imports"</h1>
                <p>"Every file is logged with who made it, the rule used and how many people it holds. Files are deleted after 24 hours."</p></div>
            <div class="row">
                <a class="btn" href=Route::Imports.href() data-testid="exports-import"><Icon name="upload"/>"Import"</a>
                <button type="button" class="btn primary" data-testid="exports-new" on:click=move |_| book.create(Start::default())>
                    <Icon name="plus"/>"New export"</button>
            </div>
        </div>
        <div class="stack">
            <Load remote=book.first what="The figures" waiting=|| skeleton::stats(3, true)
                ready=move |_| view! { <stats::Stats book/> }.into_any()/>
            <history::History book/>
        </div>
        <dialog::NewExport book/>
        <record::Record book/>
    }
}

/// An address may ask for a new export of some people; when that dialog closes, it asks no more.
fn follow_address(book: Book) {
    let params = use_query_map();
    let replace = use_replace();
    effect(move || {
        if let Some(start) = params.with(asked) {
            book.create(start);
        }
    });
    Effect::new(move |before: Option<bool>| {
        let open = book.creating.get();
        if before == Some(true) && !open && params.with_untracked(asked).is_some() {
            replace(&Route::Exports.href());
        }
        open
    });
}

/// What an address asks for.
fn asked(params: &ParamsMap) -> Option<Start> {
    let segment = params.get_str("segment").or_else(|| params.get_str("set"));
    let who = segment
        .and_then(|key| key.parse().ok())
        .map(Who::Segment)
        .or_else(|| params.get_str("campaign").and_then(|id| id.parse().ok()).map(Who::Campaign))
        .or_else(|| {
            let rule = params.get_str("rule").map(str::trim).filter(|rule| !rule.is_empty());
            rule.map(|rule| Who::Rule(rule.to_owned()))
        });
    let express_only = params.get_str("basis") == Some("express");
    let asks = who.is_some() || express_only || params.get_str("new").is_some();
    asks.then(|| Start { who: who.unwrap_or_default(), express_only })
}
