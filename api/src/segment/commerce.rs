//! Events of the e-commerce vocabulary that do more than being kept: orders and what becomes of them, sign-ups and
//! sign-ins. Names in any letter case and with the aliases of the vocabulary's first version, properties in both
//! spellings.

use super::{
    Rules, TEXT_MAX,
    event::Event,
    invalid, items,
    json::{self, Object},
    money, traits,
};
use patron_db::{
    ingest::{Order, OrderChange, Refusal},
    orders::NewOrder,
};
use patron_domain::{
    email::Email,
    money::Money,
    order::{OrderStatus, PaymentStatus},
    text,
};
use rust_decimal::Decimal;

/// Which system these orders belong to.
const SOURCE: &str = "website";

/// What an event's name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// An order, whole.
    Order,
    /// Money was given back.
    Refund,
    /// An order was called off.
    Cancellation,
    /// Somebody became a customer.
    SignUp,
    /// Somebody signed in.
    SignIn,
}

impl Meaning {
    /// The meaning of a name, if it has one.
    pub fn of(name: &str) -> Option<Self> {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        match words.join(" ").as_str() {
            "order completed" | "completed order" | "order updated" => Some(Self::Order),
            "order refunded" => Some(Self::Refund),
            "order cancelled" | "order canceled" => Some(Self::Cancellation),
            "signed up" => Some(Self::SignUp),
            "signed in" => Some(Self::SignIn),
            _ => None,
        }
    }
}

/// Whose an event of a trusted sender is: the address that it names first.
///
/// # Errors
/// When that is no address.
pub fn email(event: &Event<'_>) -> Result<Option<Email>, Refusal> {
    for (said, pointer) in [
        (&event.properties, "/properties"),
        (&event.traits, "/traits"),
        (&event.context_traits, "/context/traits"),
    ] {
        if let Some(email) = traits::email(said, pointer)? {
            return Ok(Some(email));
        }
    }
    Ok(None)
}

/// The order that an event tells of.
///
/// # Errors
/// The first field that is not acceptable.
pub fn order(event: &Event<'_>, rules: &Rules<'_>) -> Result<Order, Refusal> {
    let said = &event.properties;
    let items = items::read(said)?;
    let lines = items::sum(&items).ok_or_else(|| invalid("/properties/products", "come to too much"))?;
    let amount = |name: &str| money::amount(said, &[name], &format!("/properties/{name}"));
    let revenue = amount("revenue")?;
    let shipping = amount("shipping")?.unwrap_or(Money::ZERO);
    let tax = amount("tax")?.unwrap_or(Money::ZERO);
    let subtotal = match amount("subtotal")?.or(revenue) {
        Some(subtotal) => subtotal,
        None => money::rounded(lines, "/properties/products")?,
    };
    let total = match (amount("total")?, revenue) {
        (Some(total), _) => total,
        (None, Some(revenue)) => {
            let sum = [revenue, shipping, tax].iter().map(|m| m.amount()).sum::<Decimal>();
            money::rounded(sum, "/properties/revenue")?
        }
        (None, None) => money::rounded(lines, "/properties/products")?,
    };
    // what fills gaps of a profile is not worth an order
    let details = traits::read(event.person(), "/traits", rules).map(|t| t.details).unwrap_or_default();
    Ok(Order {
        order: NewOrder {
            source: SOURCE.to_owned(),
            order_id: order_id(said)?,
            status: OrderStatus::Placed,
            payment_status: PaymentStatus::Unpaid,
            payment_method: said
                .text(&["payment_method", "paymentMethod"])
                .and_then(|text| json::short(&text, 50)),
            currency: currency(said, rules)?,
            exchange_rate: None,
            subtotal,
            shipping,
            tax,
            total,
            refunded: Money::ZERO,
            customer_name: None,
            phone: None,
            address: None,
            pincode: None,
            city: None,
            state: None,
            country: None,
            order_date: event.times.at,
            items,
        },
        status: None,
        payment_status: None,
        order_date: None,
        says_refunded: false,
        details,
    })
}

/// Money given back: as much as the event says, else all of it. It may arrive before its order.
///
/// # Errors
/// The first field that is not acceptable.
pub fn refund(event: &Event<'_>) -> Result<OrderChange, Refusal> {
    let total = money::amount(&event.properties, &["total"], "/properties/total")?;
    Ok(OrderChange { refund: total, refund_rest: total.is_none(), ..change(event)? })
}

/// An order called off.
///
/// # Errors
/// The first field that is not acceptable.
pub fn cancellation(event: &Event<'_>) -> Result<OrderChange, Refusal> {
    Ok(OrderChange { status: Some(OrderStatus::Cancelled), ..change(event)? })
}

fn change(event: &Event<'_>) -> Result<OrderChange, Refusal> {
    Ok(OrderChange {
        source: SOURCE.to_owned(),
        order_id: order_id(&event.properties)?,
        waits: true,
        ..OrderChange::default()
    })
}

fn order_id(said: &Object<'_>) -> Result<String, Refusal> {
    let id = said.text(&["order_id", "orderId"]).unwrap_or_default();
    text::required(&id, TEXT_MAX).map_err(|e| invalid("/properties/order_id", e.0))
}

fn currency(said: &Object<'_>, rules: &Rules<'_>) -> Result<String, Refusal> {
    let Some(code) = said.text(&["currency"]).filter(|code| !code.trim().is_empty()) else {
        return Ok(rules.store_currency.to_owned());
    };
    let code = code.trim().to_uppercase();
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(invalid("/properties/currency", "must be an ISO 4217 code such as INR"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_in_any_case_and_with_their_first_versions() {
        for name in
            ["Order Completed", "order completed", "ORDER  COMPLETED", "Completed Order", "Order Updated"]
        {
            assert_eq!(Meaning::of(name), Some(Meaning::Order), "{name}");
        }
        assert_eq!(Meaning::of("Order Canceled"), Some(Meaning::Cancellation));
        assert_eq!(Meaning::of("signed in"), Some(Meaning::SignIn));
        for name in ["Order", "Orders Completed", "Product Viewed", "Signed Out", ""] {
            assert_eq!(Meaning::of(name), None, "{name}");
        }
    }
}
