//! What was bought with an order, what it cost, and what became of it.

use super::{
    dice::{Dice, Kind},
    plan::{Plan, Purchase},
    words::{PRODUCTS, Product},
};
use patron_domain::order::{OrderStatus, PaymentStatus};

/// Shipping, and from which subtotal on there is none; whole units of the shop's currency.
const SHIPPING: (i64, i64) = (49, 999);

/// An order's contents. Amounts are whole units of the shop's currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// Products with quantities.
    pub lines: Vec<(&'static Product, i32)>,
    pub subtotal: i64,
    pub shipping: i64,
    pub total: i64,
    pub refunded: i64,
    pub status: OrderStatus,
    pub payment: PaymentStatus,
    /// Cash on delivery.
    pub cod: bool,
}

impl Contents {
    /// Those of `purchase`: one to three things; what became of it depends on how long ago it was.
    pub fn make_up(plan: &Plan, purchase: &Purchase) -> Self {
        let mut dice =
            Dice::of(plan.seed ^ u64::from(purchase.dice), Kind::Purchase, purchase.person as usize);
        let mut lines: Vec<(&'static Product, i32)> = Vec::with_capacity(3);
        for _ in 0..1 + dice.weighted(&[60.0, 28.0, 12.0]) {
            let product = &PRODUCTS[dice.range(0, PRODUCTS.len() as i64 - 1) as usize];
            let quantity = 1 + dice.weighted(&[80.0, 15.0, 5.0]) as i32;
            if lines.iter().all(|(known, _)| known.id != product.id) {
                lines.push((product, quantity));
            }
        }
        let cod = dice.percent(44.0);
        let days = (plan.season.length() - purchase.at) / 86_400;
        // cash on delivery is often refused at the door
        let returned = if cod { 9.0 } else { 4.0 };
        let status = match days {
            0..=2 => [OrderStatus::Placed, OrderStatus::Confirmed, OrderStatus::Cancelled]
                [dice.weighted(&[60.0, 36.0, 4.0])],
            3..=7 => [OrderStatus::Confirmed, OrderStatus::Fulfilled, OrderStatus::Cancelled]
                [dice.weighted(&[35.0, 60.0, 5.0])],
            _ => [OrderStatus::Delivered, OrderStatus::Cancelled, OrderStatus::Returned]
                [dice.weighted(&[86.0, 6.0, returned])],
        };
        let payment = match (status, cod) {
            (OrderStatus::Delivered, _) if dice.percent(4.0) => PaymentStatus::PartlyRefunded,
            (OrderStatus::Delivered, _) => PaymentStatus::Paid,
            (OrderStatus::Cancelled | OrderStatus::Returned, false) => PaymentStatus::Refunded,
            (_, true) => PaymentStatus::Unpaid,
            (_, false) => PaymentStatus::Paid,
        };
        let subtotal = lines.iter().map(|(product, quantity)| product.price * i64::from(*quantity)).sum();
        let shipping = if subtotal >= SHIPPING.1 { 0 } else { SHIPPING.0 };
        let refunded = match payment {
            PaymentStatus::Refunded => subtotal + shipping,
            PaymentStatus::PartlyRefunded => lines.first().map_or(0, |(product, _)| product.price),
            PaymentStatus::Unpaid | PaymentStatus::Paid => 0,
        };
        Self { lines, subtotal, shipping, total: subtotal + shipping, refunded, status, payment, cod }
    }
}
