//! Orders are rows; totals on the profile are recounted from them under the profile's lock, so they can't
//! drift and opening balances stay in.

use crate::{
    Result,
    error::stored,
    page::{self, Slice},
    sealed::{Field, Keyring},
};
use chrono::{DateTime, Utc};
use patron_domain::{
    ids::{CustomerId, OrderId},
    money::Money,
    order::{OrderStatus, PaymentStatus},
};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The statement behind [`list`]; public for the benchmark, which runs the same SQL without Patron.
pub const LIST_SQL: &str = include_str!("orders/list.sql");

/// A line of an order.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Item {
    pub product_id: String,
    pub name: String,
    pub category: Option<String>,
    pub quantity: i32,
    pub unit_price: Money,
}

/// An order to be stored.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct NewOrder {
    pub source: String,
    pub order_id: String,
    pub status: OrderStatus,
    pub payment_status: PaymentStatus,
    pub payment_method: Option<String>,
    pub currency: String,
    /// Store currency per unit; `None` when the currency is the store's or no rate is known.
    pub exchange_rate: Option<Decimal>,
    pub subtotal: Money,
    pub shipping: Money,
    pub tax: Money,
    pub total: Money,
    pub refunded: Money,
    pub customer_name: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub pincode: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub order_date: DateTime<Utc>,
    pub items: Vec<Item>,
}

/// A stored order.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Order {
    pub id: OrderId,
    pub customer_id: CustomerId,
    pub source: String,
    pub order_id: String,
    pub status: OrderStatus,
    pub payment_status: PaymentStatus,
    pub payment_method: Option<String>,
    pub currency: String,
    pub subtotal: Money,
    pub shipping: Money,
    pub tax: Money,
    pub total: Money,
    pub refunded: Money,
    pub city: Option<String>,
    pub state: Option<String>,
    pub order_date: DateTime<Utc>,
    pub items: Vec<Item>,
}

/// Whose order (source, order_id) is, if it is there.
///
/// # Errors
/// When the database can't be reached.
pub async fn owner(
    conn: &mut PgConnection,
    source: &str,
    order_id: &str,
) -> Result<Option<(OrderId, CustomerId)>> {
    let row = sqlx::query!(
        "select id, customer_id from orders where source = $1 and order_id = $2",
        source,
        order_id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| (r.id.into(), r.customer_id.into())))
}

/// Stores an order for `customer`, whose profile it locks unless the caller has, or replaces the one with the same
/// source and id. Totals follow. Returns the id and whether it is new; `None` when the order belongs to
/// another customer.
///
/// # Errors
/// When the database can't be reached.
pub async fn upsert(
    conn: &mut PgConnection,
    keyring: &Keyring,
    customer: CustomerId,
    order: &NewOrder,
    store_currency: &str,
    now: DateTime<Utc>,
) -> Result<Option<(OrderId, bool)>> {
    let rate = if order.currency == store_currency { Some(Decimal::ONE) } else { order.exchange_rate };
    let convert_amount = |m: Decimal| rate.and_then(|r| m.checked_mul(r)).map(|d| d.round_dp(2));
    let convert = |m: Money| convert_amount(m.amount());
    let new_id = OrderId::generate();
    lock(conn, customer).await?;
    let row = sqlx::query!(
        "insert into orders as o (id, customer_id, source, order_id, status, payment_status, payment_method,
           currency, exchange_rate, subtotal, shipping, tax, total, refunded, store_total, store_refunded,
           store_shipping_tax, customer_name, phone, address, pincode, city, state, country, order_date,
           event_at, pincode_index, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
           $22, $23, $24, $25, $26, $27, $26, $26)
         on conflict on constraint orders_order_id_key do update set status = excluded.status,
           payment_status = excluded.payment_status, payment_method = excluded.payment_method,
           currency = excluded.currency, exchange_rate = excluded.exchange_rate, subtotal = excluded.subtotal,
           shipping = excluded.shipping, tax = excluded.tax, total = excluded.total,
           refunded = excluded.refunded, store_total = excluded.store_total,
           store_refunded = excluded.store_refunded, store_shipping_tax = excluded.store_shipping_tax,
           customer_name = coalesce(excluded.customer_name, o.customer_name),
           phone = coalesce(excluded.phone, o.phone), address = coalesce(excluded.address, o.address),
           pincode = coalesce(excluded.pincode, o.pincode),
           pincode_index = coalesce(excluded.pincode_index, o.pincode_index), city = coalesce(excluded.city, o.city),
           state = coalesce(excluded.state, o.state), country = coalesce(excluded.country, o.country),
           order_date = excluded.order_date, event_at = excluded.event_at
         where o.customer_id = excluded.customer_id
         returning id",
        new_id.0,
        customer.0,
        order.source,
        order.order_id,
        order.status.as_str(),
        order.payment_status.as_str(),
        order.payment_method,
        order.currency,
        order.exchange_rate,
        order.subtotal.amount(),
        order.shipping.amount(),
        order.tax.amount(),
        order.total.amount(),
        order.refunded.amount(),
        convert(order.total),
        convert(order.refunded),
        order.shipping.amount().checked_add(order.tax.amount()).and_then(convert_amount),
        keyring.seal_opt(Field::RecipientName, order.customer_name.as_deref())?,
        keyring.seal_opt(Field::Phone, order.phone.as_deref())?,
        keyring.seal_opt(Field::Street, order.address.as_deref())?,
        keyring.seal_opt(Field::Postcode, order.pincode.as_deref())?,
        order.city,
        order.state,
        order.country,
        order.order_date,
        now,
        order.pincode.as_deref().map(|p| crate::merges::postcode_index(keyring, p))
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(id) = row.map(|r| OrderId(r.id)) else { return Ok(None) };
    write_items(conn, id, &order.items).await?;
    recount(conn, customer).await?;
    add_categories(conn, customer, &order.items).await?;
    Ok(Some((id, id == new_id)))
}

