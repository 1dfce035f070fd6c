//! Files made of those who are written to.

use super::Held;
use crate::{
    components::{load::Load, skeleton, time::Ago},
    feed::Now,
    format::export_words,
    icons::Icon,
    remote::{Remote, on_return},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::{
    exports::{Export, ExportsQuery},
    page::Page,
};
use std::sync::Arc;

/// So many of the latest.
const SHOWN: u16 = 20;

#[component]
pub fn Files(c: Held) -> impl IntoView {
    let id = c.with_untracked(|c| c.id);
    let files = Remote::new(
        || (),
        move |session, ()| async move {
            session.exports(&ExportsQuery { campaign: Some(id), limit: Some(SHOWN), cursor: None }).await
        },
    );
    on_return(move || files.again());
    view! {
        <section class="card flush" aria-labelledby="files-title" data-testid="campaign-files">
            <header style="padding-bottom:10px"><h2 id="files-title">"Files for the channel"</h2>
                <a class="btn sm push" href=Route::ExportOfCampaign(id).href() data-testid="campaign-export-new"><Icon name="download" class="sm"/>"Export"</a>
            </header>
            <Load remote=files what="The files" waiting=skeleton::lines ready=|page| view! { {move || page.with(list)} }.into_any()/>
        </section>
    }
}

fn list(page: &Arc<Page<Export>>) -> AnyView {
    if page.items.is_empty() {
        return view! { <div class="empty"><p>"No file was made so far. A file holds those who are written to, and nobody who was held out."</p></div> }.into_any();
    }
    let lines = page.items.iter().map(line).collect_view();
    view! { <ul class="list" style="border-top:1px solid var(--line)">{lines}</ul> }.into_any()
}

fn line(e: &Export) -> AnyView {
    let rows = use_format().with_value(|f| f.number(e.rows));
    let unit = if e.rows == 1 { "row" } else { "rows" };
    let now = expect_context::<Now>().0;
    let (word, tone) = export_words::status_word(export_words::status(e, now.get()), e.streamed);
    let (made_for, kind) = (export_words::made_for(e), export_words::file(e.file, e.flavour));
    view! {
        <li data-testid="campaign-file">
            <span class="glyph"><Icon name="file"/></span>
            <span class="grow"><b class="clip">{made_for}", "{kind}</b><small class="clip">{rows}" "{unit}" · "{e.actor.clone()}</small></span>
            <span class="ends"><span class=format!("badge dot {tone}")>{word}</span><small><Ago at=Some(e.created_at)/></small></span>
        </li>
    }
    .into_any()
}
