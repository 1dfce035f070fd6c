//! Login health: failed sign-ins, why they failed, and who is under attack.

mod attacked;
mod csv;
mod days;
mod definitions;
mod figures;
mod sources;

use self::csv::CsvButton;
use crate::{
    beat::beat,
    components::{
        as_of::{AsOf, RebuildingNote},
        load::Load,
        reasons::ReasonBars,
        skeleton,
        topbar::use_page,
    },
    remote::{Remote, on_return},
};
use leptos::prelude::*;
use patron_api_types::stats::{Attacked, LoginHealth};
use std::{sync::Arc, time::Duration};

/// The last answer.
type Held = RwSignal<Arc<LoginHealth>>;

const EVERY: Duration = Duration::from_secs(30);

#[component]
pub fn LoginHealthPage() -> impl IntoView {
    use_page(|| "Login health".to_owned(), None);
    let health = Remote::new(|| (), |session, ()| async move { session.login_health().await });
    beat(health, EVERY, || true);
    on_return(move || health.again());
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Login health"</h1>
                <p>"Failed sign-ins, why they failed, and which accounts somebody tries to get into."</p></div>
        </div>
        <Load remote=health what="Login health" waiting=waiting ready=|h| view! { <Body h/> }.into_any()/>
    }
}

fn waiting() -> AnyView {
    view! {
        <div class="stack">
            {skeleton::stats(4, false)}
            <section class="card">{skeleton::block(250)}</section>
        </div>
    }
    .into_any()
}

#[component]
fn Body(h: Held) -> impl IntoView {
    let reasons = Memo::new(move |_| h.with(|h| h.reasons.clone()));
    let rebuilding = Memo::new(move |_| h.with(|h| h.about.rebuilding.clone()));
    let zone = Memo::new(move |_| h.with(|h| h.about.time_zone.clone()));
    let at = Memo::new(move |_| h.with(|h| h.about.as_of));
    view! {
        <div class="stack">
            <RebuildingNote rebuilding zone/>
            <figures::Figures h/>
            <div class="grid fill" style="--cols:minmax(0,1.9fr) minmax(0,1fr)">
                <days::DaysCard h/>
                <section class="card" aria-labelledby="reasons-title" data-testid="health-reasons">
                    <header>
                        <h2 id="reasons-title" title=definition(h, "reasons")>"Why they failed"</h2><p>"last 30 days"</p>
                        <CsvButton chart="reasons"/>
                    </header>
                    <ReasonBars reasons/>
                </section>
            </div>
            <Accounts h/>
            <div class="grid fill" style="--cols:minmax(0,1fr) minmax(0,1fr)">
                <Addresses h/>
                <sources::Sources h/>
            </div>
            <footer class="stack" style="--gap:8px"><AsOf at zone/><definitions::Definitions h/></footer>
        </div>
    }
}

/// What a number counts, by its field.
fn definition(h: Held, field: &'static str) -> Memo<String> {
    Memo::new(move |_| h.with(|h| h.about.definitions.get(field).cloned().unwrap_or_default()))
}

#[component]
fn Accounts(h: Held) -> impl IntoView {
    let rows: Memo<Vec<Attacked>> = Memo::new(move |_| h.with(|h| h.accounts.clone()));
    view! {
        <section class="card flush" aria-labelledby="accounts-title" data-testid="attacked-accounts">
            <header style="padding-bottom:12px">
                <h2 id="accounts-title" title=definition(h, "accounts")>"Accounts under attack"</h2><p>"5 or more failures in 24 hours"</p>
                <CsvButton chart="accounts"/>
            </header>
            <attacked::Table rows caption="Accounts under attack" test_id="attacked-account"
                calm="No account had five failed sign-ins in the last 24 hours."/>
        </section>
    }
}

#[component]
fn Addresses(h: Held) -> impl IntoView {
    let rows: Memo<Vec<Attacked>> = Memo::new(move |_| h.with(|h| h.addresses.clone()));
    view! {
        <section class="card flush" aria-labelledby="addresses-title" data-testid="attacked-addresses">
            <header style="padding-bottom:12px">
                <h2 id="addresses-title" title=definition(h, "addresses")>"Addresses without a customer"</h2>
                <CsvButton chart="addresses"/>
            </header>
            <attacked::Table rows caption="Addresses without a customer" test_id="attacked-address"
                calm="Nobody keeps trying an address that no customer has."/>
        </section>
    }
}
