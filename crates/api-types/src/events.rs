//! What a shop's server reports, besides logins, orders and profiles; everything of it in one batch; and events as
//! they are listed.

use crate::{
    logins::LoginReport,
    orders::{OrderChange, OrderUpsert},
    problem::{ErrorCode, FieldProblem},
    profiles::{ProfileUpsert, SignupReport},
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentState},
    email::Email,
    ids::CustomerId,
    money::Money,
    words,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// What kind of event it is.
    EventKind {
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

crate::wire! {
    /// Something a customer did.
    pub struct Event {
        /// Id.
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Uuid,
        /// What kind of event it is.
        pub kind: EventKind,
        /// What was done; the name or path of a page or screen; the id of a group.
        #[cfg_attr(feature = "openapi", schema(example = "Product Viewed"))]
        pub name: String,
        /// Anything about it, as it was sent.
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>, example = json!({"product_id": "DIYA-12", "price": 249})))]
        pub properties: serde_json::Map<String, serde_json::Value>,
        /// When it took place, by our clock.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub occurred_at: DateTime<Utc>,
        /// When it came in.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:02Z"))]
        pub received_at: DateTime<Utc>,
        /// With what, parsed.
        #[cfg_attr(feature = "openapi", schema(example = "Chrome Mobile on Android (phone)"))]
        pub device_info: Option<String>,
        /// The address of the page that it took place on.
        #[cfg_attr(feature = "openapi", schema(example = "https://shop.example.com/products/diya-set"))]
        pub page: Option<String>,
    }

    /// Something a person did. Needs the scope `events:write`. One of `email`, `user_id` and `anonymous_id` says who.
    pub struct EventReport {
        /// What, at most 255 characters; names of the e-commerce vocabulary in Title Case.
        #[cfg_attr(feature = "openapi", schema(example = "Product Viewed"))]
        pub name: String,
        /// Whose: an address that has a profile.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<Email>,
        /// Whose: the shop's own id of a person, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "u-1042"))]
        pub user_id: Option<String>,
        /// Whose: a visitor's id. Joins the person when both ids are seen together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "14a5c3ef-b722-48a1-a869-a789aac39f9c"))]
        pub anonymous_id: Option<String>,
        /// Anything about it: an object.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>, example = json!({"product_id": "DIYA-12", "price": 249})))]
        pub properties: serde_json::Map<String, serde_json::Value>,
        /// When; now when absent. At most 24 hours ahead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub occurred_at: Option<DateTime<Utc>>,
        /// Makes a retry safe: stored once under the same key, for 30 days. At most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "event-9c1d"))]
        pub message_id: Option<String>,
    }

    /// What a person answered when asked about marketing. Needs the scope `profiles:write`. An opt-out is only lifted
    /// by the person, signed in.
    pub struct ConsentReport {
        /// Whose.
        pub email: Email,
        /// On which channel.
        pub channel: Channel,
        /// What they said: `SUBSCRIBED` or `UNSUBSCRIBED`.
        pub state: ConsentState,
        /// Where they said it, at most 50 characters; `server` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "checkout"))]
        pub method: Option<String>,
        /// The version of the wording shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-10"))]
        pub notice_version: Option<String>,
        /// When; now when absent. A time in the future becomes now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub occurred_at: Option<DateTime<Utc>>,
        /// Makes a retry safe.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "consent-51aa"))]
        pub message_id: Option<String>,
    }

    /// Money given back on an order: added to what was given back before.
    pub struct RefundReport {
        /// Which system the order's id belongs to; `website` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "website"))]
        pub source: Option<String>,
        /// How much, in the order's currency; all that is left when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub amount: Option<Money>,
        /// Makes a retry safe; without one a refund that is sent twice counts twice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "refund-3310"))]
        pub message_id: Option<String>,
    }

    /// A change on an order, in a batch.
    pub struct OrderChangeItem {
        /// The shop's own order id.
        #[cfg_attr(feature = "openapi", schema(example = "TT-20417"))]
        pub order_id: String,
        /// What changed.
        #[serde(flatten)]
        pub change: OrderChange,
    }

    /// A refund, in a batch.
    pub struct RefundItem {
        /// The shop's own order id.
        #[cfg_attr(feature = "openapi", schema(example = "TT-20417"))]
        pub order_id: String,
        /// What was given back.
        #[serde(flatten)]
        pub refund: RefundReport,
    }

    /// What became of a reported event.
    pub struct EventReported {
        /// The stored event; absent when it was a repetition.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Option<Uuid>,
        /// The person, null while nobody knows who it is.
        pub customer_id: Option<CustomerId>,
        /// True when this message id was stored before: nothing was counted again.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub duplicate: bool,
    }

    /// Up to 1,000 reports, at most 500 KiB. Each stands by itself: one that is refused costs none of the others.
    pub struct Batch {
        /// The reports, each with its `type`; applied in this order.
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<BatchItem>))]
        pub items: Vec<serde_json::Value>,
    }

    /// What became of each report, in their order.
    pub struct BatchAnswer {
        /// One answer a report.
        pub items: Vec<ItemAnswer>,
    }

    /// What became of one report of a batch.
    pub struct ItemAnswer {
        /// As the call for a single report would answer: 201 stored, 200 stored before or changed, 4xx not taken.
        #[cfg_attr(feature = "openapi", schema(example = 201))]
        pub status: u16,
        /// The person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub customer_id: Option<CustomerId>,
        /// The login attempt, order or event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Option<Uuid>,
        /// True when its message id was stored before.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub duplicate: bool,
        /// Why it was not taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub code: Option<ErrorCode>,
        /// What to do about it.
        #[cfg_attr(feature = "openapi", schema(example = "Nothing was stored. Correct the fields named in errors."))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
        /// Each field that is not acceptable; pointers count from the report.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub errors: Vec<FieldProblem>,
    }
}

/// A report of a batch, by its `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BatchItem {
    /// As `PUT /api/v1/profiles`.
    Profile(ProfileUpsert),
    /// As `POST /api/v1/signups`.
    Signup(SignupReport),
    /// As `POST /api/v1/login-attempts`.
    LoginAttempt(LoginReport),
    /// As `POST /api/v1/orders`.
    Order(OrderUpsert),
    /// As `PATCH /api/v1/orders/{order_id}`.
    OrderChange(OrderChangeItem),
    /// As `POST /api/v1/orders/{order_id}/refunds`.
    Refund(RefundItem),
    /// As `POST /api/v1/consents`.
    Consent(ConsentReport),
    /// As `POST /api/v1/events`.
    Event(EventReport),
}
