//! How far something long has come: what it is, done of all, time left.

use crate::{browser, format::time::left, session::use_format};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Words over a bar. The time left follows the pace seen since this stands in the page: the server may have been
/// restarted in between, so the pace since the beginning says little.
#[component]
pub fn Progress(
    /// `Checking`, `Importing`.
    #[prop(into)]
    what: Signal<String>,
    #[prop(into)] done: Signal<i64>,
    #[prop(into)] all: Signal<i64>,
) -> impl IntoView {
    let format = use_format();
    let begun = StoredValue::new(None::<(DateTime<Utc>, i64)>);
    let time_left = Memo::new(move |_| {
        let (done, all, now) = (done.get(), all.get(), browser::now());
        match begun.get_value() {
            Some((since, first)) if done >= first => {
                left((now - since).num_milliseconds(), done - first, all - done)
            }
            // the first look, or another phase that counts from zero again
            _ => {
                begun.set_value(Some((now, done)));
                None
            }
        }
    });
    let percent = move || (done.get().min(all.get()) * 100).checked_div(all.get()).unwrap_or_default();
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let words = move || match time_left.get() {
        Some(time) => format!("{}, {time}", what.get()),
        None => what.get(),
    };
    view! {
        <div style="display:grid;gap:5px;min-width:0" data-testid="progress">
            <span class="row between small">
                <span>{words}</span>
                <b class="strong num">{move || number(done.get())}" of "{move || number(all.get())}</b>
            </span>
            <span
                class="progress" role="progressbar" aria-label=move || what.get() aria-valuemin="0" aria-valuemax="100"
                aria-valuenow=move || percent().to_string()
            >
                <i style=move || format!("--v:{}", percent())></i>
            </span>
        </div>
    }
}
