//! What the list shows: read from the address, changed through it.

use crate::{
    browser,
    customer_filter::{from_params, to_search},
    erased::effect,
    feed::Feed,
    remote::{Paged, Remote, on_return},
    routes::{BASE, use_replace},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patron_api_types::{
    customers::{CustomerQuery, CustomerRow, CustomerSort, SortOrder},
    segments::Segments,
};
use std::time::Duration;

/// Rows a page.
const PAGE: u16 = 50;
/// How long a filter has to stand before its people are counted.
const COUNT_PAUSE: Duration = Duration::from_millis(400);

#[derive(Clone, Copy)]
pub struct ListState {
    pub query: Memo<CustomerQuery>,
    pub list: Paged<CustomerRow>,
    /// For the tabs' counts and the names of segments.
    pub segments: Remote<Segments>,
    go: Callback<CustomerQuery>,
}

/// Has the server count who matches, apart from the rows: those are there at once, and counting a million takes a
/// quarter of a second. The order makes no difference, everybody is counted already, and who still types waits.
fn count(query: Memo<CustomerQuery>, list: Paged<CustomerRow>) {
    let filter = Memo::new(move |_| {
        let filter = CustomerQuery { sort: None, order: None, ..query.get() };
        (filter != CustomerQuery::default()).then_some(filter)
    });
    let counted = Remote::new(
        move || filter.get(),
        |session, filter| async move {
            let Some(filter) = filter else { return Ok(None) };
            browser::pause(COUNT_PAUSE).await;
            let query = CustomerQuery { limit: Some(1), total: Some(true), ..filter.clone() };
            Ok(session.customers(&query).await?.total.map(|total| (filter, total)))
        },
    );
    let everybody = expect_context::<Feed>().overview;
    effect(move || {
        let total = match filter.get() {
            None => everybody.value.with(|o| o.as_ref().map(|o| o.total_customers)),
            // what was counted for another filter is no answer to this one
            Some(filter) => counted.value.with(|value| {
                value
                    .as_deref()
                    .and_then(Option::as_ref)
                    .filter(|(of, _)| *of == filter)
                    .map(|(_, total)| *total)
            }),
        };
        list.total.set(total);
    });
    on_return(move || counted.again());
}

impl ListState {
    pub fn new() -> Self {
        let params = use_query_map();
        let query = Memo::new(move |_| params.with(from_params));
        let list = Paged::new(
            move || query.get(),
            |session, query, cursor| async move {
                session.customers(&CustomerQuery { limit: Some(PAGE), cursor, ..query }).await
            },
        );
        count(query, list);
        on_return(move || list.refresh_quietly());
        let segments = Remote::new(|| (), |session, ()| async move { session.segments().await });
        on_return(move || segments.again());
        let replace = use_replace();
        let go = StoredValue::new_local(replace);
        let go = Callback::new(move |query: CustomerQuery| {
            go.with_value(|go| go(&format!("{BASE}/customers{}", to_search(&query))));
        });
        Self { query, list, segments, go }
    }

    /// Changes the filters in the address; the list follows.
    pub fn change(self, change: impl FnOnce(&mut CustomerQuery)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        if query != self.query.get_untracked() {
            self.go.run(query);
        }
    }

    /// What the list is sorted by now.
    pub fn sort(self) -> (CustomerSort, SortOrder) {
        self.query.with(|q| (q.sort.unwrap_or(CustomerSort::Signup), q.order.unwrap_or(SortOrder::Desc)))
    }

    /// Sorts by a column; the same column again turns the order.
    pub fn sort_by(self, column: CustomerSort) {
        let (now, order) = untrack(|| self.sort());
        let first = if column == CustomerSort::Name { SortOrder::Asc } else { SortOrder::Desc };
        let turned = if order == SortOrder::Desc { SortOrder::Asc } else { SortOrder::Desc };
        self.change(|q| {
            q.sort = Some(column);
            q.order = Some(if column == now { turned } else { first });
        });
    }
}
