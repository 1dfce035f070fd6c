//! What can take place.

use super::outcome::Refusal;
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
    login::LoginMethod,
    money::Money,
    order::{OrderStatus, PaymentStatus},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// How a new profile's person first came here.
    pub touch: FirstTouch,
    /// How they came when they signed up; empty is the same as first.
    #[serde(default)]
    pub last_touch: FirstTouch,
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
