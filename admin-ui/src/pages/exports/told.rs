//! What is to be known before the file is made: what its destination will refuse or misread, and who is left out.

use super::choice::Choice;
use crate::{format::export_words, icons::Icon, remote::Remote, session::use_format};
use leptos::prelude::*;
use patron_api_types::exports::{ExportPreview, Finding};

#[component]
pub fn Told(choice: Choice, preview: Remote<ExportPreview>) -> impl IntoView {
    let findings = Memo::new(move |_| {
        preview.value.with(|p| p.as_ref().map(|p| p.findings.clone()).unwrap_or_default())
    });
    view! {
        <Show when=move || !choice.is_marketing()>
            <div class="banner warn" data-testid="export-full-note">
                <Icon name="shield"/><span class="grow"><b>"Not a marketing file."</b>" It holds everybody, with or without consent, and every column: keep it as safe as the database."</span>
            </div>
        </Show>
        {move || findings.get().iter().map(finding).collect_view()}
        <Show when=move || choice.is_marketing()><DefaultNote preview/><LeftOut preview/></Show>
    }
}

fn finding(finding: &Finding) -> AnyView {
    let (tone, icon, word) = export_words::finding(finding.level);
    let place = finding.column.as_ref().map(|column| format!(" in {column}")).unwrap_or_default();
    view! {
        <div class=format!("banner {tone}") data-testid="export-finding" data-level=finding.level.as_str() data-code=finding.code.clone()>
            <Icon name=icon/><span class="grow" style="overflow-wrap:anywhere"><b>{word}{place}": "</b>{finding.message.clone()}</span>
        </div>
    }
    .into_any()
}

#[component]
fn DefaultNote(preview: Remote<ExportPreview>) -> impl IntoView {
    let format = use_format();
    let count =
        Memo::new(move |_| preview.value.with(|p| p.as_ref().map(|p| p.default_basis).unwrap_or_default()));
    move || {
        let n = count.get();
        let rows = if n == 1 { "row rests" } else { "rows rest" };
        (n > 0).then(|| view! {
            <div class="banner warn" data-testid="export-default-note">
                <Icon name="shield"/><span class="grow"><b>{format.with_value(|f| f.number(n))}" "{rows}" on the shop's default alone"</b>", which is no valid consent in the EU and, from May 2027, in India."</span>
            </div>
        })
    }
}

#[component]
fn LeftOut(preview: Remote<ExportPreview>) -> impl IntoView {
    let format = use_format();
    let why = RwSignal::new(false);
    let parts = Memo::new(move |_| {
        let parts = preview.value.with(|p| p.as_ref().map(|p| [p.not_asked, p.withdrawn, p.not_active]));
        parts.unwrap_or_default()
    });
    let all = move || parts.get().iter().sum::<i64>();
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let text = move || {
        let words = ["not asked or on another basis", "withdrawn", "not active"];
        let told = parts.get().into_iter().zip(words).filter(|(n, _)| *n > 0);
        told.map(|(n, word)| format!("{} {word}", number(n))).collect::<Vec<_>>().join(", ")
    };
    let people = move || if all() == 1 { " person is left out" } else { " people are left out" };
    view! {
        <Show when=move || { all() > 0 }>
            <div class="banner" data-testid="export-left-out" data-value=move || all().to_string()>
                <Icon name="shield"/><span class="grow"><b>{move || number(all())}{people}</b>": "{text}"."</span>
                <button type="button" class="link small" style="color:inherit;text-decoration:underline" data-testid="export-why"
                    aria-expanded=move || why.get().to_string() on:click=move |_| why.update(|why| *why = !*why)>"Why"</button>
                <Show when=move || why.get()>
                    <p class="small" style="flex-basis:100%">"Somebody is in a marketing file only while their profile is active and their consent on this channel is given. \
                        Not asked also means not yet confirmed, and, with express consent only, a consent that rests on the shop's default or an import. \
                        Each person counts under one reason."</p>
                </Show>
            </div>
        </Show>
    }
}
