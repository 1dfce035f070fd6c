//! What the colours of a chart stand for.

use super::{Data, Kind, Series};
use leptos::prelude::*;

/// The names of a chart's series.
#[component]
pub fn Legend(data: Memo<Data>) -> impl IntoView {
    let names = move || {
        let key = |s: &Series| {
            view! { <span><i class=s.key() style=format!("--k:{}", s.colour)></i>{s.name.to_string()}</span> }
        };
        data.with(|d| d.series.iter().filter(|s| s.kind != Kind::Told).map(key).collect_view())
    };
    view! { <div class="legend">{names}</div> }
}
