//! Totals of all time.

use crate::{format::MISSING, format::number::share, icons::Icon, session::use_format};
use leptos::prelude::*;
use patron_api_types::stats::Overview;
use std::sync::Arc;

#[component]
pub fn Figures(o: RwSignal<Arc<Overview>>) -> impl IntoView {
    let format = use_format();
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let signed_in = move || {
        o.with(|o| {
            o.average_logins
                .as_ref()
                .map_or_else(|| MISSING.to_owned(), |n| format!("{n} a customer on average"))
        })
    };
    let failed_share = move || {
        let text = o.with(|o| share(o.failed_logins, o.failed_logins + o.total_logins));
        text.map_or_else(|| MISSING.to_owned(), |text| format!("{text} of all attempts"))
    };
    let reach = move || {
        let text = o.with(|o| share(o.reachable_email, o.total_customers));
        text.map_or_else(|| MISSING.to_owned(), |text| format!("{text} of all: active and subscribed"))
    };
    let revenue = move || o.with(|o| format.with_value(|f| f.short_money(o.total_revenue)));
    let exact = move || o.with(|o| format.with_value(|f| f.money(o.total_revenue)));
    view! {
        <section class="card" aria-labelledby="figures-title">
            <header><h2 id="figures-title">"Of all time"</h2></header>
            <ul class="list" style="margin-top:8px">
                <Figure id="total_logins" icon="login" tone="" label="Sign-ins" note=Signal::derive(signed_in) value=Signal::derive(move || number(o.with(|o| o.total_logins)))/>
                <Figure id="failed_logins" icon="alert" tone="warn" label="Failed sign-ins" note=Signal::derive(failed_share) value=Signal::derive(move || number(o.with(|o| o.failed_logins)))/>
                <Figure id="reachable_email" icon="mail" tone="accent" label="Reachable by email" note=Signal::derive(reach) value=Signal::derive(move || number(o.with(|o| o.reachable_email)))/>
                <Figure id="total_orders" icon="bag" tone="ok" label="Orders" note=Signal::stored("neither cancelled nor returned".to_owned()) value=Signal::derive(move || number(o.with(|o| o.total_orders)))/>
                <Figure id="total_revenue" icon="star" tone="ok" label="Revenue" note=Signal::derive(move || format!("{}, less refunds", exact())) value=Signal::derive(revenue)/>
            </ul>
        </section>
    }
}

#[component]
fn Figure(
    id: &'static str,
    icon: &'static str,
    tone: &'static str,
    label: &'static str,
    note: Signal<String>,
    value: Signal<String>,
) -> impl IntoView {
    view! {
        <li>
            <span class=format!("glyph {tone}")><Icon name=icon/></span>
            <span class="grow"><b class="clip">{label}</b><small class="clip">{note}</small></span>
            <b class="num" data-testid=format!("figure-{id}")>{value}</b>
        </li>
    }
}
