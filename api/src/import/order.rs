//! From the rows of an order (one a line of it) to an order of the store, or to the reasons why not.

use super::{
    cells::Cells,
    chunk::Line,
    header::Column,
    order_words::{fulfilment, payment, state},
    plan::Plan,
    row::{email, place},
};
use patron_api_types::imports::ImportFormat;
use patron_db::{
    ingest::Order,
    orders::{Item, NewOrder},
    profiles::Details,
};
use patron_domain::{
    FieldError,
    email::Email,
    money::Money,
    order::{OrderStatus, PaymentStatus},
    text,
};
use rust_decimal::Decimal;

/// Most lines of an order.
pub const LINES_MAX: usize = 500;

/// Reads an order. What it says as a whole stands in its first row.
///
/// # Errors
/// The reasons, each with its column, in one text.
pub fn parse(plan: &Plan, lines: &[Line]) -> Result<(Email, Order), String> {
    let (first, rest) = lines.split_first().ok_or("the order has no rows")?;
    let mut cells = Cells::new(plan, &first.record)?;
    let email = email(&mut cells);
    let order = order(&mut cells);
    let mut items: Vec<Item> = item(&mut cells).into_iter().collect();
    cells.done()?;
    for line in rest {
        let at = |why: String| format!("line {}: {why}", line.number);
        let mut cells = Cells::new(plan, &line.record).map_err(at)?;
        items.extend(item(&mut cells));
        cells.done().map_err(at)?;
    }
    let mut order = order.ok_or("the order is not whole")?;
    order.order.items = items;
    Ok((email.ok_or("email: must not be empty")?, order))
}

/// The order without its lines; `None` when something is missing, which is told.
fn order(cells: &mut Cells<'_>) -> Option<Order> {
    let id = cells.read(Column::OrderId, |t| text::required(t, 255));
    let total = cells.amount(Column::Total);
    for (column, missing) in [(Column::OrderId, id.is_none()), (Column::Total, total.is_none())] {
        if missing && !cells.is_faulty(column) {
            cells.fault(column, "must not be empty");
        }
    }
    let total = total.unwrap_or(Money::ZERO);
    let (status, paid, refunded) = standing(cells, total);
    let (shipping, tax) = (cells.amount(Column::Shipping), cells.amount(Column::Tax));
    let (shipping, tax) = (shipping.unwrap_or(Money::ZERO), tax.unwrap_or(Money::ZERO));
    let rest = (total.amount() - shipping.amount() - tax.amount()).max(Decimal::ZERO);
    let subtotal = cells.amount(Column::Subtotal).unwrap_or_else(|| Money::trusted(rest));
    let order_date = cells.instant(Column::OrderDate);
    let (full_name, phone) = (cells.name(), cells.phone());
    let details =
        Details { full_name, phone: phone.clone(), location: place(cells, false), categories: None };
    let order = NewOrder {
        source: source(cells),
        order_id: id?,
        status: status.unwrap_or(OrderStatus::Placed),
        payment_status: paid.unwrap_or(PaymentStatus::Unpaid),
        payment_method: cells.cut(Column::PaymentMethod, 50),
        currency: currency(cells),
        exchange_rate: cells.read(Column::ExchangeRate, rate),
        subtotal,
        shipping,
        tax,
        total,
        refunded: refunded.unwrap_or(Money::ZERO),
        customer_name: details.full_name.clone(),
        phone: phone.map(|p| p.e164.unwrap_or(p.typed)),
        address: cells.cut(Column::Address, 1000),
        pincode: cells.cut(Column::Pincode, 20),
        city: cells.cut(Column::City, 255),
        state: cells.cut(Column::State, 255),
        country: country(cells),
        order_date: order_date.unwrap_or(cells.plan.now),
        items: Vec::new(),
    };
    Some(Order {
        order,
        status,
        payment_status: paid,
        order_date,
        says_refunded: refunded.is_some(),
        details,
    })
}

