//! How ingestion fares: rates, the feed of what comes in, and what was refused.

use crate::page::Page;
use chrono::{DateTime, Utc};
use patron_domain::{
    ids::{CustomerId, KeyId},
    words,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

crate::wire! {
    /// Rates of the last hour and day, and what waits to be looked at.
    pub struct IngestHealth {
        /// As of when.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub as_of: DateTime<Utc>,
        /// The last sixty minutes, oldest first, without gaps; the last one is not over yet.
        pub minutes: Vec<IngestMinute>,
        /// The last 24 hours.
        pub day: IngestCounts,
        /// Refused events that nobody has looked at.
        #[cfg_attr(feature = "openapi", schema(example = 3))]
        pub rejected_waiting: i64,
        /// Events that wait for their person or order.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub waiting: i64,
        /// The newest stored event of any kind; null when there is none.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:15:58Z"))]
        pub last_received_at: Option<DateTime<Utc>>,
    }

    /// Events of one minute.
    pub struct IngestMinute {
        /// Its start.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:15:00Z"))]
        pub minute: DateTime<Utc>,
        /// How many.
        pub counts: IngestCounts,
    }

    /// Events by what became of them.
    pub struct IngestCounts {
        /// Stored and counted.
        #[cfg_attr(feature = "openapi", schema(example = 420))]
        pub stored: i64,
        /// Sent again, not counted again.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub duplicate: i64,
        /// Kept until their person or order arrives.
        #[cfg_attr(feature = "openapi", schema(example = 2))]
        pub waiting: i64,
        /// Refused.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub rejected: i64,
    }

    /// An event that was refused.
    pub struct RejectedEvent {
        /// Id.
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Uuid,
        /// The key it came with.
        pub key_id: KeyId,
        /// That key's name.
        #[cfg_attr(feature = "openapi", schema(example = "Storefront pages"))]
        pub key_name: String,
        /// Its message id, if it had one.
        #[cfg_attr(feature = "openapi", schema(example = "ajs-next-1795358583775-c3efb722"))]
        pub message_id: Option<String>,
        /// Its type, such as `track`.
        #[cfg_attr(feature = "openapi", schema(example = "track"))]
        pub kind: Option<String>,
        /// Its name.
        #[cfg_attr(feature = "openapi", schema(example = "Order Completed"))]
        pub name: Option<String>,
        /// What kind of refusal.
        #[cfg_attr(feature = "openapi", schema(example = "identifier_not_allowed"))]
        pub code: String,
        /// Why, in a sentence.
        #[cfg_attr(feature = "openapi", schema(example = "orders are taken from a server's write key only"))]
        pub reason: String,
        /// The event as it was sent; null when it was too large to keep.
        #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, serde_json::Value>>, example = json!({"type": "track", "event": "Order Completed"})))]
        pub event: Option<serde_json::Value>,
        /// When it came.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub received_at: DateTime<Utc>,
        /// Whether somebody has dealt with it.
        pub status: RejectedStatus,
    }

    /// A second try.
    pub struct ReplayRequest {
        /// The mended event; as it was sent when absent. Staff vouches for it: it is taken as from a server's key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, serde_json::Value>>, example = json!({"type": "track", "event": "Order Completed"})))]
        pub event: Option<serde_json::Value>,
    }

    /// What became of a second try.
    pub struct Replayed {
        /// The person, if there is a profile.
        pub customer_id: Option<CustomerId>,
        /// True when it waits for its person or order.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub waiting: bool,
    }

    /// Something that just came in.
    pub struct Activity {
        /// Its id in its own list.
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Uuid,
        /// What it is.
        pub kind: ActivityKind,
        /// The event's name, the order's id, or how somebody signed in.
        #[cfg_attr(feature = "openapi", schema(example = "TT-20417"))]
        pub what: String,
        /// The person, null when nobody knows.
        pub customer_id: Option<CustomerId>,
        /// Their name, or address.
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub who: Option<String>,
        /// Amount of an order, in the store's currency.
        #[cfg_attr(feature = "openapi", schema(example = "1499.00"))]
        pub amount: Option<patron_domain::money::Money>,
        /// When it was stored.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub at: DateTime<Utc>,
    }

    /// The newest of what came in.
    pub struct ActivityFeed {
        /// Newest first, at most 50.
        pub items: Vec<Activity>,
    }
}

words! {
    /// What came in.
    ActivityKind {
        /// A new profile.
        Signup = "signup",
        /// A successful login.
        Login = "login",
        /// A failed login.
        FailedLogin = "failed_login",
        /// An order.
        Order = "order",
        /// Any other event.
        Event = "event",
    }
}

words! {
    /// Whether somebody has dealt with a refused event.
    RejectedStatus {
        /// Nobody has.
        Waiting = "waiting",
        /// It was taken at a second try.
        Replayed = "replayed",
        /// It is not wanted.
        Discarded = "discarded",
    }
}

/// Which refused events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct RejectedQuery {
    /// Only these; `waiting` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RejectedStatus>,
    /// Rows a page, 1 to 200; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200, example = 50))]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A page of refused events.
pub type RejectedPage = Page<RejectedEvent>;
