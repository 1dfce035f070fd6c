//! The first segments at a glance.

use crate::{
    components::{load::Load, skeleton},
    remote::{Remote, on_return},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::segments::{SegmentSummary, Segments};
use std::sync::Arc;

/// How many there is room for: those every shop starts with come first.
const SHOWN: usize = 6;

#[component]
pub fn SegmentsToWatch() -> impl IntoView {
    let segments = Remote::new(|| (), |session, ()| async move { session.segments().await });
    on_return(move || segments.again());
    view! {
        <section class="card" aria-labelledby="watch-title">
            <header><h2 id="watch-title">"Target groups"</h2><a class="link small push" href=Route::Segments.href()>"All"</a></header>
            <Load remote=segments what="The target groups" waiting=skeleton::lines ready=|s| view! { <Bars s/> }.into_any()/>
        </section>
    }
}

#[component]
fn Bars(s: RwSignal<Arc<Segments>>) -> impl IntoView {
    let format = use_format();
    let bar = move |segment: &SegmentSummary, most: i64| {
        let number = |n: i64| format.with_value(|f| f.number(n));
        view! {
            <li>
                <a class="link" style="color:inherit" href=Route::Segment(segment.name).href()>{segment.title.clone()}</a>
                <span class="n">{number(segment.people)}<small>{number(segment.reachable_email)}" by email"</small></span>
                <span class="track"><i style=format!("--v:{}", segment.people * 100 / most.max(1))></i></span>
            </li>
        }
    };
    let bars = move || {
        s.with(|s| {
            let most = s.items.iter().take(SHOWN).map(|segment| segment.people).max().unwrap_or_default();
            s.items.iter().take(SHOWN).map(|segment| bar(segment, most)).collect_view()
        })
    };
    view! { <div class="body"><ul class="bars" style="--gap:16px">{bars}</ul></div> }
}
