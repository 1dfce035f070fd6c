//! What can be reported, in the one form that every way in is turned into, and what became of it.

use crate::{
    consents::Wanted,
    import::ImportRow,
    logins::Origin,
    orders::NewOrder,
    profiles::{Details, FirstTouch},
};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    consent::Channel,
    customer::{SignupMethod, Source},
    email::Email,
    ids::{CustomerId, KeyId},
    login::LoginMethod,
    money::Money,
    order::{OrderStatus, PaymentStatus},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whom an event speaks of. An address counts before a user id, that before an anonymous one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Who {
    /// An address.
    pub email: Option<Email>,
    /// The id that the reporting system has for a person.
    pub user_id: Option<String>,
    /// The id that a browser has for a visitor.
    pub anonymous_id: Option<String>,
}

impl Who {
    /// The person with this address.
    pub fn email(email: Email) -> Self {
        Self { email: Some(email), ..Self::default() }
    }
}

/// One reported event, checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Incoming {
    /// The key it came with; none for what staff and imports do.
    pub key: Option<KeyId>,
    /// How the ledger names the reporter.
    pub actor: String,
    /// The digest of its message id: under one key it is stored once.
    pub message: Option<[u8; 16]>,
    /// Of whom it speaks.
    pub who: Who,
    /// Whether the reporter may say who somebody is: a server's key, not one that stands in pages.
    pub trusted: bool,
    /// When it took place, by our clock.
    pub at: DateTime<Utc>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// What took place.
    pub act: Act,
    /// What is kept of it in `events`.
    pub record: Option<Record>,
    /// As it was sent, where a refusal must keep it.
    pub sent: Option<Sent>,
    /// The refused event that this one mends.
    pub mends: Option<Uuid>,
}

/// An event as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named like the columns of `rejected_events`")]
pub struct Sent {
    pub message_id: Option<String>,
    pub kind: Option<String>,
    pub name: Option<String>,
    /// JSON text; none when it is too large to keep.
    pub event: Option<String>,
    /// Tells it from others under the same key: the digest of its message id, else of its text.
    pub digest: [u8; 16],
}

/// A row of `events`. Properties and context are texts of JSON objects, so that numbers keep their digits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Record {
    pub kind: RecordKind,
    pub name: String,
    pub properties: String,
    pub context: String,
    pub original_at: Option<DateTime<Utc>>,
    pub origin: Origin,
}

patron_domain::plain_words! {
    /// What kind of event a row of `events` is.
    RecordKind {
        /// Something somebody did.
        Track = "track",
        /// A page was seen.
        Page = "page",
        /// A screen of an app was seen.
        Screen = "screen",
        /// Somebody belongs to a group.
        Group = "group",
    }
}

/// What took place, besides the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Act {
    /// Nothing else.
    Nothing,
    /// Somebody tried to sign in.
    Login(Login),
    /// Something is known about a person; an address that nobody has makes a profile.
    Profile(Box<Profile>),
    /// An order, whole; an address that nobody has makes a profile.
    Order(Box<Order>),
    /// Something changed on an order.
    OrderChange(OrderChange),
    /// A person was asked about marketing.
    Consent(Consent),
    /// Two foreign ids are one person's: the other one, of `who`'s.
    Alias(Alias),
    /// A row of an imported file.
    Import(Box<Import>),
    /// An event that was refused before it came here; it is kept and counted.
    Refused(Refusal),
}

/// An attempt to sign in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Login {
    pub method: LoginMethod,
    pub success: bool,
    pub failure_reason: Option<String>,
    pub origin: Origin,
}

/// What a report says about a person. What is absent changes nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Details that are columns.
    pub details: Details,
    /// Whether what is said only fills gaps.
    pub fill: bool,
    /// How a new profile came to be; `email` when absent.
    pub signup_method: Option<SignupMethod>,
    /// Where a new profile came from; `website` when absent.
    pub source: Option<Source>,
    /// When the person signed up; an earlier date than the known one replaces it.
    pub signup_date: Option<DateTime<Utc>>,
    /// How a new profile's person came here.
    pub touch: FirstTouch,
    /// What the person said about marketing.
    pub said: Option<bool>,
    /// The wording they saw.
    pub notice_version: Option<String>,
    /// Where they said it.
    pub method: String,
    /// Traits that are no column: JSON texts.
    pub traits: BTreeMap<String, String>,
    /// Whether a profile is made when nobody has the address.
    pub makes: bool,
}

/// An order as a report says it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// The order; `status`, `payment_status` and `order_date` hold what a new order gets.
    pub order: NewOrder,
    /// A state that was said, and so replaces the known one.
    pub status: Option<OrderStatus>,
    /// As `status`.
    pub payment_status: Option<PaymentStatus>,
    /// As `status`.
    pub order_date: Option<DateTime<Utc>>,
    /// Whether `refunded` was said; what came back before stays otherwise.
    pub says_refunded: bool,
    /// What the order tells of its person; fills gaps.
    pub details: Details,
}

/// A change on an order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OrderChange {
    /// Which system the id belongs to.
    pub source: String,
    /// The shop's id.
    pub order_id: String,
    /// Where it stands now.
    pub status: Option<OrderStatus>,
    /// Where its payment stands now.
    pub payment_status: Option<PaymentStatus>,
    /// What was given back in all.
    pub refunded: Option<Money>,
    /// What was given back now, added to what was before.
    pub refund: Option<Money>,
    /// All that was not given back yet is.
    pub refund_rest: bool,
    /// Whether it waits for an order that is not there yet; refused otherwise.
    pub waits: bool,
}

/// An answer about marketing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named like the columns of the ledger")]
pub struct Consent {
    pub wanted: Vec<Wanted>,
    /// Whether the person acted themselves, on the shop's own page: only that lifts an opt-out.
    pub by_person: bool,
    pub method: String,
    pub notice_version: Option<String>,
    pub reason: Option<String>,
}

/// Another id of the same person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    /// The id of before.
    pub previous: String,
}

/// A row of a file, and what its file says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Import {
    /// The row.
    pub row: ImportRow,
    /// Since when consents stand, by channel.
    pub dates: Vec<(Channel, DateTime<Utc>)>,
    /// The day that the file's totals are of.
    pub as_of: NaiveDate,
}

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
    /// Whether anything about a known profile changed; of imports.
    pub changed: bool,
}
