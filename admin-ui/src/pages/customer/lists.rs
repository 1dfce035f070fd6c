//! What the tabs hold: lists that come in pages.

use super::Subject;
use crate::{
    components::{badge::channel_icon, load::Load, pager::Pager, skeleton, time::Ago},
    format::words,
    icons::Icon,
    remote::{Paged, Row},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::{consents::ConsentEntry, logins::Login, orders::Order, page::PageQuery};
use patron_domain::consent::{ConsentBasis, ConsentState};

pub(super) fn page(cursor: Option<String>) -> PageQuery {
    PageQuery { limit: Some(25), cursor }
}

/// Rows with a foot, or a sentence when there are none.
#[component]
pub(super) fn Listed<T: Send + Sync + Clone + PartialEq + 'static>(
    list: Paged<T>,
    failed: &'static str,
    what: &'static str,
    none: &'static str,
    row: fn(Row<T>) -> AnyView,
) -> impl IntoView {
    let empty = move || list.first.value.with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()));
    view! {
        <Load remote=list.first what=failed waiting=skeleton::lines ready=move |_| view! {
            <Show when=move || !empty() fallback=move || view! { <div class="empty"><p>{none}</p></div> }>
                <ul class="list"><For each=move || list.rows.get() key=|row| row.key children=row/></ul>
                <Pager list what/>
            </Show>
        }.into_any()/>
    }
}

#[component]
pub fn Orders(subject: Subject) -> impl IntoView {
    let id = subject.id;
    let list = Paged::new(
        || (),
        move |session, (), cursor| async move { session.customer_orders(id, &page(cursor)).await },
    );
    view! { <Listed list failed="The orders" what="orders" none="No orders yet." row=|row| view! { <OrderLine row/> }.into_any()/> }
}

#[component]
fn OrderLine(row: Row<Order>) -> impl IntoView {
    let format = use_format();
    let order = row.value;
    let (status, tone) = words::order_status(order.status);
    let total = format.with_value(|f| f.exact_money(order.total, &order.currency));
    let refunded = (order.refunded != patron_domain::money::Money::ZERO).then(|| {
        format!(" · {} refunded", format.with_value(|f| f.exact_money(order.refunded, &order.currency)))
    });
    let count: i64 = order.items.iter().map(|item| i64::from(item.quantity)).sum();
    let names = order.items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>().join(", ");
    let city = order.city.clone().map(|city| format!(" · {city}"));
    let pays = order.payment_method.clone().map(|method| format!(" · {method}"));
    let items = if count == 1 { "item" } else { "items" };
    let counted = if order.status.is_counted() { "glyph ok" } else { "glyph" };
    view! {
        <li tabindex="-1" data-testid="order-row" data-row=row.key.1.to_string()>
            <span class=counted><Icon name="bag"/></span>
            <span class="grow">
                <b class="clip">{order.order_id.clone()}", "{total}</b>
                <small class="clip" title=names.clone()>{count}" "{items}" · "{names.clone()}</small>
                <small class="clip">{words::payment_status(order.payment_status)}{pays}{refunded}{city}</small>
            </span>
            <span class="ends"><span class=format!("badge dot {tone}")>{status}</span><small><Ago at=Some(order.order_date)/></small></span>
        </li>
    }
}

#[component]
pub fn SignIns(subject: Subject) -> impl IntoView {
    let id = subject.id;
    let list = Paged::new(
        || (),
        move |session, (), cursor| async move { session.customer_logins(id, &page(cursor)).await },
    );
    view! { <Listed list failed="The sign-ins" what="attempts" none="Nobody has signed in with this account." row=|row| view! { <LoginLine row/> }.into_any()/> }
}

#[component]
fn LoginLine(row: Row<Login>) -> impl IntoView {
    let login = row.value;
    let (class, icon, title) = if login.success {
        ("glyph", "login", "Signed in")
    } else {
        ("glyph bad", "alert", "Sign-in failed")
    };
    let reason = login
        .failure_reason
        .as_deref()
        .filter(|_| !login.success)
        .map(|r| format!(", {}", words::failure_reason(r)));
    let from = [login.device_info.clone(), login.ip_address.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <li tabindex="-1" data-testid="login-row" data-row=row.key.1.to_string()>
            <span class=class><Icon name=icon/></span>
            <span class="grow">
                <span class="clip"><b>{title}</b>" "{words::login_method(login.login_method)}{reason}</span>
                <small class="clip" title=login.user_agent.clone()>{if from.is_empty() { "device unknown".to_owned() } else { from }}</small>
            </span>
            <small><Ago at=Some(login.login_time)/></small>
        </li>
    }
}

#[component]
pub fn Ledger(subject: Subject) -> impl IntoView {
    let id = subject.id;
    let list = Paged::new(
        move || subject.changed.get(),
        move |session, _, cursor| async move { session.customer_consents(id, &page(cursor)).await },
    );
    view! { <Listed list failed="The consents" what="entries" none="No consent was given or withdrawn so far." row=|row| view! { <LedgerLine row/> }.into_any()/> }
}

#[component]
fn LedgerLine(row: Row<ConsentEntry>) -> impl IntoView {
    let entry = row.value;
    let tone = match entry.state {
        ConsentState::Subscribed => "glyph ok",
        ConsentState::Pending => "glyph warn",
        ConsentState::Unsubscribed | ConsentState::NotSubscribed => "glyph",
    };
    let by = if entry.basis == Some(ConsentBasis::Default) {
        "by the shop's policy"
    } else {
        words::actor(&entry.actor)
    };
    let version = entry.notice_version.clone().map(|v| format!(" · wording {v}"));
    let reason = entry.reason.clone().map(|r| format!(" · “{r}”"));
    view! {
        <li tabindex="-1" data-testid="consent-row" data-row=row.key.1.to_string()>
            <span class=tone><Icon name=channel_icon(entry.channel)/></span>
            <span class="grow">
                <b class="clip">{words::channel(entry.channel)}" "{words::consent_state(entry.state, entry.basis)}</b>
                <small class="clip">{words::consent_method(&entry.method)}", "{by}{version}{reason}</small>
            </span>
            <small><Ago at=Some(entry.occurred_at)/></small>
        </li>
    }
}
