//! One customer: who they are, what they did, what they agreed to.

mod campaigns;
mod consent;
mod edit;
mod events;
mod head;
mod history;
mod lists;
mod profile;
mod status;

use crate::{
    components::{avatar::display_name, load::Load, skeleton, topbar::use_page},
    pages::not_found::NoSuch,
    remote::{Remote, on_return},
    routes::Route,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use patron_api_types::customers::Customer;
use patron_domain::ids::CustomerId;
use std::sync::Arc;

/// The customer on this page and what a change has to refresh.
#[derive(Clone, Copy)]
struct Subject {
    id: CustomerId,
    remote: Remote<Customer>,
    /// Moves when something was changed here, so that the ledger is read again.
    changed: RwSignal<u32>,
}

impl Subject {
    /// Takes over what a change gave back.
    fn changed(self, customer: Customer) {
        self.remote.put(customer);
        self.changed.update(|n| *n += 1);
    }
}

#[component]
pub fn CustomerPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|p| p.get_str("id").and_then(|id| id.parse::<CustomerId>().ok())));
    move || match id.get() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <Unknown/> }.into_any(),
    }
}

#[component]
fn Known(id: CustomerId) -> impl IntoView {
    let remote = Remote::new(|| (), move |session, ()| async move { session.customer(id).await });
    on_return(move || remote.again());
    let subject = Subject { id, remote, changed: RwSignal::new(0) };
    let name = Memo::new(move |_| {
        remote
            .value
            .with(|c| c.as_ref().map(|c| display_name(c.row.full_name.as_deref(), c.row.email.as_deref())))
    });
    use_page(
        move || name.get().unwrap_or_else(|| "Customer".to_owned()),
        Some(("Customers", Route::Customers)),
    );
    let missing = remote.is_missing();
    move || {
        if missing.get() {
            view! { <Unknown/> }.into_any()
        } else {
            view! { <Load remote what="This customer" waiting=waiting ready=move |c| view! { <Body c subject/> }.into_any()/> }.into_any()
        }
    }
}

fn waiting() -> AnyView {
    view! {
        <div class="page-head"><div style="height:52px"></div></div>
        <div class="stack">
            {skeleton::stats(6, true)}
            <div class="grid" style="--cols:minmax(0,1.75fr) minmax(320px,1fr)">
                <section class="card">{skeleton::lines()}</section>
                <section class="card">{skeleton::block(180)}</section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Body(c: RwSignal<Arc<Customer>>, subject: Subject) -> impl IntoView {
    let (editing, changing) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        <head::Head c editing changing/>
        <div class="stack">
            <head::Figures c/>
            <div class="grid" style="--cols:minmax(0,1.75fr) minmax(320px,1fr)">
                <history::History c subject/>
                <div class="stack">
                    <consent::ConsentCard c subject/>
                    <profile::Profile c editing/>
                </div>
            </div>
        </div>
        <edit::EditDialog open=editing c subject/>
        <status::StatusDialog open=changing c subject/>
    }
}

#[component]
fn Unknown() -> impl IntoView {
    let list = ("Customers", Route::Customers);
    view! { <NoSuch icon="user" title="There is no such customer" text="The link may be old, or the person was erased." list all="All customers"/> }
}
