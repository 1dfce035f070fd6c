//! A row of a table of people: the same on the customers' page and under a segment.

use crate::{
    components::{
        avatar::{Avatar, display_name},
        badge::{Consents, StatusBadge, Verified},
        time::{Ago, Day},
    },
    format::words,
    routes::{Route, use_go},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::customers::CustomerRow;
use patron_domain::ids::CustomerId;
use std::sync::Arc;

/// Which columns a table has besides name, consent, orders, spent and last sign-in.
#[derive(Clone, Copy, PartialEq)]
pub enum Columns {
    All,
    Few,
}

/// One person. The whole row opens their page; the name is the link for keyboards.
#[component]
pub fn PersonRow(
    row: Arc<CustomerRow>,
    columns: Columns,
    position: usize,
    /// Told when somebody asks why this person is among the rows.
    #[prop(optional)]
    explain: Option<Callback<CustomerId>>,
) -> impl IntoView {
    let id = row.id;
    let format = use_format();
    let go = use_go();
    let href = Route::Customer(row.id).href();
    let target = href.clone();
    let open = move |event: leptos::ev::MouseEvent| {
        // The link inside handles its own clicks, with new tabs and all.
        if !event.default_prevented() && !on_link(&event) {
            go(&target);
        }
    };
    let all = columns == Columns::All;
    let name = display_name(row.full_name.as_deref(), row.email.as_deref());
    let second = if row.full_name.is_some() { row.email.clone().unwrap_or_default() } else { String::new() };
    let number = |n: i32| format.with_value(|f| f.number(n.into()));
    let (orders, logins) = (number(row.total_orders), number(row.login_count));
    let spent = format.with_value(|f| f.money(row.total_spent));
    view! {
        <tr class="link-row" data-testid="customer-row" data-id=row.id.to_string() data-row=position.to_string() on:click=open>
            <td class="main">
                <a href=href class="person">
                    <Avatar name=name.clone()/><span><b>{name}</b><small>{second}</small></span>
                </a>
            </td>
            {all.then(|| view! {
                <td><span class="row nowrap" style="--gap:8px"><StatusBadge status=row.status/><Verified verified=row.email_verified/></span></td>
            })}
            <td><Consents consents=row.consents.clone()/></td>
            {all.then(|| view! { <td class="r low">{logins}</td> })}
            <td class="r">{orders.clone()}</td>
            <td class="r money val">{spent}</td>
            <td class="ink-2"><Ago at=row.last_login_at missing="Never"/></td>
            {all.then(|| view! {
                <td class="ink-2 low"><Day at=row.signup_date/></td>
                <td class="ink-2 low">{words::source(row.source)}</td>
            })}
            {explain.map(|explain| view! {
                <td class="act r"><button type="button" class="btn sm ghost" data-testid="explain" on:click=move |_| explain.run(id)>"Why?"</button></td>
            })}
            <td class="meta only-sm"><Meta row=row.clone() orders/></td>
        </tr>
    }
}

/// The second line on phones.
#[component]
fn Meta(row: Arc<CustomerRow>, orders: String) -> impl IntoView {
    let unit = if row.total_orders == 1 { "order" } else { "orders" };
    view! {
        <span class="row nowrap" style="--gap:6px">
            <StatusBadge status=row.status/><Consents consents=row.consents.clone()/>
            <span class="small muted truncate">{orders}" "{unit}" · "<Ago at=row.last_login_at missing="never signed in"/></span>
        </span>
    }
}

/// Whether a click in a row was one on a link or a button of it, which handle their own clicks.
pub fn on_link(event: &leptos::ev::MouseEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|e| e.closest("a, button").ok().flatten().is_some())
}
