//! The shop's server route: it asks Patron who is buying, prices the cart by its own list, and reports
//! the order with the secret key. Nothing the browser says about prices or people is believed.

use crate::{
    catalogue::{SHIPPING, find},
    settings::Settings,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, http::header, web};
use patron_api_client::{Client, CustomerAuth, Error, ShopServer};
use patron_api_types::{
    auth::AuthUser,
    orders::{OrderItem, OrderUpsert},
};
use patron_domain::{email::Email, ids::OrderId, money::Money, order::OrderStatus};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

/// `POST /checkout`.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/checkout", web::post().to(checkout));
}

#[derive(Deserialize)]
struct Cart {
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    product: String,
    quantity: u16,
}

struct Refusal(StatusCode, String);

async fn checkout(
    request: HttpRequest,
    cart: web::Json<Cart>,
    settings: web::Data<Settings>,
) -> HttpResponse {
    match place(&request, &cart, &settings).await {
        Ok(order) => HttpResponse::Created().json(order),
        Err(Refusal(status, message)) => HttpResponse::build(status).json(json!({"message": message})),
    }
}

async fn place(request: &HttpRequest, cart: &Cart, settings: &Settings) -> Result<Value, Refusal> {
    let token = bearer(request)
        .ok_or_else(|| Refusal(StatusCode::UNAUTHORIZED, "Sign in before you check out.".into()))?;
    let client = Client::new(&settings.patron_url);
    let buyer = CustomerAuth::new(client.clone(), &settings.publishable_key).user(token).await?;
    let order = priced(cart, &buyer)?;
    ShopServer::new(client, &settings.secret_key).upsert_order(&order).await?;
    Ok(json!({"order_id": order.order_id, "total": order.total}))
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    request.headers().get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The order of this cart at the shop's own prices.
fn priced(cart: &Cart, buyer: &AuthUser) -> Result<OrderUpsert, Refusal> {
    if cart.lines.is_empty() || cart.lines.len() > 50 {
        return Err(bad_cart());
    }
    let items = cart.lines.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    let subtotal: Decimal = items.iter().map(|i| i.unit_price.amount() * Decimal::from(i.quantity)).sum();
    let shipping = Decimal::from(SHIPPING);
    let said = |key: &str| buyer.user_metadata.get(key).and_then(Value::as_str).map(str::to_owned);
    Ok(OrderUpsert {
        order_id: format!("DEMO-{}", OrderId::generate()),
        source: None,
        email: Email::parse(&buyer.email).map_err(|e| Refusal(StatusCode::BAD_GATEWAY, e.to_string()))?,
        customer_name: said("full_name"),
        phone: said("mobile_number"),
        address: None,
        city: Some("Bengaluru".into()),
        state: Some("Karnataka".into()),
        pincode: None,
        country: Some("IN".into()),
        subtotal: Money::trusted(subtotal),
        shipping: Money::trusted(shipping),
        tax: Money::ZERO,
        total: Money::trusted(subtotal + shipping),
        refunded: None,
        currency: Some("INR".into()),
        exchange_rate: None,
        payment_method: Some("cod".into()),
        status: Some(OrderStatus::Confirmed),
        payment_status: None,
        order_date: None,
        items,
    })
}

fn item(line: &Line) -> Result<OrderItem, Refusal> {
    let product = find(&line.product).ok_or_else(bad_cart)?;
    if !(1..=20).contains(&line.quantity) {
        return Err(bad_cart());
    }
    Ok(OrderItem {
        product_id: product.id.to_owned(),
        name: product.name.to_owned(),
        category: Some(product.category.to_owned()),
        quantity: line.quantity.into(),
        unit_price: Money::trusted(product.price.into()),
    })
}

fn bad_cart() -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, "The cart has something this shop does not sell.".into())
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error.status() {
            Some(401 | 403) if matches!(error, Error::Auth { .. }) => {
                Self(StatusCode::UNAUTHORIZED, "Sign in again, then check out.".into())
            }
            // The reason is for the shop's log: a customer can do nothing about a wrong key.
            _ => {
                eprintln!("demo-shop: checkout: {error}");
                Self(StatusCode::BAD_GATEWAY, "The order could not be taken. Try again in a moment.".into())
            }
        }
    }
}
