//! All customers: views, search, filters, sort, pages. The address bar holds what is shown.

mod add;
mod chips;
mod filters;
mod search;
mod state;
mod table;
mod views;

use crate::{components::topbar::use_page, customer_filter::rule_of, icons::Icon, routes::Route};
use leptos::prelude::*;
use patron_api_types::customers::CustomerQuery;
use state::ListState;

#[component]
pub fn CustomersPage() -> impl IntoView {
    use_page(|| "Customers".to_owned(), None);
    let state = ListState::new();
    let adding = RwSignal::new(false);
    let export = move || state.query.with(export_of).href();
    view! {
        <div class="page-head" style="margin-bottom:8px">
            <div><h1 class="as-title" tabindex="-1">"Customers"</h1></div>
            <div class="row">
                <a class="btn" href=export data-testid="customers-export"><Icon name="download"/>"Export"</a>
                <button class="btn primary" data-testid="customer-add" on:click=move |_| adding.set(true)>
                    <Icon name="plus"/><span>"Add customer"</span>
                </button>
            </div>
        </div>
        <views::Views state/>
        <div class="toolbar" style="margin-bottom:12px" class:searching=state.list.first.busy>
            <search::Search state/>
            <div class="chips"><chips::Chips state/><filters::FilterButton state/></div>
        </div>
        <table::List state/>
        <add::AddDialog open=adding state/>
    }
}

/// A file of whom the list shows, where a rule can say who that is.
fn export_of(query: &CustomerQuery) -> Route {
    let only = CustomerQuery {
        segment: query.segment,
        sort: query.sort,
        order: query.order,
        ..CustomerQuery::default()
    };
    match query.segment {
        Some(key) if only == *query => Route::ExportOf(key),
        _ => rule_of(query).map_or(Route::Exports, Route::ExportOfRule),
    }
}
