//! `POST /api/v1/orders` and `PATCH /api/v1/orders/{order_id}`.

use super::report::incoming;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, KeyCaller, OrdersWrite, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    HttpResponse, patch, post,
    web::{Data, Json, Path},
};
use chrono::{DateTime, Utc};
use patron_api_types::{
    orders::{Order, OrderChange, OrderItem, OrderUpsert},
    problem::ErrorCode,
};
use patron_db::{
    ingest::{self, Act, Incoming, Outcome, Stored, Who},
    keys::ApiKey,
    orders::{self, Item, NewOrder},
    profiles::Details,
};
use patron_domain::{
    ids::OrderId,
    order::{OrderStatus, PaymentStatus},
    text::{self, NAME_MAX},
};
use rust_decimal::Decimal;

/// Which system an order is of when nobody says: the storefront.
pub(crate) const DEFAULT_SOURCE: &str = "website";

/// Store an order
///
/// `updateCustomerOrderInfo` of the original. The same `source` and `order_id` again replaces the order and
/// totals change by the difference, so a retry is safe. Cancelled and returned orders don't count. A profile is
/// made when nobody has the address.
#[utoipa::path(tag = "shop server", operation_id = "upsert_order", request_body = OrderUpsert,
    security(("secret_key" = ["orders:write"])),
    responses((status = 201, description = "The order is new.", body = Order),
        (status = 200, description = "The order was known and has been replaced.", body = Order), Problems))]
#[post("/api/v1/orders")]
pub async fn upsert_order(
    state: Data<AppState>,
    caller: KeyCaller<OrdersWrite>,
    body: ValidJson<OrderUpsert>,
) -> ApiResult<HttpResponse> {
    let event = check(&state, &caller.key, body.get()?)?;
    let (order, created) = stored(&state, state.ingest.submit_one(event).await?).await?;
    let mut response = if created { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(order))
}

/// The order as stored, and whether it is new.
pub(super) async fn stored(state: &AppState, outcome: Outcome) -> ApiResult<(Order, bool)> {
    let (id, created) = match outcome {
        Outcome::Stored(Stored { id, created, .. }) => (id, created),
        Outcome::Duplicate(_) | Outcome::Waiting => (None, false),
        Outcome::Refused(refusal) => return Err(ApiError::from(refusal)),
    };
    let id = id.map(OrderId).ok_or_else(|| ApiError::new(ErrorCode::Internal).cause("no order"))?;
    let mut conn = state.db.staff.acquire().await?;
    let after = orders::get(&mut conn, id).await?.ok_or_else(|| ApiError::not_found("order"))?;
    Ok((shape::order(after), created))
}

/// The event, or every fault at once.
pub(super) fn check(state: &AppState, key: &ApiKey, b: OrderUpsert) -> ApiResult<Incoming> {
    let now = state.now();
    let email = b.email.clone();
    let (status, payment_status, order_date) = (b.status, b.payment_status, b.order_date);
    let says_refunded = b.refunded.is_some();
    let (order, details) = read(state, b, now)?;
    let act = Act::Order(Box::new(ingest::Order {
        order_date: order_date.map(|_| order.order_date),
        order,
        status,
        payment_status,
        says_refunded,
        details,
    }));
    Ok(incoming(state, key, Who::email(email), now, act))
}

