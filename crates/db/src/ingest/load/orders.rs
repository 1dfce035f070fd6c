//! Orders: their locks, whose they are, and what is known of them.

use crate::{
    Error, Result,
    error::stored,
    ingest::{
        act::Act,
        event::Incoming,
        order::{OrderKey, OrderRow},
        state::{State, waits_for_order},
    },
    orders::NewOrder,
    sealed::Field,
};
use patron_domain::{ids::CustomerId, money::Money};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Orders share so many locks: two batches that speak of different orders may wait for one another, and all locks of
/// a batch fit into the server's table of locks.
const ORDER_LOCKS: u8 = 255;
/// The first half of those advisory locks' keys (rollup slots have 7106).
const ORDER_LOCK: i32 = 7107;

/// The order that an event speaks of.
pub fn key(event: &Incoming) -> Option<OrderKey> {
    match &event.act {
        Act::Order(o) => Some((o.order.source.clone(), o.order.order_id.clone())),
        Act::OrderChange(c) => Some((c.source.clone(), c.order_id.clone())),
        _ => None,
    }
}

/// The order that an event brings.
pub fn brought(event: &Incoming) -> Option<OrderKey> {
    key(event).filter(|_| matches!(event.act, Act::Order(_)))
}

fn lock_numbers(orders: &BTreeSet<OrderKey>) -> Vec<i32> {
    let locks: BTreeSet<i32> =
        orders.iter().map(|key| i32::from(waits_for_order(key)[0] % ORDER_LOCKS)).collect();
    locks.into_iter().collect()
}

/// The locks of orders that are only known when ids are locked, after which nobody may be waited for.
pub async fn try_lock(conn: &mut PgConnection, orders: &BTreeSet<OrderKey>) -> Result<()> {
    let got = sqlx::query_scalar!(
        r#"select bool_and(pg_try_advisory_xact_lock_shared($1, l)) as "got!" from unnest($2::int[]) as l"#,
        ORDER_LOCK,
        &lock_numbers(orders)
    )
    .fetch_one(conn)
    .await?;
    if got { Ok(()) } else { Err(Error::raced("an order")) }
}

/// Whoever writes an order holds its lock together with others, whoever makes an event wait for one holds it alone.
pub async fn lock(
    conn: &mut PgConnection,
    orders: &BTreeSet<OrderKey>,
    alone: bool,
    events: &[Incoming],
) -> Result<()> {
    // changes of known orders need none
    if orders.is_empty() || !(alone || events.iter().any(|e| matches!(e.act, Act::Order(_)))) {
        return Ok(());
    }
    let locks = lock_numbers(orders);
    if alone {
        sqlx::query!(
            "select count(pg_advisory_xact_lock($1, l)) from unnest($2::int[]) as l",
            ORDER_LOCK,
            &locks
        )
        .fetch_one(conn)
        .await?;
    } else {
        sqlx::query!(
            "select count(pg_advisory_xact_lock_shared($1, l)) from unnest($2::int[]) as l",
            ORDER_LOCK,
            &locks
        )
        .fetch_one(conn)
        .await?;
    }
    Ok(())
}

/// Whose the orders are; not locked yet.
pub async fn owners(conn: &mut PgConnection, orders: &BTreeSet<OrderKey>) -> Result<Vec<Uuid>> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let (sources, ids): (Vec<String>, Vec<String>) = orders.iter().cloned().unzip();
    let owners = sqlx::query_scalar!(
        "select distinct o.customer_id from orders o
         join unnest($1::text[], $2::text[]) as t (source, order_id) on o.source = t.source and o.order_id = t.order_id",
        &sources,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(owners)
}

/// The orders; those that are `brought` again whole, with their lines and sealed texts, because whether anything
/// differs is to be told.
pub async fn load(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    orders: &BTreeSet<OrderKey>,
    brought: &BTreeSet<OrderKey>,
) -> Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let ctx = state.ctx;
    // what does not open is not known, and stays as it is
    let open =
        |field, sealed: Option<Vec<u8>>| sealed.and_then(|sealed| ctx.keyring.open(field, &sealed).ok());
    let (sources, ids): (Vec<String>, Vec<String>) = orders.iter().cloned().unzip();
    let rows = sqlx::query!(
        r#"select o.id, o.customer_id, o.source, o.order_id, o.status, o.payment_status, o.payment_method,
             o.currency as "currency!", o.exchange_rate, o.subtotal, o.shipping, o.tax, o.total, o.refunded,
             o.store_total is not null as "converted!", o.customer_name, o.phone, o.address, o.pincode, o.city,
             o.state, o.country::text as country, o.order_date, o.event_at, p.status = 'erased' as "gone!"
         from orders o
         join unnest($1::text[], $2::text[]) as t (source, order_id) on o.source = t.source and o.order_id = t.order_id
         join customer_profiles p on p.id = o.customer_id"#,
        &sources,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let again = rows.iter().filter(|r| brought.contains(&(r.source.clone(), r.order_id.clone())));
    let whole: HashSet<Uuid> = again.map(|r| r.id).collect();
    let mut items = HashMap::new();
    if !whole.is_empty() {
        items = crate::orders::items(conn, &whole.iter().copied().collect::<Vec<_>>()).await?;
    }
    for r in rows {
        let customer = CustomerId(r.customer_id);
        if !state.by_id.contains_key(&customer) {
            if r.gone {
                state.gone.insert((r.source, r.order_id));
                continue;
            }
            // it has come to another customer since its owner was looked up
            return Err(Error::raced("an order's customer"));
        }
        // what was converted without a rate was in the store's currency
        let of_store = r.converted.then_some(Decimal::ONE);
        let rate = if r.currency == ctx.shop.currency { of_store } else { r.exchange_rate.or(of_store) };
        let is_whole = whole.contains(&r.id);
        let text = |field, sealed: Option<Vec<u8>>| open(field, sealed.filter(|_| is_whole));
        state.add_order(OrderRow {
            id: r.id.into(),
            customer,
            is_new: false,
            changed: false,
            items_changed: false,
            order: NewOrder {
                source: r.source,
                order_id: r.order_id,
                status: stored(&r.status, "orders.status")?,
                payment_status: stored(&r.payment_status, "orders.payment_status")?,
                payment_method: r.payment_method,
                currency: r.currency,
                exchange_rate: r.exchange_rate,
                subtotal: Money::trusted(r.subtotal),
                shipping: Money::trusted(r.shipping),
                tax: Money::trusted(r.tax),
                total: Money::trusted(r.total),
                refunded: Money::trusted(r.refunded),
                customer_name: text(Field::RecipientName, r.customer_name),
                phone: text(Field::Phone, r.phone),
                address: text(Field::Street, r.address),
                pincode: text(Field::Postcode, r.pincode),
                city: r.city,
                state: r.state,
                country: r.country,
                order_date: r.order_date,
                items: items.remove(&r.id).unwrap_or_default(),
            },
            event_at: r.event_at,
            newer: false,
            rate,
        });
    }
    Ok(())
}
