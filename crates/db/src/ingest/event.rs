//! What is reported, in the one form that every way in is turned into.

use super::act::Act;
use crate::logins::Origin;
use chrono::{DateTime, Utc};
use patron_domain::{email::Email, ids::KeyId};
use serde::{Deserialize, Serialize};
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
///
/// It is also what is stored while it waits, and read by later versions: a field that is added to it or to anything
/// in it needs `#[serde(default)]`.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// As the first version that let events wait wrote them.
    const WAITING: [&str; 2] = [
        r#"{"key":null,"actor":"test","message":null,
            "who":{"email":null,"user_id":"u","anonymous_id":null},"trusted":true,
            "at":"2026-11-22T12:00:00Z","received_at":"2026-11-22T12:00:00Z",
            "act":{"Order":{"order":{"source":"website","order_id":"o1","status":"placed","payment_status":"unpaid",
              "payment_method":null,"currency":"INR","exchange_rate":null,"subtotal":"400.00","shipping":"100.00",
              "tax":"0.00","total":"500.00","refunded":"0.00","customer_name":null,"phone":null,"address":null,
              "pincode":null,"city":null,"state":null,"country":null,"order_date":"2026-11-22T12:00:00Z",
              "items":[{"product_id":"p1","name":"Lamp","category":null,"quantity":1,"unit_price":"400.00"}]},
              "status":null,"payment_status":null,"order_date":null,"says_refunded":false,
              "details":{"full_name":null,"phone":null,"location":null,"categories":null}}},
            "record":null,"sent":null,"mends":null}"#,
        r#"{"key":null,"actor":"test","message":null,
            "who":{"email":null,"user_id":null,"anonymous_id":null},"trusted":true,
            "at":"2026-11-22T12:00:00Z","received_at":"2026-11-22T12:00:00Z",
            "act":{"OrderChange":{"source":"website","order_id":"o1","status":null,"payment_status":null,
              "refunded":null,"refund":"20.00","refund_rest":false,"waits":true}},
            "record":null,"sent":null,"mends":null}"#,
    ];

    #[test]
    fn what_waits_since_an_older_version_can_be_read() {
        for text in WAITING {
            let read = serde_json::from_str::<Incoming>(text);
            assert!(read.is_ok(), "a new field needs a default: {read:?}");
        }
    }
}
