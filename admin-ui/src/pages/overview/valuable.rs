//! Who spent most.

use crate::{
    beat::beat,
    components::{
        avatar::{Avatar, display_name},
        load::Load,
        skeleton,
        time::Ago,
    },
    icons::Icon,
    remote::{Remote, on_return},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::{
    customers::{CustomerQuery, CustomerRow, CustomerSort, SortOrder},
    page::Page,
};
use patron_domain::money::Money;
use std::{sync::Arc, time::Duration};

const SHOWN: u16 = 6;
const EVERY: Duration = Duration::from_secs(60);

fn by_spent(query: &mut CustomerQuery) {
    query.sort = Some(CustomerSort::Spent);
    query.order = Some(SortOrder::Desc);
}

#[component]
pub fn MostValuable() -> impl IntoView {
    let top = Remote::new(
        || (),
        |session, ()| async move {
            let mut query = CustomerQuery { limit: Some(SHOWN), ..CustomerQuery::default() };
            by_spent(&mut query);
            session.customers(&query).await
        },
    );
    beat(top, EVERY, || true);
    on_return(move || top.again());
    view! {
        <section class="card flush" aria-labelledby="valuable-title" data-testid="most-valuable">
            <header style="padding-bottom:12px">
                <h2 id="valuable-title">"Most valuable customers"</h2>
                <a class="link small push" href=Route::customers(by_spent).href()>"All customers"</a>
            </header>
            <Load remote=top what="The customers" waiting=skeleton::rows ready=|page| view! { <Top page/> }.into_any()/>
        </section>
    }
}

#[component]
fn Top(page: RwSignal<Arc<Page<CustomerRow>>>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let buyers = |row: &&CustomerRow| row.total_spent > Money::ZERO;
        page.with(|page| page.items.iter().filter(buyers).cloned().collect::<Vec<_>>())
    });
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty()) fallback=|| view! { <Nobody/> }>
            <div class="table-wrap">
                <table class="table plain cards">
                    <caption class="sr">"The people who spent most"</caption>
                    <thead><tr>
                        <th scope="col">"Customer"</th><th scope="col" class="r">"Orders"</th>
                        <th scope="col" class="r">"Total spent"</th><th scope="col">"Last sign-in"</th>
                    </tr></thead>
                    <tbody>
                        <For each=move || rows.get() key=changing let:row><Line row/></For>
                    </tbody>
                </table>
            </div>
        </Show>
    }
}

/// A row is drawn again when something shown in it changes.
fn changing(row: &CustomerRow) -> String {
    let (name, email) = (row.full_name.as_deref(), row.email.as_deref());
    format!("{} {} {} {:?} {name:?} {email:?}", row.id, row.total_spent, row.total_orders, row.last_login_at)
}

#[component]
fn Nobody() -> impl IntoView {
    view! {
        <div class="empty">
            <span class="glyph lg"><Icon name="bag" class="lg"/></span>
            <h3>"Nobody has bought anything yet"</h3>
            <p>"Who spends most stands here as soon as an order counts."</p>
        </div>
    }
}

#[component]
fn Line(row: CustomerRow) -> impl IntoView {
    let format = use_format();
    let name = display_name(row.full_name.as_deref(), row.email.as_deref());
    let second = if row.full_name.is_some() { row.email.clone().unwrap_or_default() } else { String::new() };
    let orders = format.with_value(|f| f.number(row.total_orders.into()));
    let unit = if row.total_orders == 1 { "order" } else { "orders" };
    let spent = format.with_value(|f| f.money(row.total_spent));
    view! {
        <tr data-testid="valuable-row" data-id=row.id.to_string()>
            <td class="main">
                <a href=Route::Customer(row.id).href() class="person">
                    <Avatar name=name.clone()/><span><b>{name}</b><small>{second}</small></span>
                </a>
            </td>
            <td class="r">{orders.clone()}</td>
            <td class="r money val">{spent}</td>
            <td class="ink-2"><Ago at=row.last_login_at missing="Never"/></td>
            <td class="meta only-sm"><span class="small muted">{orders}" "{unit}" · "<Ago at=row.last_login_at missing="never signed in"/></span></td>
        </tr>
    }
}
