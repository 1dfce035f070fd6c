//! Orders and their lines; totals are recounted from the rows afterwards.

use super::super::{order::OrderRow, state::State};
use crate::{Error, Result, sealed::Field};
use patron_domain::money::Money;
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes the orders that changed, in the order of their keys; of those that were only said again, when.
pub async fn write(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    said_again(conn, state).await?;
    let mut rows: Vec<&OrderRow> = state.orders.iter().filter(|o| o.changed).collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by(|a, b| (&a.order.source, &a.order.order_id).cmp(&(&b.order.source, &b.order.order_id)));
    upsert(conn, state, &rows).await?;
    items(conn, &rows).await
}

/// What was said between this time and the last is old news, also when it comes late.
async fn said_again(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let rows = || state.orders.iter().filter(|o| o.newer && !o.changed);
    let ids: Vec<Uuid> = rows().map(|r| r.id.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let times: Vec<_> = rows().map(|r| r.event_at).collect();
    sqlx::query!(
        "update orders o set event_at = t.at from unnest($1::uuid[], $2::timestamptz[]) as t (id, at)
         where o.id = t.id",
        &ids,
        &times
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn upsert(conn: &mut PgConnection, state: &State<'_>, rows: &[&OrderRow]) -> Result<()> {
    let keyring = state.ctx.keyring;
    let text = |f: fn(&OrderRow) -> &str| rows.iter().map(|r| f(r).to_owned()).collect::<Vec<String>>();
    let opt = |f: fn(&OrderRow) -> Option<&str>| {
        rows.iter().map(|r| f(r).map(str::to_owned)).collect::<Vec<Option<String>>>()
    };
    let money = |f: fn(&OrderRow) -> Money| rows.iter().map(|r| f(r).amount()).collect::<Vec<Decimal>>();
    let converted = |f: fn(&OrderRow) -> Decimal| {
        rows.iter().map(|r| r.converted(f(r))).collect::<Vec<Option<Decimal>>>()
    };
    let sealed = |field: Field, f: fn(&OrderRow) -> Option<&str>| {
        rows.iter().map(|r| keyring.seal_opt(field, f(r))).collect::<Result<Vec<Option<Vec<u8>>>>>()
    };
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id.0).collect();
    let customers: Vec<Uuid> = rows.iter().map(|r| r.customer.0).collect();
    let rates: Vec<Option<Decimal>> = rows.iter().map(|r| r.order.exchange_rate).collect();
    let dates: Vec<_> = rows.iter().map(|r| r.order.order_date).collect();
    let event_times: Vec<_> = rows.iter().map(|r| r.event_at).collect();
    let postcodes: Vec<Option<Vec<u8>>> = rows
        .iter()
        .map(|r| r.order.pincode.as_deref().map(|p| crate::merges::postcode_index(keyring, p)))
        .collect();
    let done = sqlx::query!(
        "insert into orders as o (id, customer_id, source, order_id, status, payment_status, payment_method,
           currency, exchange_rate, subtotal, shipping, tax, total, refunded, store_total, store_refunded,
           store_shipping_tax, customer_name, phone, address, pincode, city, state, country, order_date, event_at,
           pincode_index, created_at, updated_at)
         select t.*, $28, $28 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
           $7::text[], $8::text[], $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[],
           $14::numeric[], $15::numeric[], $16::numeric[], $17::numeric[], $18::bytea[], $19::bytea[], $20::bytea[],
           $21::bytea[], $22::text[], $23::text[], $24::text[], $25::timestamptz[], $26::timestamptz[],
           $27::bytea[]) as t
         on conflict on constraint orders_order_id_key do update set status = excluded.status,
           payment_status = excluded.payment_status, payment_method = excluded.payment_method,
           currency = excluded.currency, exchange_rate = excluded.exchange_rate, subtotal = excluded.subtotal,
           shipping = excluded.shipping, tax = excluded.tax, total = excluded.total, refunded = excluded.refunded,
           store_total = excluded.store_total, store_refunded = excluded.store_refunded,
           store_shipping_tax = excluded.store_shipping_tax,
           customer_name = coalesce(excluded.customer_name, o.customer_name),
           phone = coalesce(excluded.phone, o.phone), address = coalesce(excluded.address, o.address),
           pincode = coalesce(excluded.pincode, o.pincode),
           pincode_index = coalesce(excluded.pincode_index, o.pincode_index), city = excluded.city, state = excluded.state,
           country = excluded.country, order_date = excluded.order_date, event_at = excluded.event_at
         where o.id = excluded.id",
        &ids,
        &customers,
        &text(|r| &r.order.source),
        &text(|r| &r.order.order_id),
        &text(|r| r.order.status.as_str()),
        &text(|r| r.order.payment_status.as_str()),
        &opt(|r| r.order.payment_method.as_deref()) as &[Option<String>],
        &text(|r| &r.order.currency),
        &rates as &[Option<Decimal>],
        &money(|r| r.order.subtotal),
        &money(|r| r.order.shipping),
        &money(|r| r.order.tax),
        &money(|r| r.order.total),
        &money(|r| r.order.refunded),
        &converted(|r| r.order.total.amount()) as &[Option<Decimal>],
        &converted(|r| r.order.refunded.amount()) as &[Option<Decimal>],
        &converted(|r| r.order.shipping.amount() + r.order.tax.amount()) as &[Option<Decimal>],
        &sealed(Field::RecipientName, |r| r.order.customer_name.as_deref())? as &[Option<Vec<u8>>],
        &sealed(Field::Phone, |r| r.order.phone.as_deref())? as &[Option<Vec<u8>>],
        &sealed(Field::Street, |r| r.order.address.as_deref())? as &[Option<Vec<u8>>],
        &sealed(Field::Postcode, |r| r.order.pincode.as_deref())? as &[Option<Vec<u8>>],
        &opt(|r| r.order.city.as_deref()) as &[Option<String>],
        &opt(|r| r.order.state.as_deref()) as &[Option<String>],
        &opt(|r| r.order.country.as_deref()) as &[Option<String>],
        &dates,
        &event_times,
        &postcodes as &[Option<Vec<u8>>],
        state.ctx.now
    )
    .execute(conn)
    .await?;
    if done.rows_affected() < rows.len() as u64 {
        return Err(Error::raced("an order"));
    }
    Ok(())
}

async fn items(conn: &mut PgConnection, rows: &[&OrderRow]) -> Result<()> {
    let replaced: Vec<Uuid> = rows.iter().filter(|r| !r.is_new && r.items_changed).map(|r| r.id.0).collect();
    if !replaced.is_empty() {
        sqlx::query!("delete from order_items where order_id = any($1)", &replaced)
            .execute(&mut *conn)
            .await?;
    }
    let (mut orders, mut lines, mut products, mut names) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut categories, mut quantities, mut prices) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.items_changed) {
        for (line, item) in (1_i32..).zip(&row.order.items) {
            orders.push(row.id.0);
            lines.push(line);
            products.push(item.product_id.clone());
            names.push(item.name.clone());
            categories.push(item.category.clone());
            quantities.push(item.quantity);
            prices.push(item.unit_price.amount());
        }
    }
    if orders.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into order_items (order_id, line, product_id, name, category, quantity, unit_price, customer_id,
           order_date, counted, store_amount)
         select t.*, o.customer_id, o.order_date, order_counts(o.status),
           line_amount(t.unit_price, t.quantity, o.total, o.store_total, o.exchange_rate)
         from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::numeric[])
           as t (order_id, line, product_id, name, category, quantity, unit_price)
         join orders o on o.id = t.order_id",
        &orders,
        &lines,
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
