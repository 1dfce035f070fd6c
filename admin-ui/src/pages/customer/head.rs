//! Name, state, and the strip of figures.

use crate::{
    components::{
        avatar::{Avatar, display_name},
        badge::StatusBadge,
        stat::Stat,
        time::Ago,
        toast::use_toasts,
    },
    format::MISSING,
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::customers::Customer;
use patron_domain::money::Money;
use std::sync::Arc;

#[component]
pub fn Head(c: RwSignal<Arc<Customer>>, editing: RwSignal<bool>, changing: RwSignal<bool>) -> impl IntoView {
    let (format, toasts) = (use_format(), use_toasts());
    let head = move || {
        let c = c.get();
        let name = display_name(c.row.full_name.as_deref(), c.row.email.as_deref());
        let since = format.with_value(|f| f.date(c.row.signup_date));
        let email =
            c.row.email.clone().filter(|_| c.row.full_name.is_some()).map(|email| format!("{email} · "));
        let id = c.row.id.to_string();
        let copy = id.clone();
        let copy = move |_| toasts.copy(copy.clone(), "Id copied");
        view! {
            <div class="row nowrap" style="--gap:14px">
                <Avatar name=name.clone() size=52/>
                <div style="min-width:0">
                    <div class="row" style="--gap:8px"><h1 tabindex="-1" data-testid="customer-name">{name}</h1><StatusBadge status=c.row.status/></div>
                    <p class="truncate">{email}"customer since "{since}" · "
                        <button class="mono" title="Copy the id" aria-label="Copy the id" on:click=copy>{id}</button></p>
                </div>
            </div>
        }
    };
    view! {
        <div class="page-head">
            {head}
            <div class="row">
                <button class="btn" data-testid="edit-customer" on:click=move |_| editing.set(true)><Icon name="pencil"/>"Edit"</button>
                <button class="btn" data-testid="status-change" on:click=move |_| changing.set(true)><Icon name="dot"/>"Change status"</button>
            </div>
        </div>
    }
}

#[component]
pub fn Figures(c: RwSignal<Arc<Customer>>) -> impl IntoView {
    let format = use_format();
    let number = move |n: i32| format.with_value(|f| f.number(n.into()));
    move || {
        let c = c.get();
        let (row, failed, last_order) = (c.row.clone(), number(c.failed_login_count), c.last_order_at);
        let spent = format.with_value(|f| f.money(row.total_spent));
        let average = average(row.total_spent, row.total_orders)
            .map_or_else(|| MISSING.to_owned(), |money| format.with_value(|f| f.money(money)));
        let last =
            row.last_login_at.map_or_else(|| "Never".to_owned(), |at| format.with_value(|f| f.date(at)));
        view! {
            <section class="stats" style="--n:6" aria-label="Key figures">
                <Stat label="Lifetime spent" value=spent>"less refunds"</Stat>
                <Stat label="Orders" value=number(row.total_orders)>"last "<Ago at=last_order missing="never"/></Stat>
                <Stat label="Average order" value=average>"of orders that count"</Stat>
                <Stat label="Sign-ins" value=number(row.login_count)>"successful, all time"</Stat>
                <Stat label="Failed sign-ins" value=failed>"all time"</Stat>
                <Stat label="Last sign-in" value=last><Ago at=row.last_login_at/></Stat>
            </section>
        }
    }
}

fn average(spent: Money, orders: i32) -> Option<Money> {
    (orders > 0).then(|| Money::trusted(spent.amount() / rust_decimal::Decimal::from(orders)))
}
