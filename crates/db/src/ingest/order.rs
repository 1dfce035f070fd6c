//! An order while a batch is applied.

use super::event::{Order, OrderChange, Refusal, RefusalCode};
use crate::orders::{Item, NewOrder};
use chrono::{DateTime, Utc};
use patron_domain::{
    ids::{CustomerId, OrderId},
    money::Money,
    order::PaymentStatus,
};
use rust_decimal::Decimal;

/// Which order: system and id.
pub(super) type OrderKey = (String, String);

/// An order as it is or will be.
#[derive(Debug, Clone)]
pub(super) struct OrderRow {
    pub id: OrderId,
    pub customer: CustomerId,
    pub is_new: bool,
    pub changed: bool,
    /// The order. Of a known one the sealed texts are absent, which keeps them, and so are the lines.
    pub order: NewOrder,
    /// Lines that replace those that are there.
    pub items: Option<Vec<Item>>,
    /// The newest event that wrote it.
    pub event_at: DateTime<Utc>,
    /// Store currency per unit of the order's.
    pub rate: Option<Decimal>,
}

impl OrderRow {
    /// An order nobody had.
    pub fn new(customer: CustomerId, said: &Order, store_currency: &str, at: DateTime<Utc>) -> Self {
        let mut order = said.order.clone();
        let items = std::mem::take(&mut order.items);
        let rate = rate(&order, store_currency);
        Self {
            id: OrderId::generate(),
            customer,
            is_new: true,
            changed: true,
            order,
            items: Some(items),
            event_at: at,
            rate,
        }
    }

    /// Replaces what is known by what an event says, unless something newer was said.
    pub fn replace(&mut self, said: &Order, store_currency: &str, at: DateTime<Utc>) {
        let was = self.order.clone();
        if at < self.event_at {
            // it came late; only the beginning that it knows of is news
            if said.order_date.is_none() && said.order.order_date < was.order_date {
                self.order.order_date = said.order.order_date;
                self.changed = true;
            }
            return;
        }
        let mut order = said.order.clone();
        let items = std::mem::take(&mut order.items);
        order.status = said.status.unwrap_or(was.status);
        order.payment_status = said.payment_status.unwrap_or(was.payment_status);
        order.order_date = said.order_date.unwrap_or(was.order_date);
        if !said.says_refunded {
            order.refunded = was.refunded.min(order.total);
        }
        order.payment_method = order.payment_method.or(was.payment_method);
        order.city = order.city.or(was.city);
        order.state = order.state.or(was.state);
        order.country = order.country.or(was.country);
        self.rate = rate(&order, store_currency);
        self.order = order;
        self.items = Some(items);
        self.event_at = at;
        self.changed = true;
    }

    /// Applies a change.
    ///
    /// # Errors
    /// When more would be given back than was paid.
    pub fn change(&mut self, change: &OrderChange, at: DateTime<Utc>) -> Result<(), Refusal> {
        let too_much = |pointer: &str| {
            Refusal::new(RefusalCode::RefundTooLarge, pointer, "must be at most the order's total")
        };
        let total = self.order.total;
        let known = change.refunded.unwrap_or(self.order.refunded);
        if known > total {
            return Err(too_much("/refunded"));
        }
        let more = if change.refund_rest {
            Some(total.amount() - known.amount())
        } else {
            change.refund.map(Money::amount)
        };
        // nothing is changed before everything is known to fit
        let sum = Money::trusted(known.amount() + more.unwrap_or_default());
        if sum > total {
            return Err(too_much("/amount"));
        }
        self.order.refunded = sum;
        if more.is_some() {
            self.order.payment_status =
                if sum == total { PaymentStatus::Refunded } else { PaymentStatus::PartlyRefunded };
        }
        // a state that was said earlier than the newest one is old news; money given back is not, and says nothing of
        // what the order is, so that an update from before it still counts
        if at >= self.event_at && (change.status.is_some() || change.payment_status.is_some()) {
            self.order.status = change.status.unwrap_or(self.order.status);
            self.order.payment_status = change.payment_status.unwrap_or(self.order.payment_status);
            self.event_at = at;
        }
        self.changed = true;
        Ok(())
    }

    /// An amount in the store's currency; none when it can't be converted.
    pub fn converted(&self, amount: Decimal) -> Option<Decimal> {
        self.rate.and_then(|rate| amount.checked_mul(rate)).map(|d| d.round_dp(2))
    }
}

fn rate(order: &NewOrder, store_currency: &str) -> Option<Decimal> {
    if order.currency == store_currency { Some(Decimal::ONE) } else { order.exchange_rate }
}
