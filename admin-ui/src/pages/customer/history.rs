//! Orders, sign-ins, events, campaigns and consents, one tab each.

use super::{Subject, campaigns, events, lists};
use crate::{browser, session::use_format};
use leptos::prelude::*;
use patron_api_types::customers::Customer;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq)]
enum Tab {
    Orders,
    SignIns,
    Events,
    Campaigns,
    Consent,
}

/// The tabs in their order, with their elements' ids.
const TABS: [(Tab, &str); 5] = [
    (Tab::Orders, "tab-orders"),
    (Tab::SignIns, "tab-logins"),
    (Tab::Events, "tab-events"),
    (Tab::Campaigns, "tab-campaigns"),
    (Tab::Consent, "tab-consents"),
];

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
                tabindex=move || if shown.get() == tab { "0" } else { "-1" }
            >
                {text}{count.map(|count| view! { <small>{count}</small> })}
            </button>
        }
    };
    // Arrow keys move along the tabs, as the pattern has it.
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TABS.len() - 1,
            _ => return,
        };
        let now = TABS.iter().position(|(tab, _)| *tab == shown.get_untracked()).unwrap_or_default();
        let (next, id) = TABS[(now + step) % TABS.len()];
        shown.set(next);
        browser::focus(&format!("#{id}"));
    };
    let orders = Signal::derive(move || number(c.with(|c| c.row.total_orders)));
    let logins =
        Signal::derive(move || number(c.with(|c| c.row.login_count.saturating_add(c.failed_login_count))));
    view! {
        <section class="card flush" aria-label="History">
            <div class="tabs" role="tablist" style="padding:4px 18px 0" on:keydown=keys>
                {tab(Tab::Orders, "Orders", "tab-orders", Some(orders))}
                {tab(Tab::SignIns, "Sign-ins", "tab-logins", Some(logins))}
                {tab(Tab::Events, "Events", "tab-events", None)}
                {tab(Tab::Campaigns, "Campaigns", "tab-campaigns", None)}
                {tab(Tab::Consent, "Consent", "tab-consents", None)}
            </div>
            <div role="tabpanel" id="history-panel">
                {move || match shown.get() {
                    Tab::Orders => view! { <lists::Orders subject/> }.into_any(),
                    Tab::SignIns => view! { <lists::SignIns subject/> }.into_any(),
                    Tab::Events => view! { <events::Events subject/> }.into_any(),
                    Tab::Campaigns => view! { <campaigns::Campaigns subject/> }.into_any(),
                    Tab::Consent => view! { <lists::Ledger subject/> }.into_any(),
                }}
            </div>
        </section>
    }
}
