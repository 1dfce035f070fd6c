//! What each number of this page counts.

use super::Held;
use crate::format::data_words;
use leptos::prelude::*;

#[component]
pub fn Definitions(h: Held) -> impl IntoView {
    let all = Memo::new(move |_| h.with(|h| h.about.definitions.clone()));
    let line = |(field, text): (&String, &String)| {
        view! {
            <li><span class="grow"><b>{data_words::field(field)}</b><p>{text.clone()}</p></span></li>
        }
    };
    view! {
        <section class="card" aria-labelledby="definitions-title" data-testid="health-definitions">
            <header><h2 id="definitions-title">"What the numbers count"</h2></header>
            <ul class="list" style="margin-top:8px">{move || all.with(|all| all.iter().map(line).collect_view())}</ul>
        </section>
    }
}
