//! Orders are rows; totals on the profile are recounted from them under the profile's lock, so they can't
//! drift and opening balances stay in.

use crate::{
    Result,
    error::stored,
    page::{self, Slice},
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

/// Recounts the order totals of customers: opening balance plus the rows that count, less refunds; an order
/// without a rate counts as an order and adds no money. Lifetime value leaves shipping and tax out.
///
/// # Errors
/// When the database can't be reached.
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