/// Its state, where its payment stands, and what was given back, as far as the file says.
fn standing(
    cells: &mut Cells<'_>,
    total: Money,
) -> (Option<OrderStatus>, Option<PaymentStatus>, Option<Money>) {
    let refunded = cells.read(Column::Refunded, |t| {
        // some write what went out with a minus
        super::cell::amount(t.trim_start_matches('-'), true)
    });
    if refunded.is_some_and(|refunded| refunded > total) && !cells.is_faulty(Column::Total) {
        cells.fault(Column::Refunded, "must be at most the total");
    }
    let voided = cells.text(Column::PaymentStatus).is_some_and(|t| t.eq_ignore_ascii_case("voided"));
    let cancelled = voided || cells.instant(Column::CancelledAt).is_some();
    let said = cells.read(Column::Status, state);
    let mut paid = cells.read(Column::PaymentStatus, payment);
    if let Some((_, implied)) = said.filter(|_| cells.plan.format == ImportFormat::Woocommerce) {
        // cash on delivery is in the shop's hands when the order is complete, not before
        let method = cells.cut(Column::PaymentMethod, 50).unwrap_or_default().to_lowercase();
        let on_delivery = method.contains("cash on delivery") || method.split(' ').any(|word| word == "cod");
        let waits = on_delivery && said.is_some_and(|(status, _)| status == OrderStatus::Confirmed);
        paid = paid.or(if waits { Some(PaymentStatus::Unpaid) } else { implied });
    }
    if paid == Some(PaymentStatus::Paid)
        && let Some(part) = refunded.filter(|refunded| *refunded > Money::ZERO)
    {
        paid = Some(if part == total { PaymentStatus::Refunded } else { PaymentStatus::PartlyRefunded });
    }
    let is_paid = paid.is_some_and(|paid| paid != PaymentStatus::Unpaid);
    // an empty fulfilment is one too, where there is a column for it
    let has_fulfilment = cells.plan.header.at(Column::FulfillmentStatus).is_some();
    let fulfilment = if has_fulfilment {
        let word = cells.text(Column::FulfillmentStatus).unwrap_or_default();
        Some(fulfilment(word, is_paid))
    } else {
        None
    };
    let status = if cancelled { Some(OrderStatus::Cancelled) } else { said.map(|(s, _)| s).or(fulfilment) };
    (status, paid, refunded)
}

fn item(cells: &mut Cells<'_>) -> Option<Item> {
    let name = cells.cut(Column::ProductName, 255);
    let id = cells.cut(Column::ProductId, 255);
    let product_id = id.or_else(|| name.clone())?;
    let quantity = cells.count(Column::Quantity).unwrap_or(1);
    let unit_price = cells.amount(Column::UnitPrice).unwrap_or(Money::ZERO);
    let category = cells.cut(Column::ProductCategory, 100);
    // a line that was taken back whole has a quantity of none
    (quantity > 0).then(|| Item {
        name: name.unwrap_or_else(|| product_id.clone()),
        product_id,
        category,
        quantity,
        unit_price,
    })
}

/// Which system the order's id belongs to. Of a file of no known system that is the shop's own storefront, whose
/// server reports its orders under the same ids.
fn source(cells: &mut Cells<'_>) -> String {
    let named = match cells.plan.format {
        ImportFormat::Shopify => "shopify",
        ImportFormat::Woocommerce => "woocommerce",
        _ => "website",
    };
    cells.short(Column::Source, 50).unwrap_or_else(|| named.to_owned())
}

fn currency(cells: &mut Cells<'_>) -> String {
    let code = cells.read(Column::Currency, |t| {
        let code = t.to_ascii_uppercase();
        if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
            Ok(code)
        } else {
            Err(FieldError::new("must be an ISO 4217 code such as INR"))
        }
    });
    code.unwrap_or_else(|| cells.plan.currency.clone())
}

/// A country's code; its name, which some files have, is left out.
fn country(cells: &mut Cells<'_>) -> Option<String> {
    let code = cells.text(Column::Country)?.to_ascii_uppercase();
    Some(code).filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
}

fn rate(text: &str) -> Result<Decimal, FieldError> {
    let rate = text.parse::<Decimal>().ok();
    rate.filter(|r| *r > Decimal::ZERO && *r < Decimal::from(1_000_000))
        .ok_or_else(|| FieldError::new("must be positive and below 1000000"))
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
