//! The tabs above the list, with their counts.

use super::state::ListState;
use crate::{
    customer_filter::View,
    feed::Feed,
    remote::{Remote, on_return},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::segments::Segments;
use patron_domain::segment::NamedSet;
use std::sync::Arc;

#[component]
pub fn Views(state: ListState) -> impl IntoView {
    let (feed, format) = (expect_context::<Feed>(), use_format());
    let segments = Remote::new(|| (), |session, ()| async move { session.segments().await });
    on_return(move || segments.again());
    let current = Memo::new(move |_| state.query.with(View::of));
    let tab = move |view: View| {
        let count = Memo::new(move |_| count(view, feed, segments.value.get()));
        view! {
            <button
                role="tab" aria-selected=move || if current.get() == Some(view) { "true" } else { "false" }
                data-testid=format!("view-{}", view.name())
                on:click=move |_| state.change(|query| view.apply(query))
            >
                {view.title()}<small>{move || count.get().map(|n| format.with_value(|f| f.number(n)))}</small>
            </button>
        }
    };
    view! {
        <div class="tabs" style="margin-bottom:14px">
            <div role="tablist" aria-label="Views">{View::ALL.map(tab).into_iter().collect_view()}</div>
        </div>
    }
}

fn count(view: View, feed: Feed, segments: Option<Arc<Segments>>) -> Option<i64> {
    let set = |name: NamedSet| segments.as_ref()?.items.iter().find(|s| s.name == name).map(|s| s.people);
    let overview = feed.overview.value.get()?;
    match view {
        View::All => Some(overview.total_customers),
        View::Active => Some(overview.active_customers),
        View::NewThisWeek => Some(overview.new_7d),
        View::OptedIn => Some(overview.marketing_opt_ins),
        View::HighValue => set(NamedSet::HighValue),
        View::Inactive => set(NamedSet::Inactive30d),
    }
}
