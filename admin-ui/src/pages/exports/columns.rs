//! The file's columns, as they come: field, header, first row.

use super::{
    choice::{Choice, Made, NINE},
    dialog::Lists,
};
use crate::remote::Remote;
use leptos::prelude::*;
use patron_api_types::exports::{ExportFormat, ExportPreview, PreviewColumn};

/// Columns on show before somebody asks for the rest.
const FIRST: usize = 4;

#[component]
pub fn Columns(choice: Choice, lists: Lists, preview: Remote<ExportPreview>) -> impl IntoView {
    let nine = move || choice.made.get() == Made::For(ExportFormat::Customers);
    let all = RwSignal::new(false);
    let columns =
        Memo::new(move |_| preview.value.with(|p| p.as_ref().map(|p| p.columns.clone()).unwrap_or_default()));
    let shown = move || if all.get() { usize::MAX } else { FIRST };
    let plain = move |column: PreviewColumn| row(lists.title(&column.field), column.header, column.first);
    // Ticks stay in place while the preview changes, and so does the focus.
    let of_nine = Memo::new(move |_| nine());
    let rows = move || {
        if of_nine.get() {
            NINE.map(|column| ticked(choice, lists, columns, column)).into_iter().collect_view().into_any()
        } else {
            (move || columns.get().into_iter().take(shown()).map(plain).collect_view()).into_any()
        }
    };
    let count = move || match (nine(), choice.left_out.with(Vec::len), columns.with(Vec::len)) {
        (true, 0, _) => "all nine, in this order".to_owned(),
        (true, out, _) => {
            format!("{} of nine: leave out what the mailing tool does not need", NINE.len() - out)
        }
        (false, _, 0) => String::new(),
        (false, _, 1) => "1 column".to_owned(),
        (false, _, n) => format!("{n} columns, named as the destination expects"),
    };
    let more = move || columns.with(Vec::len).saturating_sub(FIRST);
    let note = move || {
        let Made::For(format) = choice.made.get() else { return None };
        lists.formats.value.with(|formats| {
            let found = formats.as_ref()?.items.iter().find(|info| info.format == format)?;
            Some(found.note.clone())
        })
    };
    view! {
        <div class:stale=preview.busy>
            <div class="row between" style="margin-bottom:8px"><h3>"Columns"</h3><span class="small muted" data-testid="export-columns">{count}</span></div>
            <div class="table-wrap" style="border:1px solid var(--line);border-radius:var(--r-md)">
                <table class="table dense">
                    <caption class="sr">"Columns of the file"</caption>
                    <thead><tr><th scope="col">"Patron field"</th><th scope="col">"File column"</th><th scope="col">"First row"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Show when=move || { !nine() && more() > 0 }>
                <button type="button" class="btn sm ghost" style="margin-top:6px" data-testid="export-columns-more" aria-expanded=move || all.get().to_string()
                    on:click=move |_| all.update(|all| *all = !*all)>
                    {move || if all.get() { "Show fewer columns".to_owned() } else { format!("Show {} more columns", more()) }}
                </button>
            </Show>
            <p class="small muted" style="margin-top:6px">{note}</p>
        </div>
    }
}

fn row(title: String, header: String, first: String) -> AnyView {
    let hint = first.clone();
    view! {
        <tr>
            <td>{title}</td>
            <td class="mono">{header}</td>
            <td class="ink-2"><span class="truncate" style="display:block;max-width:260px" title=hint>{first}</span></td>
        </tr>
    }
    .into_any()
}

/// One of the nine columns, which can be left out.
fn ticked(
    choice: Choice,
    lists: Lists,
    columns: Memo<Vec<PreviewColumn>>,
    (name, header): (&'static str, &'static str),
) -> AnyView {
    let is_in = move || choice.left_out.with(|out| !out.contains(&name));
    // a file of no columns is none
    let last = move || is_in() && choice.left_out.with(Vec::len) + 1 == NINE.len();
    let change = move |event| {
        let checked = event_target_checked(&event);
        choice.left_out.update(|out| {
            out.retain(|other| *other != name);
            if !checked {
                out.push(name);
            }
        });
    };
    let first = move || columns.with(|all| all.iter().find(|c| c.field == name).map(|c| c.first.clone()));
    view! {
        <tr>
            <td><label class="row nowrap" style="--gap:8px">
                <input type="checkbox" class="check" data-testid=format!("export-column-{name}") prop:checked=is_in disabled=last on:change=change/>
                <span>{move || lists.title(name)}</span>
            </label></td>
            <td class="mono">{header}</td>
            <td class="ink-2"><span class="truncate" style="display:block;max-width:260px">{first}</span></td>
        </tr>
    }
    .into_any()
}
