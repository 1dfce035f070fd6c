//! Orders: their states, and which of them count.

use crate::words;

words! {
    /// Where an order stands.
    OrderStatus {
        /// Received.
        Placed = "placed",
        /// Accepted by the shop.
        Confirmed = "confirmed",
        /// Packed and handed over.
        Fulfilled = "fulfilled",
        /// Arrived.
        Delivered = "delivered",
        /// Called off before delivery.
        Cancelled = "cancelled",
        /// Refused at the door or sent back.
        Returned = "returned",
    }
}

impl OrderStatus {
    /// A *counted* order is neither cancelled nor returned: only those make `total_orders` and `total_spent`.
    pub const fn is_counted(self) -> bool {
        !matches!(self, Self::Cancelled | Self::Returned)
    }
}

words! {
    /// Where its payment stands; cash on delivery is unpaid for days.
    PaymentStatus {
        /// Nothing received yet.
        Unpaid = "unpaid",
        /// Received in full.
        Paid = "paid",
        /// A part was given back.
        PartlyRefunded = "partly_refunded",
        /// All was given back.
        Refunded = "refunded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelled_and_returned_orders_do_not_count() {
        let counted: Vec<_> =
            OrderStatus::ALL.iter().filter(|s| s.is_counted()).map(|s| s.as_str()).collect();
        assert_eq!(counted, ["placed", "confirmed", "fulfilled", "delivered"]);
    }
}
