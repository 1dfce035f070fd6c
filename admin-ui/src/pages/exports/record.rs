//! The record of an export, beside the history.

use super::{book::Book, deeds::Deeds, line::Standing, withdrawals::Since};
use crate::{
    components::{dialog::Dialog, toast::use_toasts},
    erased::effect,
    format::{Format, MISSING, export_words, number::bytes, words},
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::exports::{Export, ExportStatus};
use patron_domain::ids::ExportId;

#[component]
pub fn Record(book: Book) -> impl IntoView {
    let open = RwSignal::new(false);
    effect(move || {
        if book.shown.with(Option::is_some) {
            open.set(true);
        }
    });
    effect(move || {
        if !open.get() {
            book.shown.set(None);
        }
    });
    view! {
        <Dialog open title="Export" lead="Who, when, of whom and what for." width=480 drawer=true>
            {move || book.shown.get().map(|id| view! { <Content id book/> })}
        </Dialog>
    }
}

#[component]
fn Content(id: ExportId, book: Book) -> impl IntoView {
    let format = use_format();
    let export = book.one(id);
    let name = move || export.with(|e| e.as_ref().map(export_words::name));
    let rule = Memo::new(move |_| export.with(|e| e.as_ref().and_then(|e| e.source.rule.clone())));
    let facts = move || {
        let facts = export.with(|e| e.as_ref().map(|e| format.with_value(|f| facts(e, f))));
        facts.unwrap_or_default().into_iter().map(fact).collect_view()
    };
    let sha = Memo::new(move |_| export.with(|e| e.as_ref().and_then(|e| e.sha256.clone())));
    let columns =
        Memo::new(move |_| export.with(|e| e.as_ref().map(|e| e.columns.clone()).unwrap_or_default()));
    let ended = Memo::new(move |_| {
        export.with(|e| {
            e.as_ref().is_some_and(|e| matches!(e.status, ExportStatus::Done | ExportStatus::Expired))
        })
    });
    view! {
        <div class="body stack" style="--gap:16px" data-testid="export-record">
            <div class="row between"><h3 style="overflow-wrap:anywhere">{name}</h3><Deeds id export book/></div>
            <Standing export/>
            <dl class="facts">{facts}</dl>
            {move || rule.get().map(|rule| view! {
                <div><h3 style="margin-bottom:6px">"Rule"</h3><code class="ruletext" data-testid="export-rule">{rule}</code></div>
            })}
            <details>
                <summary class="small strong">{move || format!("Columns ({})", columns.with(Vec::len))}</summary>
                <ol class="small mono" style="display:grid;gap:4px;margin-top:8px;overflow-wrap:anywhere">
                    {move || columns.get().into_iter().map(|header| view! { <li>{header}</li> }).collect_view()}
                </ol>
            </details>
            {move || sha.get().map(|sha| view! { <Sum sha/> })}
            <Show when=move || ended.get()><Since id/></Show>
        </div>
    }
}

fn fact((name, value): (&'static str, String)) -> AnyView {
    view! { <dt>{name}</dt><dd>{value}</dd> }.into_any()
}

fn facts(e: &Export, f: &Format) -> Vec<(&'static str, String)> {
    let missing = || MISSING.to_owned();
    let mut all = vec![
        ("Made for", export_words::made_for(e)),
        ("File", format!("{}, {}", export_words::file(e.file, e.flavour), bytes(e.bytes))),
        ("Made by", e.actor.clone()),
        ("Asked for", f.stamp(e.created_at)),
        ("Ended", e.finished_at.map_or_else(missing, |at| f.stamp(at))),
        ("Purpose", e.purpose.clone().unwrap_or_else(missing)),
    ];
    match e.channel {
        Some(channel) => {
            all.push(("Consent for", words::channel(channel).to_owned()));
            all.push(("Basis", export_words::basis(e.basis).to_owned()));
        }
        None => all.push(("Consent for", "not asked: no marketing file".to_owned())),
    }
    all.push(("Rows", f.number(e.rows)));
    if let Some(out) = &e.left_out {
        all.push(("Left out: withdrawn", f.number(out.withdrawn)));
        all.push(("Left out: not asked", f.number(out.not_asked)));
        all.push(("Left out: not active", f.number(out.not_active)));
    }
    if !e.streamed
        && let Some(until) = e.expires_at
    {
        all.push(("Kept until", f.stamp(until)));
    }
    all
}

#[component]
fn Sum(sha: String) -> impl IntoView {
    let toasts = use_toasts();
    let text = sha.clone();
    let copy = move |_| toasts.copy(text.clone(), "Copied");
    view! {
        <div>
            <div class="row between"><h3>"SHA-256"</h3>
                <button type="button" class="btn sm ghost" data-testid="export-sha-copy" on:click=copy><Icon name="copy" class="sm"/>"Copy"</button></div>
            <code class="ruletext" data-testid="export-sha">{sha}</code>
        </div>
    }
}
