//! Each column of the file with the field that it is taken for.

use super::draft::Draft;
use crate::format::data_words;
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportFormat};
use std::{collections::BTreeMap, sync::Arc};

/// Fields by kind.
type Fields = BTreeMap<String, Vec<String>>;

#[component]
pub fn Mapping(
    i: RwSignal<Arc<Import>>,
    fields: RwSignal<Arc<Fields>>,
    draft: Draft,
    open: Memo<bool>,
) -> impl IntoView {
    let columns = Memo::new(move |_| i.with(|i| i.columns.clone()));
    let kind = Memo::new(move |_| i.with(|i| i.kind));
    let offered = Memo::new(move |_| {
        fields.with(|fields| fields.get(kind.get().as_str()).cloned().unwrap_or_default())
    });
    // Patron's own export has each field once; of any other file several columns may tell one, such as two phones.
    let single = Memo::new(move |_| i.with(|i| i.format == ImportFormat::Patron));
    let row = move |(n, column): (usize, String)| view! { <ColumnRow n column offered draft open single/> };
    view! {
        <div class="table-wrap" style="border:1px solid var(--line);border-radius:var(--r-md)">
            <table class="table dense">
                <caption class="sr">"Columns of the file and what they are taken for"</caption>
                <thead><tr><th scope="col">"Column"</th><th scope="col">"Taken for"</th></tr></thead>
                <tbody>{move || columns.get().into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Show when=move || !single.get()>
            <p class="small muted">"Several columns may be taken for one field: in each row, the first that is filled counts."</p>
        </Show>
    }
}

#[component]
fn ColumnRow(
    n: usize,
    column: String,
    offered: Memo<Vec<String>>,
    draft: Draft,
    open: Memo<bool>,
    single: Memo<bool>,
) -> impl IntoView {
    let id = format!("map-{n}");
    let name = column.clone();
    let column = StoredValue::new(column);
    let taken = Memo::new(move |_| {
        draft
            .mapping
            .with(|mapping| column.with_value(|column| mapping.get(column).cloned()).unwrap_or_default())
    });
    let option = move |field: String| {
        let (own, other) = (field.clone(), field.clone());
        // Where one field takes one column, what another column fills can't be chosen here.
        let elsewhere = move || {
            single.get()
                && taken.with(|taken| *taken != other)
                && draft.mapping.with(|mapping| mapping.values().any(|field| *field == other))
        };
        view! {
            <option value=field.clone() selected=move || taken.with(|taken| *taken == own) disabled=elsewhere>
                {data_words::field(&field)}
            </option>
        }
    };
    let choose = move |event| column.with_value(|column| draft.choose(column, event_target_value(&event)));
    let faded = move || taken.with(String::is_empty);
    view! {
        <tr>
            <td style="white-space:normal;overflow-wrap:anywhere"><label class="mono" for=id.clone() class:muted=faded>{name.clone()}</label></td>
            <td><select class="select" style="min-width:132px" id=id data-testid="map-column" data-column=name
                disabled=move || !open.get() prop:value=move || taken.get() on:change=choose>
                <option value="" selected=faded>"Not taken"</option>
                {move || offered.get().into_iter().map(option).collect_view()}
            </select></td>
        </tr>
    }
}
