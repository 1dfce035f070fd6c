//! What became of an event.

use patron_domain::ids::CustomerId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why an event was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What to branch on.
    pub code: RefusalCode,
    /// Where in the event, as a JSON pointer; empty for all of it.
    pub pointer: String,
    /// What is wrong, in a sentence without the value.
    pub message: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(code: RefusalCode, pointer: &str, message: impl Into<String>) -> Self {
        Self { code, pointer: pointer.to_owned(), message: message.into() }
    }
}

patron_domain::plain_words! {
    /// Kinds of refusals.
    RefusalCode {
        /// A field is missing or not acceptable.
        Invalid = "invalid",
        /// The event is larger than 32 KiB.
        TooLarge = "too_large",
        /// A public key may not say this.
        IdentifierNotAllowed = "identifier_not_allowed",
        /// The order belongs to somebody else.
        OrderOfAnother = "order_of_another",
        /// There is no such order.
        UnknownOrder = "unknown_order",
        /// There is no such person.
        UnknownPerson = "unknown_person",
        /// More was given back than the order's total.
        RefundTooLarge = "refund_too_large",
        /// The database does not take it.
        NotStorable = "not_storable",
    }
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored.
    Stored(Stored),
    /// Its message id was stored before; nothing was counted again.
    Duplicate(Option<CustomerId>),
    /// It is stored, and counts when the person or order it speaks of arrives.
    Waiting,
    /// It was not taken.
    Refused(Refusal),
}

/// What was stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stored {
    /// The person, if there is a profile.
    pub customer: Option<CustomerId>,
    /// Whether the profile is new or, for an order, the order.
    pub created: bool,
    /// The login attempt, order or event.
    pub id: Option<Uuid>,
    /// Whether anything about a known profile or, for an order, the order changed. What an import reports.
    pub changed: bool,
}
