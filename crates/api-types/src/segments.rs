//! The named sets and targeted groups of people.

use chrono::{DateTime, Utc};
use patron_domain::{consent::Channel, money::Money, segment::NamedSet};
use serde::{Deserialize, Serialize};

crate::wire! {
    /// A named set with its size.
    pub struct SegmentSummary {
        /// Its name in filters and exports.
        pub name: NamedSet,
        /// Its name for people.
        #[cfg_attr(feature = "openapi", schema(example = "High value"))]
        pub title: String,
        /// Its meaning.
        #[cfg_attr(feature = "openapi", schema(example = "3 or more orders that count, and 1000 or more spent."))]
        pub definition: String,
        /// Live people in it.
        #[cfg_attr(feature = "openapi", schema(example = 9214))]
        pub people: i64,
        /// Of those, active and SUBSCRIBED on email.
        #[cfg_attr(feature = "openapi", schema(example = 6120))]
        pub reachable_email: i64,
        /// As of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
    }

    /// The named sets.
    pub struct Segments {
        /// In fixed order: high value, recent signups, inactive.
        pub items: Vec<SegmentSummary>,
    }
}

/// Targeted marketing (`getCustomersForTargetedMarketing`): active people with consent on the channel for
/// whom all given conditions hold, last login first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct TargetQuery {
    /// At least so many orders that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 0, example = 3))]
    pub min_orders: Option<i32>,
    /// At least so much spent, in the store's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "1000.00"))]
    pub min_spent: Option<Money>,
    /// Signed up at or after this instant (RFC 3339) or on or after this day (store's zone).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-01"))]
    pub signup_after: Option<String>,
    /// Last login at or after this; people who never logged in don't match.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-01T00:00:00Z"))]
    pub last_login_after: Option<String>,
    /// Last login before this, or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-10-21"))]
    pub last_login_before: Option<String>,
    /// Any of these categories, separated by commas, without case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "Kitchen,Gifting"))]
    pub categories: Option<String>,
    /// One of the named sets, on top of the other conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<NamedSet>,
    /// The channel whose consent is needed; `email` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Rows a page, 1 to 200; 50 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200, example = 50))]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Also count all matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = true))]
    pub total: Option<bool>,
}
