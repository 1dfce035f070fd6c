//! "Showing 50 of 3,218" and the button for more.

use crate::{browser, components::load::explain, erased::effect, remote::Paged, session::use_format};
use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use std::time::Duration;

/// The foot of a list that comes in pages. After loading, the focus moves to the first new row.
#[component]
pub fn Pager<T: Send + Sync + Clone + PartialEq + 'static>(
    list: Paged<T>,
    /// `people`, `orders`.
    what: &'static str,
) -> impl IntoView {
    let format = use_format();
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let length = move || i64::try_from(list.rows.with(Vec::len)).unwrap_or(i64::MAX);
    let text = move || match list.total() {
        Some(total) => {
            format!("Showing {} of {} {}", number(length()), number(total), counted(total, what))
        }
        None if list.next.with(Option::is_some) => format!("Showing the first {} {what}", number(length())),
        None => format!("{} {}", number(length()), counted(length(), what)),
    };
    let before = StoredValue::new(None::<usize>);
    effect(move || {
        let n = list.rows.with(Vec::len);
        let asked_at = before.get_value().filter(|before| n > *before);
        if let Some(first_new) = asked_at {
            before.set_value(None);
            // The rows stand in the page only after this effect.
            set_timeout(move || focus_row(first_new), Duration::from_millis(20));
        }
    });
    let more = move |_| {
        before.set_value(Some(list.rows.with_untracked(Vec::len)));
        list.more();
    };
    view! {
        <div class="table-foot">
            <span role="status" data-testid="list-count">{text}</span>
            {move || list.more_error.get().map(|error| view! { <span class="bad-ink" role="alert">{explain(&error)}</span> })}
            <Show when=move || list.next.with(Option::is_some)>
                <button class="btn sm push" data-testid="load-more" disabled=move || list.more_busy.get() || list.first.busy.get() on:click=more>
                    {move || if list.more_busy.get() { "Loading…" } else { "Load more" }}
                </button>
            </Show>
        </div>
    }
}

/// `1 event`, `2 events`: the word for so many.
fn counted(n: i64, what: &'static str) -> &'static str {
    match (n, what) {
        (1, "people") => "person",
        (1, "entries") => "entry",
        (1, _) => what.strip_suffix('s').unwrap_or(what),
        _ => what,
    }
}

fn focus_row(position: usize) {
    let row = format!("[data-row='{position}']");
    if !browser::focus(&format!("{row} a")) {
        browser::focus(&row);
    }
}
