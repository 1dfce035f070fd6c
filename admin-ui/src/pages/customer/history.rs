//! Orders, sign-ins and consents, one tab each.

use super::{Subject, lists};
use crate::session::use_format;
use leptos::prelude::*;
use patron_api_types::customers::Customer;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq)]
enum Tab {
    Orders,
    SignIns,
    Consent,
}

#[component]
pub fn History(c: RwSignal<Arc<Customer>>, subject: Subject) -> impl IntoView {
    let format = use_format();
    let shown = RwSignal::new(Tab::Orders);
    let number = move |n: i32| format.with_value(|f| f.number(n.into()));
    let tab = move |tab: Tab, text: &'static str, id: &'static str, count: Option<Signal<String>>| {
        view! {
            <button
                role="tab" id=id data-testid=id aria-selected=move || if shown.get() == tab { "true" } else { "false" }
                aria-controls="history-panel" on:click=move |_| shown.set(tab)
            >
                {text}{count.map(|count| view! { <small>{count}</small> })}
            </button>
        }
    };
    let orders = Signal::derive(move || number(c.with(|c| c.row.total_orders)));
    let logins =
        Signal::derive(move || number(c.with(|c| c.row.login_count.saturating_add(c.failed_login_count))));
    view! {
        <section class="card flush" aria-label="History">
            <div class="tabs" role="tablist" style="padding:4px 18px 0">
                {tab(Tab::Orders, "Orders", "tab-orders", Some(orders))}
                {tab(Tab::SignIns, "Sign-ins", "tab-logins", Some(logins))}
                {tab(Tab::Consent, "Consent", "tab-consents", None)}
            </div>
            <div role="tabpanel" id="history-panel">
                {move || match shown.get() {
                    Tab::Orders => view! { <lists::Orders subject/> }.into_any(),
                    Tab::SignIns => view! { <lists::SignIns subject/> }.into_any(),
                    Tab::Consent => view! { <lists::Ledger subject/> }.into_any(),
                }}
            </div>
        </section>
    }
}
