//! Who the file holds, who is left out and why, and the download itself.

use super::Choice;
use crate::{
    browser,
    components::{load::explain, toast::use_toasts},
    icons::Icon,
    session::{use_account, use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::exports::{ExportPreview, ExportQuery};
use std::sync::Arc;

#[component]
pub fn Preview(p: RwSignal<Arc<ExportPreview>>, choice: Choice) -> impl IntoView {
    let format = use_format();
    let number = move |n: i64| format.with_value(|f| f.number(n));
    view! {
        <div class="body stack" style="--gap:14px;padding-top:18px">
            <div class="livecount" aria-live="polite">
                <span class="small strong ink-2">"Rows in the file"</span>
                <span style="font:var(--t-32);font-weight:600;letter-spacing:-.028em" class="num" data-testid="export-rows"
                    data-value=move || p.with(|p| p.rows.to_string())>{move || number(p.with(|p| p.rows))}</span>
                <span class="small muted">{move || format!("of {} people in this group", number(p.with(|p| p.people)))}</span>
                <Split p/>
            </div>
            <Show when=move || choice.is_marketing()><DefaultNote p/></Show>
            <Download choice empty=Signal::derive(move || p.with(|p| p.rows == 0))/>
            <p class="small muted">"The link works once, for 60 seconds. Text a spreadsheet would run as a formula is guarded."</p>
        </div>
    }
}

/// Kept and left out, as a bar and as numbers.
#[component]
fn Split(p: RwSignal<Arc<ExportPreview>>) -> impl IntoView {
    let format = use_format();
    let parts = move || {
        p.with(|p| {
            [
                ("In the file", p.rows, "var(--c1)", "export-in"),
                ("Withdrew", p.withdrawn, "var(--c3)", "export-withdrawn"),
                ("Never asked, or another basis", p.not_asked, "var(--c2)", "export-not_asked"),
                ("Not active", p.not_active, "var(--line-strong)", "export-not_active"),
            ]
        })
    };
    let piece = |(_, n, colour, _): (&str, i64, &str, &str)| {
        (n > 0).then(|| view! { <i style=format!("--v:{n};--k:{colour}")></i> })
    };
    let line = move |(name, n, colour, id): (&'static str, i64, &'static str, &'static str)| {
        view! {
            <li class="row nowrap between">
                <span class="row nowrap" style="--gap:7px"><i class="key" style=format!("--k:{colour}")></i>{name}</span>
                <b class="strong num" data-testid=id data-value=n.to_string()>{format.with_value(|f| f.number(n))}</b>
            </li>
        }
    };
    view! {
        <div class="splitbar" style="margin-top:12px" aria-hidden="true">{move || parts().map(piece).into_iter().collect_view()}</div>
        <ul class="small" style="display:grid;gap:6px;margin-top:10px">{move || parts().map(line).into_iter().collect_view()}</ul>
    }
}

#[component]
fn DefaultNote(p: RwSignal<Arc<ExportPreview>>) -> impl IntoView {
    let format = use_format();
    move || {
        let n = p.with(|p| p.default_basis);
        let rows = if n == 1 { "row rests" } else { "rows rest" };
        (n > 0).then(|| view! {
            <div class="banner warn" data-testid="export-default-note">
                <Icon name="shield"/><span class="grow"><b>{format.with_value(|f| f.number(n))}" "{rows}" on the shop's default alone"</b>", which is no valid consent in the EU and, from May 2027, in India."</span>
            </div>
        })
    }
}

/// Asks for a link that works once and has the browser save what is behind it.
#[component]
fn Download(choice: Choice, empty: Signal<bool>) -> impl IntoView {
    let (session, account, toasts) = (StoredValue::new(use_session()), use_account(), use_toasts());
    let start = Action::new_local(move |query: &ExportQuery| {
        let (session, query) = (session.get_value(), query.clone());
        async move {
            match session.export_ticket(&query).await {
                Ok(ticket) => {
                    browser::save(&account.url(&ticket.url));
                    toasts.good("Download started", "Your browser saves the file.");
                }
                Err(error) => toasts.bad("The file was not made", explain(&error)),
            }
        }
    });
    let busy = start.pending();
    view! {
        <button class="btn primary lg wide" data-testid="export-download" disabled=move || busy.get() || empty.get()
            on:click=move |_| { start.dispatch(untrack(|| choice.file())); }>
            <Icon name="download"/>{move || if busy.get() { "Preparing…" } else { "Download CSV" }}
        </button>
    }
}
