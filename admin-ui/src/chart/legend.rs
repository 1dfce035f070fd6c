//! What the colours of a chart stand for.

use super::{Data, Series};
use leptos::prelude::*;

/// The names of a chart's series.
#[component]
pub fn Legend(data: Memo<Data>) -> impl IntoView {
    let names = move || {
        let key = |s: &Series| view! { <span><i class=s.key() style=format!("--k:{}", s.colour)></i>{s.name}</span> };
        data.with(|d| d.series.iter().map(key).collect_view())
    };
    view! { <div class="legend">{names}</div> }
}
