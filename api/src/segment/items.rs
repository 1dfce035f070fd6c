//! The products of an order.

use super::{
    TEXT_MAX, invalid,
    json::{self, Object},
    money,
};
use patron_db::{ingest::Refusal, orders::Item};
use patron_domain::{money::Money, text};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde_json::value::RawValue;

/// Most lines of an order.
const LINES_MAX: usize = 500;
/// Longest category, in characters: the column's size.
const CATEGORY_MAX: usize = 100;

/// The lines of an order; none when it names no products.
///
/// # Errors
/// The first field that is not acceptable.
pub fn read(properties: &Object<'_>) -> Result<Vec<Item>, Refusal> {
    const POINTER: &str = "/properties/products";
    let Some(raw) = properties.get(&["products"]) else { return Ok(Vec::new()) };
    let products: Vec<&RawValue> =
        serde_json::from_str(raw.get()).map_err(|_| invalid(POINTER, "must be an array"))?;
    if products.len() > LINES_MAX {
        return Err(invalid(POINTER, format!("must have at most {LINES_MAX} lines")));
    }
    products.iter().enumerate().map(|(i, raw)| item(raw, &format!("{POINTER}/{i}"))).collect()
}

fn item(raw: &RawValue, pointer: &str) -> Result<Item, Refusal> {
    let product = Object::parse(raw.get()).ok_or_else(|| invalid(pointer, "must be an object"))?;
    let id = ["product_id", "productId", "sku", "id", "name"]
        .iter()
        .find_map(|name| product.text(&[*name]).filter(|text| !text.trim().is_empty()));
    let at = |name: &str| format!("{pointer}/{name}");
    let product_id =
        text::required(&id.unwrap_or_default(), TEXT_MAX).map_err(|e| invalid(&at("product_id"), e.0))?;
    let name = product.text(&["name"]).and_then(|name| json::short(&name, TEXT_MAX));
    Ok(Item {
        name: name.unwrap_or_else(|| product_id.clone()),
        product_id,
        category: product.text(&["category"]).and_then(|text| json::short(&text, CATEGORY_MAX)),
        quantity: quantity(&product, &at("quantity"))?,
        unit_price: money::amount(&product, &["price", "unit_price", "unitPrice"], &at("price"))?
            .unwrap_or(Money::ZERO),
    })
}

/// How many; one when it isn't said.
fn quantity(product: &Object<'_>, pointer: &str) -> Result<i32, Refusal> {
    let Some(raw) = product.get(&["quantity"]) else { return Ok(1) };
    let text = json::text(raw).unwrap_or_default();
    let whole = money::decimal(&text).filter(|n| n.fract().is_zero()).and_then(|n| n.to_i32());
    whole.filter(|n| *n >= 1).ok_or_else(|| invalid(pointer, "must be a whole number of at least 1"))
}

/// What the lines come to; none when that has more digits than a decimal.
pub fn sum(items: &[Item]) -> Option<Decimal> {
    items.iter().try_fold(Decimal::ZERO, |sum, item| {
        item.unit_price.amount().checked_mul(Decimal::from(item.quantity))?.checked_add(sum)
    })
}
