//! The Segment HTTP tracking protocol: what its clients send, as far as it has a form, and what they are answered.
//!
//! Events are no types of ours: they are of any shape, and are taken apart on the server one by one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

crate::wire! {
    /// What became of the events of a request. Clients read the status alone; the rest is for people.
    pub struct SegmentAnswer {
        /// Always true: whatever was not taken stands in `rejected`.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub success: bool,
        /// Events that are stored.
        #[cfg_attr(feature = "openapi", schema(example = 3))]
        pub accepted: usize,
        /// Events whose message id was stored before: nothing was counted again.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub duplicates: usize,
        /// How many of the accepted count once their person or order arrives. Not told to a key that stands in pages.
        #[cfg_attr(feature = "openapi", schema(example = 0))]
        pub waiting: usize,
        /// Events that were not taken. They are kept, so that staff can mend them.
        pub rejected: Vec<SegmentRejected>,
    }

    /// An event that was not taken.
    pub struct SegmentRejected {
        /// Its place in the batch, from 0.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub index: usize,
        /// Its message id, if it had one.
        #[serde(rename = "messageId")]
        #[cfg_attr(feature = "openapi", schema(example = "ajs-next-1795358583775-c3efb722"))]
        pub message_id: Option<String>,
        /// What kind of refusal.
        #[cfg_attr(feature = "openapi", schema(example = "identifier_not_allowed"))]
        pub code: String,
        /// Why, and where in the event.
        #[cfg_attr(
            feature = "openapi",
            schema(example = "/event orders are taken from a server's write key only; send it from the shop's server")
        )]
        pub message: String,
    }
}

/// An event: an object with `userId` or `anonymousId`, and what its type asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = BTreeMap<String, Value>, example = json!({
        "messageId": "node-next-1795358542402-3689124f", "userId": "u-1042", "event": "Order Completed",
        "timestamp": "2026-11-20T14:16:00.402Z", "sentAt": "2026-11-20T14:16:00.423Z",
        "properties": {"order_id": "TT-20417", "total": 1499, "currency": "INR"},
        "context": {"ip": "203.0.113.24"}
    }))
)]
pub struct SegmentEvent(pub Map<String, Value>);

/// Events, each with its `type`; at most 20,000.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = BTreeMap<String, Value>, example = json!({
        "batch": [{
            "type": "track", "messageId": "node-next-1795358542402-3689124f", "userId": "u-1042",
            "event": "Product Viewed", "timestamp": "2026-11-20T14:16:00.402Z",
            "properties": {"product_id": "DIYA-12"}
        }],
        "sentAt": "2026-11-20T14:16:00.423Z"
    }))
)]
pub struct SegmentBatch(pub Map<String, Value>);

/// Where a page sends its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = BTreeMap<String, Value>, example = json!({
        "integrations": {
            "Segment.io": {"apiKey": "wb_patron_Zk4t", "apiHost": "track.shop.example/v1", "protocol": "https"}
        },
        "metrics": {"sampleRate": 0}, "plan": {}, "enabledMiddleware": {}
    }))
)]
pub struct SegmentSettings(pub Map<String, Value>);
