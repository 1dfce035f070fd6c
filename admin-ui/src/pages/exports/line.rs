//! An export in the history.

use super::{book::Book, deeds::Deeds};
use crate::{
    components::{progress::Progress, time::Ago},
    feed::Now,
    format::{export_words, number::bytes},
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::exports::{Export, ExportStatus};
use patron_domain::ids::ExportId;
use wasm_bindgen::JsCast;

#[component]
pub fn Line(id: ExportId, book: Book) -> impl IntoView {
    let format = use_format();
    let export = book.one(id);
    let of = move |of: fn(&Export) -> String| move || export.with(|e| e.as_ref().map(of).unwrap_or_default());
    let rows = Memo::new(move |_| export.with(|e| e.as_ref().map(expected).unwrap_or_default()));
    let icon = export.with_untracked(|e| e.as_ref().map_or("file", |e| export_words::icon(e.format)));
    // The button inside a row handles its own click.
    let open = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_none_or(|e| e.closest(".act").ok().flatten().is_none()) {
            book.shown.set(Some(id));
        }
    };
    // Phones have no heads over their columns.
    let unit = move || if rows.get() == 1 { " row" } else { " rows" };
    view! {
        <tr class="link-row" data-testid="export-row" data-id=id.to_string()
            data-status=move || export.with(|e| e.as_ref().map(|e| e.status.as_str())) on:click=open>
            <td class="main"><span class="person">
                <span class="glyph"><Icon name=icon/></span>
                <span><b><button type="button">{of(export_words::name)}</button></b><small>{of(|e| e.purpose.clone().unwrap_or_else(|| e.actor.clone()))}</small></span>
            </span></td>
            <td class="ink-2">{of(export_words::made_for)}</td>
            <td class="r val num">{move || format.with_value(|f| f.number(rows.get()))}<span class="unit">{unit}</span></td>
            <td class="r muted low">{of(|e| bytes(e.bytes))}</td>
            <td class="meta"><Standing export/></td>
            <td class="r act"><Deeds id export book/></td>
        </tr>
    }
}

/// Rows of the file, or those to come.
fn expected(export: &Export) -> i64 {
    match export.rows_expected {
        Some(expected) if export_words::is_busy(export.status) => expected,
        _ => export.rows,
    }
}

/// The badge, or the bar while the server is at work.
#[component]
pub fn Standing(export: Memo<Option<Export>>) -> impl IntoView {
    let now = expect_context::<Now>().0;
    let shown = Memo::new(move |_| {
        export.with(|e| {
            let e = e.as_ref()?;
            Some((
                export_words::status(e, now.get()),
                e.streamed,
                e.finished_at.unwrap_or(e.created_at),
                e.failure.clone(),
            ))
        })
    });
    move || {
        let (status, streamed, at, failure) = shown.get()?;
        let (word, tone) = export_words::status_word(status, streamed);
        Some(if export_words::is_busy(status) {
            let done =
                Signal::derive(move || export.with(|e| e.as_ref().map(|e| e.rows).unwrap_or_default()));
            let all = Signal::derive(move || export.with(|e| e.as_ref().map(expected).unwrap_or_default()));
            view! { <div style="min-width:180px"><Progress what=Signal::stored(word.to_owned()) done all/></div> }.into_any()
        } else {
            let why = failure.filter(|_| status == ExportStatus::Failed);
            view! {
                <span class="row" style="--gap:4px 8px"><span class=format!("badge dot {tone}")>{word}</span>
                    <span class="small muted" style="white-space:normal;overflow-wrap:anywhere"><Ago at=Some(at)/>{why.map(|why| format!(" · {why}"))}</span></span>
            }
            .into_any()
        })
    }
}
