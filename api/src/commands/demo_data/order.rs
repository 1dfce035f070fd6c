//! A planned purchase as an order of the shop.

use super::{
    load::parsed,
    plan::{Person, Purchase},
    words,
};
use patron_db::{
    Result,
    orders::{Item, NewOrder},
};
use patron_domain::{money::Money, order::PaymentStatus};
use rust_decimal::Decimal;

/// Shipping, and from which subtotal on there is none.
const SHIPPING: (i64, i64) = (49, 999);

/// The order of `person`, the shop's `number`th, in the shop's currency.
pub fn make_up(person: &Person, purchase: &Purchase, number: u32, currency: &str) -> Result<NewOrder> {
    let items = purchase.lines.iter().map(|&(product, quantity)| item(product, quantity));
    let items = items.collect::<Result<Vec<_>>>()?;
    let subtotal: Decimal = items.iter().map(|i| i.unit_price.amount() * Decimal::from(i.quantity)).sum();
    let shipping = if subtotal >= Decimal::from(SHIPPING.1) { 0 } else { SHIPPING.0 };
    let total = parsed(Money::new(subtotal + Decimal::from(shipping)))?;
    let refunded = match purchase.payment {
        PaymentStatus::Refunded => total,
        PaymentStatus::PartlyRefunded => items.first().map_or(Money::ZERO, |item| item.unit_price),
        PaymentStatus::Unpaid | PaymentStatus::Paid => Money::ZERO,
    };
    let (city, state, pincode) = words::CITIES[person.city];
    let street = words::STREETS[purchase.lines.len() % words::STREETS.len()];
    Ok(NewOrder {
        source: "website".into(),
        order_id: format!("DEMO-{}", number),
        status: purchase.status,
        payment_status: purchase.payment,
        payment_method: Some(if purchase.cod { "cod" } else { "online" }.into()),
        currency: currency.to_owned(),
        exchange_rate: None,
        subtotal: parsed(Money::new(subtotal))?,
        shipping: parsed(Money::new(Decimal::from(shipping)))?,
        tax: Money::ZERO,
        total,
        refunded,
        customer_name: Some(person.name.clone()),
        phone: person.phone.clone(),
        address: Some(format!("{} {street}", 1 + person.name.len())),
        pincode: Some(pincode.into()),
        city: Some(city.into()),
        state: Some(state.into()),
        country: Some("IN".into()),
        order_date: purchase.at,
        items,
    })
}

fn item(product: usize, quantity: i32) -> Result<Item> {
    let product = words::PRODUCTS.get(product).unwrap_or(&words::PRODUCTS[0]);
    Ok(Item {
        product_id: product.id.into(),
        name: product.name.into(),
        category: Some(product.category.into()),
        quantity,
        unit_price: parsed(Money::new(Decimal::from(product.price)))?,
    })
}
