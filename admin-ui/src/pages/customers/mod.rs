//! All customers: views, search, filters, sort, pages. The address bar holds what is shown.

mod add;
mod chips;
mod filters;
mod search;
mod state;
mod table;
mod views;

use crate::{components::topbar::use_page, icons::Icon, routes::Route};
use leptos::prelude::*;
use state::ListState;

#[component]
pub fn CustomersPage() -> impl IntoView {
    use_page(|| "Customers".to_owned(), None);
    let state = ListState::new();
    let adding = RwSignal::new(false);
    view! {
        <div class="page-head" style="margin-bottom:8px">
            <div><h1 class="as-title" tabindex="-1">"Customers"</h1></div>
            <div class="row">
                <a class="btn" href=Route::Exports.href() data-testid="customers-export"><Icon name="download"/>"Export"</a>
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
