//! An order while a batch is applied.

use super::{
    act::{Order, OrderChange},
    outcome::{Refusal, RefusalCode},
};
use crate::orders::NewOrder;
use chrono::{DateTime, Utc};
use patron_domain::{
    ids::{CustomerId, OrderId},
    money::Money,
    order::PaymentStatus,
};
use rust_decimal::{Decimal, RoundingStrategy};

/// Which order: system and id.
pub(super) type OrderKey = (String, String);

/// An order as it is or will be.
#[derive(Debug, Clone)]
pub(super) struct OrderRow {
    pub id: OrderId,
    pub customer: CustomerId,
    pub is_new: bool,
    /// Whether anything of it differs from what is stored.
    pub changed: bool,
    /// Whether its lines do.
    pub items_changed: bool,
    /// The order. Of a known one that is only changed, not brought whole, the sealed texts and the lines are absent,
    /// which keeps them.
    pub order: NewOrder,
    /// The newest event that wrote it.
    pub event_at: DateTime<Utc>,
    /// Whether that is newer than what is stored.
    pub newer: bool,
    /// Store currency per unit of the order's.
    pub rate: Option<Decimal>,
}

impl OrderRow {
    /// An order nobody had.
    pub fn new(customer: CustomerId, said: &Order, store_currency: &str, at: DateTime<Utc>) -> Self {
        let order = as_stored(said.order.clone());
        let rate = rate(&order, store_currency);
        Self {
            id: OrderId::generate(),
            customer,
            is_new: true,
            changed: true,
            items_changed: true,
            order,
            event_at: at,
            newer: true,
            rate,
        }
    }

    /// Replaces what is known by what an event says, unless something newer was said. The order has to be there
    /// whole. Whether anything of it differs.
    pub fn replace(&mut self, said: &Order, store_currency: &str, at: DateTime<Utc>) -> bool {
        let was = &self.order;
        let mut order = as_stored(said.order.clone());
        if at < self.event_at {
            // it came late; only the beginning that it knows of is news
            let began = said.order_date.is_none() && order.order_date < was.order_date;
            if began {
                self.order.order_date = order.order_date;
                self.changed = true;
            }
            return began;
        }
        order.status = said.status.unwrap_or(was.status);
        order.payment_status = said.payment_status.unwrap_or(was.payment_status);
        order.order_date = said.order_date.map_or(was.order_date, micros);
        if !said.says_refunded {
            order.refunded = was.refunded.min(order.total);
        }
        let kept = |said: &mut Option<String>, known: &Option<String>| {
            if said.is_none() {
                said.clone_from(known);
            }
        };
        kept(&mut order.payment_method, &was.payment_method);
        kept(&mut order.customer_name, &was.customer_name);
        kept(&mut order.phone, &was.phone);
        kept(&mut order.address, &was.address);
        kept(&mut order.pincode, &was.pincode);
        kept(&mut order.city, &was.city);
        kept(&mut order.state, &was.state);
        kept(&mut order.country, &was.country);
        let rate = rate(&order, store_currency);
        let differs = order != *was || rate != self.rate;
        self.items_changed |= order.items != was.items;
        self.changed |= differs;
        self.newer |= at > self.event_at;
        self.order = order;
        self.rate = rate;
        self.event_at = at;
        differs
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

/// An order with the digits that its columns keep, so that it compares with what comes from there.
fn as_stored(mut order: NewOrder) -> NewOrder {
    order.order_date = micros(order.order_date);
    order.exchange_rate = order
        .exchange_rate
        .map(|rate| rate.round_dp_with_strategy(8, RoundingStrategy::MidpointAwayFromZero));
    order
}

fn micros(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