/// The order to be stored and what it tells of the person, or every fault at once.
fn read(state: &AppState, b: OrderUpsert, now: DateTime<Utc>) -> ApiResult<(NewOrder, Details)> {
    let mut c = Checked::default();
    let order_id = c.take("/order_id", text::required(&b.order_id, 255));
    let source = c.text("/source", b.source.as_deref(), 50).unwrap_or_else(|| DEFAULT_SOURCE.into());
    for (pointer, amount) in [
        ("/subtotal", b.subtotal),
        ("/shipping", b.shipping),
        ("/tax", b.tax),
        ("/total", b.total),
        ("/refunded", b.refunded.unwrap_or_default()),
    ] {
        if amount.is_negative() {
            c.fault(pointer, "must not be negative");
        }
    }
    if b.refunded.is_some_and(|refunded| refunded > b.total) {
        c.fault("/refunded", "must be at most the total");
    }
    let currency = b.currency.map_or_else(|| state.shop.currency.clone(), |x| x.trim().to_uppercase());
    if currency.len() != 3 || !currency.bytes().all(|x| x.is_ascii_uppercase()) {
        c.fault("/currency", "must be an ISO 4217 code such as INR");
    }
    let country = c.text("/country", b.country.as_deref(), 2).map(|x| x.to_uppercase());
    if country.as_ref().is_some_and(|x| x.len() != 2 || !x.bytes().all(|b| b.is_ascii_uppercase())) {
        c.fault("/country", "must be an ISO 3166-1 alpha-2 code such as IN");
    }
    if b.exchange_rate.is_some_and(|r| r <= Decimal::ZERO || r >= Decimal::from(1_000_000)) {
        c.fault("/exchange_rate", "must be positive and below 1000000");
    }
    let items = check_items(&mut c, b.items);
    let phone = c.phone("/phone", b.phone.as_deref(), &state.shop.phone_country);
    let customer_name = c.text("/customer_name", b.customer_name.as_deref(), NAME_MAX);
    let (city, region) = (c.text("/city", b.city.as_deref(), 255), c.text("/state", b.state.as_deref(), 255));
    let places: Vec<&str> = [&city, &region].into_iter().flatten().map(String::as_str).collect();
    let location = c.text("", Some(&places.join(", ").chars().take(255).collect::<String>()), 255);
    let order = NewOrder {
        source,
        order_id,
        status: b.status.unwrap_or(OrderStatus::Placed),
        payment_status: b.payment_status.unwrap_or(PaymentStatus::Unpaid),
        payment_method: c.text("/payment_method", b.payment_method.as_deref(), 50),
        currency,
        exchange_rate: b.exchange_rate,
        subtotal: b.subtotal,
        shipping: b.shipping,
        tax: b.tax,
        total: b.total,
        refunded: b.refunded.unwrap_or_default(),
        customer_name: customer_name.clone(),
        phone: phone.as_ref().map(|p| p.e164.clone().unwrap_or_else(|| p.typed.clone())),
        address: c.take("/address", text_lines(b.address.as_deref(), 1000)),
        pincode: c.text("/pincode", b.pincode.as_deref(), 20),
        city,
        state: region,
        country,
        order_date: b.order_date.unwrap_or(now).min(now + chrono::Duration::hours(24)),
        items,
    };
    c.done()?;
    let details = Details { full_name: customer_name, phone, location, categories: None };
    Ok((order, details))
}

/// An address may have several lines; they are kept as one.
fn text_lines(value: Option<&str>, max: usize) -> Result<Option<String>, patron_domain::FieldError> {
    value.map_or(Ok(None), |v| text::optional(&v.split(['\r', '\n']).collect::<Vec<_>>().join(" "), max))
}

fn check_items(c: &mut Checked, items: Vec<OrderItem>) -> Vec<Item> {
    if items.len() > 500 {
        c.fault("/items", "must have at most 500 lines");
        return Vec::new();
    }
    let mut out = Vec::with_capacity(items.len());
    for (i, item) in items.into_iter().enumerate() {
        let at = |name: &str| format!("/items/{i}/{name}");
        if item.quantity < 1 {
            c.fault(&at("quantity"), "must be at least 1");
        }
        if item.unit_price.is_negative() {
            c.fault(&at("unit_price"), "must not be negative");
        }
        out.push(Item {
            product_id: c.take(&at("product_id"), text::required(&item.product_id, 255)),
            name: c.take(&at("name"), text::required(&item.name, 255)),
            category: c.text(&at("category"), item.category.as_deref(), 100),
            quantity: item.quantity,
            unit_price: item.unit_price,
        });
    }
    out
}

/// Change an order
///
/// Its state, its payment, what was given back. Totals follow at once: a cancelled or returned order no longer
/// counts, a refund is taken off.
#[utoipa::path(tag = "shop server", operation_id = "update_order", request_body = OrderChange,
    params(("order_id" = String, Path, description = "The shop's own order id.", example = "TT-20417")),
    security(("secret_key" = ["orders:write"])),
    responses((status = 200, description = "The order.", body = Order), Problems))]
#[patch("/api/v1/orders/{order_id}")]
pub async fn change_order(
    state: Data<AppState>,
    caller: KeyCaller<OrdersWrite>,
    order_id: Path<String>,
    body: ValidJson<OrderChange>,
) -> ApiResult<Json<Order>> {
    let event = check_change(&state, &caller.key, &order_id, body.get()?)?;
    Ok(Json(stored(&state, state.ingest.submit_one(event).await?).await?.0))
}

/// The event, or every fault at once.
pub(super) fn check_change(
    state: &AppState,
    key: &ApiKey,
    order_id: &str,
    b: OrderChange,
) -> ApiResult<Incoming> {
    let mut c = Checked::default();
    let source = c.text("/source", b.source.as_deref(), 50).unwrap_or_else(|| DEFAULT_SOURCE.into());
    if b.refunded.is_some_and(patron_domain::money::Money::is_negative) {
        c.fault("/refunded", "must not be negative");
    }
    c.done()?;
    let change = ingest::OrderChange {
        source,
        order_id: order_id.to_owned(),
        status: b.status,
        payment_status: b.payment_status,
        refunded: b.refunded,
        ..ingest::OrderChange::default()
    };
    Ok(incoming(state, key, Who::default(), state.now(), Act::OrderChange(change)))
}
