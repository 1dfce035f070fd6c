//! "Showing 50 of 3,218" and the button for more.

use crate::{browser, components::load::explain, remote::Paged, session::use_format};
use leptos::prelude::*;

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
        Some(total) => format!("Showing {} of {} {what}", number(length()), number(total)),
        None if list.next.with(Option::is_some) => format!("Showing the first {} {what}", number(length())),
        None => format!("{} {what}", number(length())),
    };
    let before = StoredValue::new(0_usize);
    Effect::new(move |was: Option<usize>| {
        let n = list.rows.with(Vec::len);
        if was.is_some_and(|was| was > 0 && was == before.get_value() && n > was) {
            browser::focus(&format!("[data-row='{}'] a, [data-row='{}']", before.get_value(), before.get_value()));
        }
        n
    });
    let more = move |_| {
        before.set_value(list.rows.with_untracked(Vec::len));
        list.more();
    };
    view! {
        <div class="table-foot">
            <span role="status" data-testid="list-count">{text}</span>
            {move || list.more_error.get().map(|error| view! { <span class="bad-ink">{explain(&error)}</span> })}
            <Show when=move || list.next.with(Option::is_some)>
                <button class="btn sm push" data-testid="load-more" disabled=list.more_busy on:click=more>
                    {move || if list.more_busy.get() { "Loading…" } else { "Load more" }}
                </button>
            </Show>
        </div>
    }
}
