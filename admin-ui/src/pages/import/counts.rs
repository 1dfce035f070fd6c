//! What the rows do, in numbers.

use crate::session::use_format;
use leptos::prelude::*;
use patron_api_types::imports::{Import, RowCounts};
use std::sync::Arc;

#[component]
pub fn Counts(i: RwSignal<Arc<Import>>) -> impl IntoView {
    view! {
        <section class="stats" style="box-shadow:none" aria-label="What the rows do">
            <Count i id="created" label="New" note="not known so far" of=|c| c.created/>
            <Count i id="updated" label="Updated" note="known, and something is new" of=|c| c.updated/>
            <Count i id="unchanged" label="Unchanged" note="known as they are" of=|c| c.unchanged/>
            <Count i id="refused" label="Refused" note="not taken, with a reason" of=|c| c.refused/>
        </section>
    }
}

#[component]
fn Count(
    i: RwSignal<Arc<Import>>,
    id: &'static str,
    label: &'static str,
    note: &'static str,
    of: fn(&RowCounts) -> i64,
) -> impl IntoView {
    let format = use_format();
    let value = Memo::new(move |_| i.with(|i| of(&i.counts)));
    view! {
        <div class="stat compact">
            <span class="label">{label}</span>
            <span class="value" class:bad-ink=move || id == "refused" && value.get() != 0
                data-testid=format!("count-{id}") data-value=move || value.get().to_string()>
                {move || format.with_value(|f| f.number(value.get()))}
            </span>
            <span class="vs"><span class="long">{note}</span></span>
        </div>
    }
}
