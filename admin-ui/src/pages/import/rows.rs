//! Rows of the file with what each does, and the refused ones as a file to mend.

use super::{Subject, phase::Phase};
use crate::{
    browser,
    components::{
        load::{Load, explain},
        skeleton,
        toast::use_toasts,
    },
    format::data_words,
    icons::Icon,
    remote::Remote,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportRow, ImportRows, RowAction};
use std::sync::Arc;

/// So many rows come at most, and so many of the file's first ones a check keeps beside the refused.
const KEPT: i64 = 100;

#[component]
pub fn Rows(i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    let shown = RwSignal::new(None::<RowAction>);
    let status = Memo::new(move |_| i.with(|i| i.status));
    // Once rows are stored, only the refused ones are kept.
    let stored = Memo::new(move |_| i.with(|i| matches!(Phase::of(i), Phase::Running | Phase::Ended)));
    let action = Memo::new(move |_| if stored.get() { Some(RowAction::Refuse) } else { shown.get() });
    let id = subject.id;
    let rows = Remote::new(
        move || (action.get(), status.get()),
        move |session, (action, _)| async move { session.import_rows(id, action).await },
    );
    let button = move |this: Option<RowAction>| {
        let (word, name) = match this {
            Some(action) => (data_words::row_action(action).0, action.as_str()),
            None => ("All", "all"),
        };
        let pressed = move || if shown.get() == this { "true" } else { "false" };
        view! { <button aria-pressed=pressed data-testid=format!("rows-{name}") on:click=move |_| shown.set(this)>{word}</button> }
    };
    let all = move || std::iter::once(None).chain(RowAction::ALL.iter().copied().map(Some));
    view! {
        <div class="row between" style="padding:0 18px 12px">
            <Show when=move || !stored.get() fallback=|| view! { <h3 class="small strong">"Refused rows"</h3> }>
                <div class="segmented" role="group" aria-label="Which rows">{all().map(button).collect_view()}</div>
            </Show>
            <Refused i subject/>
        </div>
        <div class:stale=rows.busy>
            <Load remote=rows what="The rows" waiting=skeleton::rows ready=move |r| view! { <Table i r action/> }.into_any()/>
        </div>
    }
}

#[component]
fn Table(
    i: RwSignal<Arc<Import>>,
    r: RwSignal<Arc<ImportRows>>,
    action: Memo<Option<RowAction>>,
) -> impl IntoView {
    let format = use_format();
    let refused_only = move || action.get() == Some(RowAction::Refuse);
    let long = Memo::new(move |_| i.with(|i| i.rows > KEPT));
    let none = move || match (refused_only(), long.get()) {
        (true, _) => "No row was refused.",
        (false, true) => "None of the first 100 rows of the file does that.",
        (false, false) => "No row does that.",
    };
    let foot = move || {
        let n = r.with(|r| i64::try_from(r.items.len()).unwrap_or(i64::MAX));
        if !refused_only() && long.get() {
            "Of the first 100 rows of the file".to_owned()
        } else if n >= KEPT {
            "The first 100; more are in the CSV file".to_owned()
        } else if n == 1 {
            "1 row".to_owned()
        } else {
            format!("{} rows", format.with_value(|f| f.number(n)))
        }
    };
    let columns = Memo::new(move |_| i.with(|i| i.columns.clone()));
    let line = move |row: &ImportRow| columns.with_untracked(|columns| line(row, columns));
    view! {
        <Show when=move || r.with(|r| !r.items.is_empty()) fallback=move || view! { <div class="empty"><p>{none}</p></div> }>
            <div class="table-wrap">
                <table class="table cards">
                    <caption class="sr">"Rows of the file"</caption>
                    <thead><tr><th scope="col">"Row"</th><th scope="col">"Why, or what is new"</th><th scope="col" class="r">"What it does"</th></tr></thead>
                    <tbody>{move || r.with(|r| r.items.iter().map(line).collect_view())}</tbody>
                </table>
            </div>
            <div class="table-foot"><span>{foot}</span></div>
        </Show>
    }
}

fn line(row: &ImportRow, columns: &[String]) -> AnyView {
    let format = use_format();
    let number = format.with_value(|f| f.number(row.line));
    let (word, tone) = data_words::row_action(row.action);
    let filled = columns.iter().filter_map(|column| row.cells.get(column)).filter(|cell| !cell.is_empty());
    let cells = filled.cloned().collect::<Vec<_>>().join(" · ");
    view! {
        <tr data-testid="import-line" data-action=row.action.as_str()>
            <td class="main"><span class="person"><span style="max-width:420px">
                <b>"Line "{number}</b><small title=cells.clone()>{cells.clone()}</small>
            </span></span></td>
            <td class="meta ink-2 wraps">{row.detail.clone()}</td>
            <td class="r val"><span class=format!("badge dot {tone}")>{word}</span></td>
        </tr>
    }
    .into_any()
}

/// The refused rows as a CSV file, to be mended and brought again.
#[component]
fn Refused(i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let fetch = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.import_refused_csv(subject.id).await {
                Ok(csv) => {
                    let name = i.with_untracked(|i| i.file_name.clone());
                    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
                    browser::save_csv(&format!("{stem}-refused.csv"), &csv);
                }
                Err(error) => toasts.bad("The refused rows were not made", explain(&error)),
            }
        }
    });
    let any = Memo::new(move |_| i.with(|i| i.counts.refused > 0));
    let busy = fetch.pending();
    view! {
        <Show when=move || any.get()>
            <button class="btn sm" data-testid="import-refused" disabled=busy on:click=move |_| { fetch.dispatch(()); }>
                <Icon name="download" class="sm"/>"Refused rows as CSV"
            </button>
        </Show>
    }
}
