//! What the page shows: read from the address, changed through it.

use crate::{
    analytics_view::AnalyticsView,
    beat::beat,
    feed::Now,
    remote::{Remote, on_return},
    routes::{Route, use_replace},
    session::use_format,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patron_api_types::stats::SpanQuery;
use std::time::Duration;

/// How often an open report asks whether its figures changed.
const EVERY: Duration = Duration::from_secs(60);

#[derive(Clone, Copy)]
pub struct PageState {
    pub view: Memo<AnalyticsView>,
    /// What the server is asked for; changes only when that does.
    pub span: Memo<SpanQuery>,
    /// The day in the store's zone.
    pub today: Memo<NaiveDate>,
    go: Callback<AnalyticsView>,
}

impl PageState {
    pub fn new() -> Self {
        let params = use_query_map();
        let view = Memo::new(move |_| params.with(AnalyticsView::from_params));
        let span = Memo::new(move |_| view.get().span());
        let (now, format) = (expect_context::<Now>().0, use_format());
        let today = Memo::new(move |_| format.with_value(|f| f.day(now.get())));
        let go = StoredValue::new_local(use_replace());
        let go = Callback::new(move |view: AnalyticsView| {
            go.with_value(|go| go(&Route::Analytics(view).href()));
        });
        Self { view, span, today, go }
    }

    /// Changes the address; the page follows.
    pub fn change(self, change: impl FnOnce(&mut AnalyticsView)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        if view != self.view.get_untracked() {
            self.go.run(view);
        }
    }

    /// The span as the parameters of a download.
    pub fn pairs(self) -> Vec<(&'static str, String)> {
        let span = self.span.get_untracked();
        let unit = span.unit.map(|unit| ("unit", unit.to_string()));
        let from = span.from.map(|day| ("from", day.to_string()));
        let to = span.to.map(|day| ("to", day.to_string()));
        [unit, from, to].into_iter().flatten().collect()
    }
}

/// Keeps an answer young while somebody looks at it.
pub fn kept<T: Send + Sync + 'static>(remote: Remote<T>) -> Remote<T> {
    on_return(move || remote.again());
    beat(remote, EVERY, || true);
    remote
}
