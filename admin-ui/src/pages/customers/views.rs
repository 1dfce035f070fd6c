//! The tabs above the list, with their counts.

use super::state::ListState;
use crate::{customer_filter::View, feed::Feed, routes::Route, session::use_format};
use leptos::prelude::*;
use patron_api_types::segments::Segments;
use patron_domain::{rule::SegmentKey, segment::NamedSet};
use std::sync::Arc;

#[component]
pub fn Views(state: ListState) -> impl IntoView {
    let (feed, format) = (expect_context::<Feed>(), use_format());
    let segments = state.segments;
    let current = Memo::new(move |_| state.query.with(View::of));
    let tab = move |view: View| {
        let count = Memo::new(move |_| count(view, feed, segments.value.get()));
        // Links, so that a view opens in a new tab too; the other filters stay.
        let href = move || {
            let mut query = state.query.get();
            view.apply(&mut query);
            Route::CustomersWith(Box::new(query)).href()
        };
        view! {
            <a
                href=href aria-current=move || (current.get() == Some(view)).then_some("true") data-noscroll="true"
                data-testid=format!("view-{}", view.name())
            >
                {view.title()}<small>{move || count.get().map(|n| format.with_value(|f| f.number(n)))}</small>
            </a>
        }
    };
    view! { <nav class="tabs" style="margin-bottom:14px" aria-label="Views">{View::ALL.map(tab).into_iter().collect_view()}</nav> }
}

fn count(view: View, feed: Feed, segments: Option<Arc<Segments>>) -> Option<i64> {
    let set = |name: NamedSet| {
        let key = SegmentKey::Named(name);
        segments.as_ref()?.items.iter().find(|s| s.name == key).map(|s| s.people)
    };
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