/// Two orders of one customer at once must not recount past each other.
async fn lock(conn: &mut PgConnection, customer: CustomerId) -> Result<()> {
    let found = sqlx::query!("select id from customer_profiles where id = $1 for no key update", customer.0)
        .fetch_optional(conn)
        .await?;
    found.map(|_| ()).ok_or_else(|| crate::Error::raced("an order's customer"))
}

async fn write_items(conn: &mut PgConnection, id: OrderId, items: &[Item]) -> Result<()> {
    sqlx::query!("delete from order_items where order_id = $1", id.0).execute(&mut *conn).await?;
    let (mut products, mut names, mut categories, mut quantities, mut prices) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in items {
        products.push(i.product_id.clone());
        names.push(i.name.clone());
        categories.push(i.category.clone());
        quantities.push(i.quantity);
        prices.push(i.unit_price.amount());
    }
    sqlx::query!(
        "insert into order_items (order_id, line, product_id, name, category, quantity, unit_price)
         select $1, t.line, t.product_id, t.name, t.category, t.quantity, t.unit_price
         from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::numeric[]) with ordinality
           as t (product_id, name, category, quantity, unit_price, line)",
        id.0,
        &products,
        &names,
        &categories as &[Option<String>],
        &quantities,
        &prices
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Recounts a customer's order totals: opening balance plus the rows that count, less refunds; an order
/// without a rate counts as an order and adds no money. Lifetime value leaves shipping and tax out.
///
/// # Errors
/// When the database can't be reached.
pub async fn recount(conn: &mut PgConnection, customer: CustomerId) -> Result<()> {
    recount_all(conn, &[customer.0]).await
}

/// [`recount`] of several customers at once.
pub(crate) async fn recount_all(conn: &mut PgConnection, customers: &[Uuid]) -> Result<()> {
    if customers.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update customer_profiles p set
           total_orders = p.opening_orders + o.n, total_spent = p.opening_spent + o.spent,
           lifetime_value = p.opening_spent + o.value, first_order_at = o.first_at, last_order_at = o.last_at
         from unnest($1::uuid[]) as t (id) cross join lateral (
           select count(*)::int as n, coalesce(sum(store_total - store_refunded), 0) as spent,
             coalesce(sum(greatest(store_total - store_refunded - store_shipping_tax, 0)), 0) as value,
             min(order_date) as first_at, max(order_date) as last_at
           from orders where customer_id = t.id and status not in ('cancelled', 'returned')) o
         where p.id = t.id",
        customers
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds categories this person has not bought from yet, without case, up to fifty.
async fn add_categories(conn: &mut PgConnection, customer: CustomerId, items: &[Item]) -> Result<()> {
    let categories: Vec<String> = items.iter().filter_map(|i| i.category.clone()).collect();
    if categories.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update customer_profiles p set preferred_categories = (p.preferred_categories || n.added)[1:50]
         from (
           select coalesce(array_agg(c order by first_line), '{}') as added from (
             select min(c) as c, min(line) as first_line from unnest($2::text[]) with ordinality as t (c, line)
             where lower(c) not in (
               select lower(k) from customer_profiles, unnest(preferred_categories) as k where id = $1)
             group by lower(c)) x) n
         where p.id = $1 and cardinality(n.added) > 0 and cardinality(p.preferred_categories) < 50",
        customer.0,
        &categories
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What changes on an order.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Change {
    pub status: Option<OrderStatus>,
    pub payment_status: Option<PaymentStatus>,
    pub refunded: Option<Money>,
}

/// Changes an order of `customer`, whose profile it locks unless the caller has; totals follow. False when `refunded` is more than
/// the order's total.
///
/// # Errors
/// When the database can't be reached.
pub async fn change(
    conn: &mut PgConnection,
    id: OrderId,
    customer: CustomerId,
    change: Change,
) -> Result<bool> {
    lock(conn, customer).await?;
    let done = sqlx::query!(
        "update orders set status = coalesce($2, status), payment_status = coalesce($3, payment_status),
           refunded = coalesce($4::numeric, refunded),
           store_refunded = case when $4::numeric is null then store_refunded
             when store_total is null then null
             when total = 0 then 0
             else round($4 * store_total / total, 2) end
         where id = $1 and coalesce($4::numeric, 0) <= total",
        id.0,
        change.status.map(OrderStatus::as_str),
        change.payment_status.map(PaymentStatus::as_str),
        change.refunded.map(Money::amount)
    )
    .execute(&mut *conn)
    .await?;
    recount(conn, customer).await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! read {
    ($r:expr, $items:expr) => {
        Order {
            id: $r.id.into(),
            customer_id: $r.customer_id.into(),
            source: $r.source,
            order_id: $r.order_id,
            status: stored(&$r.status, "orders.status")?,
            payment_status: stored(&$r.payment_status, "orders.payment_status")?,
            payment_method: $r.payment_method,
            currency: $r.currency,
            subtotal: Money::trusted($r.subtotal),
            shipping: Money::trusted($r.shipping),
            tax: Money::trusted($r.tax),
            total: Money::trusted($r.total),
            refunded: Money::trusted($r.refunded),
            city: $r.city,
            state: $r.state,
            order_date: $r.order_date,
            items: $items,
        }
    };
}

/// One order with its lines.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, id: OrderId) -> Result<Option<Order>> {
    let row = sqlx::query!(
        r#"select id, customer_id, source, order_id, status, payment_status, payment_method,
           currency as "currency!", subtotal, shipping, tax, total, refunded, city, state, order_date
         from orders where id = $1"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(r) = row else { return Ok(None) };
    let items = items(conn, &[id.0]).await?.remove(&id.0).unwrap_or_default();
    Ok(Some(read!(r, items)))
}

/// A customer's orders, newest first. `None` when the cursor doesn't fit.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Order>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows = sqlx::query_file!(
        "src/orders/list.sql",
        customer.0,
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let mut lines = items(conn, &ids).await?;
    let orders = rows
        .into_iter()
        .map(|r| {
            let items = lines.remove(&r.id).unwrap_or_default();
            Ok(read!(r, items))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Slice::cut(orders, limit, |o| (o.order_date, o.id.0))))
}

/// The lines of orders, in their order.
pub(crate) async fn items(conn: &mut PgConnection, orders: &[Uuid]) -> Result<HashMap<Uuid, Vec<Item>>> {
    let rows = sqlx::query!(
        "select order_id, product_id, name, category, quantity, unit_price from order_items
         where order_id = any($1) order by order_id, line",
        orders
    )
    .fetch_all(conn)
    .await?;
    let mut out: HashMap<Uuid, Vec<Item>> = HashMap::new();
    for r in rows {
        out.entry(r.order_id).or_default().push(Item {
            product_id: r.product_id,
            name: r.name,
            category: r.category,
            quantity: r.quantity,
            unit_price: Money::trusted(r.unit_price),
        });
    }
    Ok(out)
}
