//! The last 24 hours in figures.

use super::{Held, definition};
use crate::{format::number::share, session::use_format};
use leptos::prelude::*;
use patron_api_types::stats::LoginHealth;

#[component]
pub fn Figures(h: Held) -> impl IntoView {
    let failed = move || {
        let part = h.with(|h| share(h.failed_24h, h.failed_24h + h.logins_24h));
        part.map(|part| format!("{part} of all attempts"))
    };
    let tried = Memo::new(move |_| h.with(|h| h.accounts.len() + h.addresses.len()));
    let suspicious =
        Memo::new(move |_| h.with(|h| h.accounts.iter().filter(|account| account.signed_in_since).count()));
    let verdict = move || match (suspicious.get(), tried.get()) {
        (0, 0) => {
            view! { <span class="badge ok dot" data-testid="health-calm">"All is calm"</span> }.into_any()
        }
        (0, _) => view! { <span>"nobody got in since"</span> }.into_any(),
        (n, _) => view! { <span class="badge warn dot">{n}" signed in since"</span> }.into_any(),
    };
    view! {
        <section class="stats" aria-label="The last 24 hours">
            <Figure h id="logins_24h" label="Signed in" of=|h| h.logins_24h><span>"in 24 hours"</span></Figure>
            <Figure h id="failed_24h" label="Failed" of=|h| h.failed_24h><span>{failed}</span></Figure>
            <Figure h id="throttled_24h" label="Refused by the throttle" of=|h| h.throttled_24h>
                <span>"too many failures before"</span>
            </Figure>
            <Figure h id="accounts" label="Accounts under attack" of=accounts>
                {verdict}
            </Figure>
        </section>
    }
}

fn accounts(h: &LoginHealth) -> i64 {
    i64::try_from(h.accounts.len()).unwrap_or(i64::MAX)
}

/// One figure. The value carries the plain number for machines.
#[component]
fn Figure(
    h: Held,
    /// Its field, which its definition goes by.
    id: &'static str,
    label: &'static str,
    of: fn(&LoginHealth) -> i64,
    children: Children,
) -> impl IntoView {
    let format = use_format();
    let value = Memo::new(move |_| h.with(|h| of(h)));
    view! {
        <div class="stat" title=definition(h, id)>
            <span class="label truncate">{label}</span>
            <span class="value" data-testid=format!("health-{id}") data-value=move || value.get().to_string()>
                {move || format.with_value(|f| f.number(value.get()))}
            </span>
            <span class="vs">{children()}</span>
        </div>
    }
}
