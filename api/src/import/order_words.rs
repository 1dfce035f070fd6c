//! Words that shop systems have for the states of orders, as Patron's.

use patron_domain::{
    FieldError,
    order::{OrderStatus, PaymentStatus},
};

/// Lower case, with hyphens, without WooCommerce's prefix.
fn word(text: &str) -> String {
    let word = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    word.strip_prefix("wc-").map_or_else(|| word.clone(), str::to_owned)
}

/// An order's state, and what it says of its payment.
pub fn state(text: &str) -> Result<(OrderStatus, Option<PaymentStatus>), FieldError> {
    use OrderStatus as S;
    use PaymentStatus as P;
    Ok(match word(text).as_str() {
        "placed" | "pending" | "pending-payment" | "on-hold" | "open" | "new" => (S::Placed, Some(P::Unpaid)),
        "confirmed" | "processing" | "accepted" => (S::Confirmed, Some(P::Paid)),
        "fulfilled" | "completed" | "complete" | "shipped" | "dispatched" => (S::Fulfilled, Some(P::Paid)),
        "delivered" => (S::Delivered, Some(P::Paid)),
        "cancelled" | "canceled" | "failed" | "trash" | "voided" => (S::Cancelled, None),
        "returned" => (S::Returned, None),
        "refunded" => (S::Returned, Some(P::Refunded)),
        _ => {
            return Err(FieldError::new(
                "must be one of: placed confirmed fulfilled delivered cancelled returned",
            ));
        }
    })
}

/// Where a payment stands.
pub fn payment(text: &str) -> Result<PaymentStatus, FieldError> {
    Ok(match word(text).as_str() {
        "paid" | "completed" => PaymentStatus::Paid,
        "unpaid" | "pending" | "authorized" | "partially-paid" | "voided" | "expired" => {
            PaymentStatus::Unpaid
        }
        "partly-refunded" | "partially-refunded" => PaymentStatus::PartlyRefunded,
        "refunded" => PaymentStatus::Refunded,
        _ => return Err(FieldError::new("must be one of: unpaid paid partly_refunded refunded")),
    })
}

/// An order's state by how far its delivery is; an unknown word says no more than that it is not begun.
pub fn fulfilment(text: &str, is_paid: bool) -> OrderStatus {
    match word(text).as_str() {
        "fulfilled" | "shipped" => OrderStatus::Fulfilled,
        "delivered" => OrderStatus::Delivered,
        "partial" | "partially-fulfilled" => OrderStatus::Confirmed,
        _ if is_paid => OrderStatus::Confirmed,
        _ => OrderStatus::Placed,
    }
}
