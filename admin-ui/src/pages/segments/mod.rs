//! Target groups: the three every shop starts with, and a form for one's own conditions.

mod detail;
mod list;
mod targeting;

use crate::{
    components::{load::Load, skeleton, topbar::use_page},
    remote::{Remote, on_return},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patron_api_types::segments::Segments;
use patron_domain::segment::NamedSet;
use std::sync::Arc;

/// What the right side shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Set(NamedSet),
    Custom,
}

#[component]
pub fn SegmentsPage() -> impl IntoView {
    use_page(|| "Segments".to_owned(), None);
    let segments = Remote::new(|| (), |session, ()| async move { session.segments().await });
    on_return(move || segments.again());
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Segments"</h1><p>"Groups that keep themselves up to date. Counted as you look."</p></div>
        </div>
        <Load remote=segments what="The segments" waiting=waiting ready=|s| view! { <Body s/> }.into_any()/>
    }
}

fn waiting() -> AnyView {
    view! {
        <div class="grid keep" style="--cols:minmax(280px,1fr) minmax(0,2.35fr)">
            <section class="card">{skeleton::lines()}</section>
            <section class="card">{skeleton::rows()}</section>
        </div>
    }
    .into_any()
}

#[component]
fn Body(s: RwSignal<Arc<Segments>>) -> impl IntoView {
    let params = use_query_map();
    let shown = Memo::new(move |_| {
        params.with(|params| match params.get_str("set") {
            Some("custom") => Shown::Custom,
            word => Shown::Set(word.and_then(|word| word.parse().ok()).unwrap_or(NamedSet::HighValue)),
        })
    });
    view! {
        <div class="grid keep" style="--cols:minmax(280px,1fr) minmax(0,2.35fr)">
            <list::SetList s shown/>
            {move || match shown.get() {
                Shown::Set(set) => view! { <detail::Detail s set/> }.into_any(),
                Shown::Custom => view! { <targeting::Targeting/> }.into_any(),
            }}
        </div>
    }
}
