//! Step one: what the file holds, whose it is, and what each column is taken for.

use super::{Subject, draft::Draft, mapping::Mapping, phase::Phase};
use crate::{
    components::{field::TextField, load::Load, skeleton},
    format::{data_words, time::full_date},
    remote::Remote,
    session::use_session,
};
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportFormat, ImportKind, ImportSettings};
use std::sync::Arc;

#[component]
pub fn Columns(i: RwSignal<Arc<Import>>, subject: Subject, draft: Draft) -> impl IntoView {
    let fields =
        Remote::new(|| (), |session, ()| async move { session.imports().await.map(|all| all.fields) });
    let open = Memo::new(move |_| i.with(|i| Phase::of(i).is_open()));
    let taken = move || {
        let (n, all) = (draft.mapping.with(|m| m.len()), i.with(|i| i.columns.len()));
        format!("{n} of {all} columns are taken")
    };
    view! {
        <section class="card" aria-labelledby="columns-title">
            <header><h2 id="columns-title"><span class="step">"1"</span>"What the file holds"</h2>
                <p class="push" data-testid="import-taken">{taken}</p></header>
            <div class="body stack">
                <Kinds i subject open/>
                <div style="max-width:280px">
                    <Show when=move || open.get() fallback=move || view! { <AsOf i/> }>
                        <TextField id="import-as-of" label="As of" kind="date" value=draft.as_of
                            hint="The day that totals in the file are of"/>
                    </Show>
                </div>
                <Load remote=fields what="The fields" waiting=|| skeleton::block(180)
                    ready=move |f| view! { <Mapping i fields=f draft open/> }.into_any()/>
            </div>
        </section>
    }
}

#[component]
fn AsOf(i: RwSignal<Arc<Import>>) -> impl IntoView {
    view! { <p class="small muted">"Totals as of "{move || i.with(|i| full_date(i.as_of))}"."</p> }
}

/// Kind and format. Another one makes the server read the header anew, so it is sent at once.
#[component]
fn Kinds(i: RwSignal<Arc<Import>>, subject: Subject, open: Memo<bool>) -> impl IntoView {
    let session = StoredValue::new(use_session());
    let change = Action::new_local(move |settings: &ImportSettings| {
        let (session, settings) = (session.get_value(), settings.clone());
        async move { subject.settle(session.change_import(subject.id, &settings).await) }
    });
    let pending = change.pending();
    let locked = Signal::derive(move || !open.get() || pending.get());
    let set = move |kind: Option<ImportKind>, format: Option<ImportFormat>| {
        change.dispatch(ImportSettings { kind, format, mapping: None, as_of: None });
    };
    let kinds = ImportKind::ALL.iter().map(|kind| (kind.as_str(), data_words::import_kind(*kind))).collect();
    let formats = ImportFormat::ALL
        .iter()
        .map(|format| (format.as_str(), data_words::import_format(*format)))
        .collect();
    let kind = Signal::derive(move || i.with(|i| i.kind.to_string()));
    let format = Signal::derive(move || i.with(|i| i.format.to_string()));
    view! {
        <div class="grid two" style="--gap:14px">
            <Chooser id="import-kind" label="It holds" options=kinds current=kind locked
                choose=Callback::new(move |word: String| set(word.parse().ok(), None))/>
            <Chooser id="import-format" label="It comes from" options=formats current=format locked
                choose=Callback::new(move |word: String| set(None, word.parse().ok()))/>
        </div>
    }
}

/// A select whose value is the server's, not the page's.
#[component]
fn Chooser(
    id: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    current: Signal<String>,
    locked: Signal<bool>,
    choose: Callback<String>,
) -> impl IntoView {
    let option = move |(word, text): (&'static str, &'static str)| {
        view! { <option value=word selected=move || current.with(|now| now == word)>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select class="select" id=id data-testid=id disabled=move || locked.get() prop:value=move || current.get()
                on:change=move |event| choose.run(event_target_value(&event))>
                {options.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}
