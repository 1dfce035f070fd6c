//! Columns of one's own choice: which, in what order, under which headers.

use super::{
    choice::{Choice, plain},
    dialog::Lists,
};
use crate::{browser, icons::Icon, remote::Remote};
use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use patron_api_types::exports::{ExportPreview, PresetColumn};
use std::time::Duration;

/// Most columns of a file.
const MOST: usize = 60;

#[component]
pub fn Own(choice: Choice, lists: Lists, preview: Remote<ExportPreview>) -> impl IntoView {
    let fields = Memo::new(move |_| {
        choice.columns.with(|all| all.iter().map(|column| column.field.clone()).collect::<Vec<String>>())
    });
    let count = move || match fields.with(Vec::len) {
        1 => "1 column".to_owned(),
        n => format!("{n} columns, in this order"),
    };
    view! {
        <div class:stale=preview.busy>
            <div class="row between" style="margin-bottom:8px"><h3>"Columns"</h3><span class="small muted" data-testid="export-columns">{count}</span></div>
            <ol class="own-columns">
                <For each=move || fields.get() key=|field| field.clone() let:field><Column field choice lists preview/></For>
            </ol>
            <Add choice lists fields/>
        </div>
    }
}

/// Which place a field has.
fn place(all: &[PresetColumn], field: &str) -> Option<usize> {
    all.iter().position(|column| column.field == field)
}

#[component]
fn Column(field: String, choice: Choice, lists: Lists, preview: Remote<ExportPreview>) -> impl IntoView {
    let field = StoredValue::new(field);
    let name = field.get_value();
    let at = Memo::new(move |_| {
        choice.columns.with(|all| field.with_value(|field| place(all, field)).unwrap_or_default())
    });
    let count = Memo::new(move |_| choice.columns.with(Vec::len));
    let header = choice.columns.with_untracked(|all| {
        field
            .with_value(|field| place(all, field))
            .and_then(|n| all.get(n))
            .map(|column| column.header.clone())
    });
    let title = move || field.with_value(|field| lists.title(field));
    let first = move || {
        preview.value.with(|p| {
            let columns = &p.as_ref()?.columns;
            field.with_value(|field| columns.iter().find(|c| c.field == *field).map(|c| c.first.clone()))
        })
    };
    let step = move |down: bool| {
        choice.columns.update(|all| {
            let Some(from) = field.with_value(|field| place(all, field)) else { return };
            let to = if down { from + 1 } else { from.saturating_sub(1) };
            if to < all.len() {
                all.swap(from, to);
            }
        });
        // A row that moves loses the focus.
        let way = if down { "down" } else { "up" };
        let button = field.with_value(|field| format!("[data-testid='own-{way}-{field}']"));
        set_timeout(
            move || {
                browser::focus(&button);
            },
            Duration::from_millis(20),
        );
    };
    let rename = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        choice.columns.update(|all| {
            let found = field.with_value(|field| place(all, field));
            if let Some(column) = found.and_then(|n| all.get_mut(n)) {
                column.header = text;
            }
        });
    };
    let remove = move |_| {
        choice.columns.update(|all| field.with_value(|field| all.retain(|column| column.field != *field)));
    };
    let label = move |what: &'static str| move || format!("{what} {}", title());
    view! {
        <li data-testid="own-column" data-field=name.clone()>
            <span class="row nowrap" style="--gap:2px">
                <button type="button" class="btn sm ghost square" data-testid=format!("own-up-{name}") aria-label=label("Move up:")
                    disabled=move || at.get() == 0 on:click=move |_| step(false)><span class="flip"><Icon name="chev" class="sm"/></span></button>
                <button type="button" class="btn sm ghost square" data-testid=format!("own-down-{name}") aria-label=label("Move down:")
                    disabled=move || at.get() + 1 == count.get() on:click=move |_| step(true)><Icon name="chev" class="sm"/></button>
            </span>
            <span class="grow"><b>{title}</b><small class="truncate">{first}</small></span>
            <input class="input mono" data-testid=format!("own-header-{name}") aria-label=label("Header of") maxlength="100" autocomplete="off"
                prop:value=header.unwrap_or_default() on:input=rename/>
            <button type="button" class="btn sm ghost square" data-testid=format!("own-remove-{name}") aria-label=label("Leave out")
                disabled=move || count.get() == 1 on:click=remove><Icon name="x" class="sm"/></button>
        </li>
    }
}

/// The fields that are not in so far.
#[component]
fn Add(choice: Choice, lists: Lists, fields: Memo<Vec<String>>) -> impl IntoView {
    let options = move || {
        let rest = lists.fields.value.with(|all| {
            let all = all.iter().flat_map(|all| &all.items);
            let rest = all.filter(|field| fields.with(|chosen| !chosen.contains(&field.name)));
            rest.map(|field| (field.name.clone(), field.title.clone())).collect::<Vec<_>>()
        });
        rest.into_iter().map(|(name, title)| view! { <option value=name>{title}</option> }).collect_view()
    };
    let add = move |event: web_sys::Event| {
        let name = event_target_value(&event);
        if !name.is_empty() {
            choice.columns.update(|all| {
                if place(all, &name).is_none() {
                    all.push(plain(&name));
                }
            });
        }
    };
    view! {
        <select class="select" style="margin-top:8px;max-width:320px" aria-label="Add a column" data-testid="own-add"
            disabled=move || fields.with(|all| all.len() >= MOST) prop:value=move || { fields.track(); String::new() } on:change=add>
            <option value="">"Add a column…"</option>{options}
        </select>
    }
}
