//! What the list shows: read from the address, changed through it.

use crate::{
    customer_filter::{from_params, to_search},
    remote::{Paged, on_return},
    routes::{BASE, use_replace},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patron_api_types::customers::{CustomerQuery, CustomerRow, CustomerSort, SortOrder};

/// Rows a page.
const PAGE: u16 = 50;

#[derive(Clone, Copy)]
pub struct ListState {
    pub query: Memo<CustomerQuery>,
    pub list: Paged<CustomerRow>,
    go: Callback<CustomerQuery>,
}

impl ListState {
    pub fn new() -> Self {
        let params = use_query_map();
        let query = Memo::new(move |_| params.with(from_params));
        let list = Paged::new(
            move || query.get(),
            |session, query, cursor| async move {
                let first = cursor.is_none();
                // A total makes the server count; once for the list is enough.
                let query =
                    CustomerQuery { limit: Some(PAGE), total: first.then_some(true), cursor, ..query };
                session.customers(&query).await
            },
        );
        on_return(move || list.refresh_quietly());
        let replace = use_replace();
        let go = StoredValue::new_local(replace);
        let go = Callback::new(move |query: CustomerQuery| {
            go.with_value(|go| go(&format!("{BASE}/customers{}", to_search(&query))));
        });
        Self { query, list, go }
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
