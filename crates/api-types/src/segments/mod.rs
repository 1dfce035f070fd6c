//! Segments: rules that are kept, their sizes, and targeted groups of people.

mod explain;
mod history;
mod input;
mod preview;

pub use explain::{ExplainRequest, ExplainedKind, ExplainedOutcome, ExplainedRule, Explanation};
pub use history::{SegmentChanges, SegmentChangesQuery, SegmentHistory, SegmentHistoryQuery, SegmentPoint};
pub use input::{RuleInput, RuleOf};
pub use preview::{
    ConditionCount, ConditionCounts, ConditionsRequest, Overlap, OverlapRequest, PreviewRequest, Reach,
    SegmentPreview,
};

use chrono::{DateTime, Utc};
use patron_domain::{
    consent::Channel,
    money::Money,
    rule::{Rule, SegmentKey},
    segment::Audience,
    words,
};
use serde::{Deserialize, Serialize};

crate::wire! {
    /// A segment with its size.
    pub struct SegmentSummary {
        /// Its name in filters and exports: `high_value`, `recent_signups`, `inactive_30d`, or its id.
        #[cfg_attr(feature = "openapi", schema(value_type = String, example = "high_value"))]
        pub name: SegmentKey,
        /// Its name for people.
        #[cfg_attr(feature = "openapi", schema(example = "High value"))]
        pub title: String,
        /// Its meaning in a sentence, if somebody wrote one.
        #[cfg_attr(feature = "openapi", schema(example = "3 or more orders that count, and 1000 or more spent."))]
        pub definition: String,
        /// Whether it is one of those every shop starts with, which can't be changed.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub built_in: bool,
        /// What it is for: `marketing` leaves out, always, whoever may not be written to on its channel.
        pub audience: Audience,
        /// The channel of a `marketing` segment.
        pub channel: Channel,
        /// The rule.
        pub rule: Rule,
        /// The same rule in one line.
        #[cfg_attr(feature = "openapi", schema(example = "total_orders >= 3 and total_spent >= 1000"))]
        pub text: String,
        /// Live people in it.
        #[cfg_attr(feature = "openapi", schema(example = 9214))]
        pub people: i64,
        /// Of those, active and SUBSCRIBED on email.
        #[cfg_attr(feature = "openapi", schema(example = 6120))]
        pub reachable_email: i64,
        /// When they were counted. On a large shop a list gives counts of the last minutes, so that it is quick.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
        /// Its size on each of the last 30 days for which it is known, oldest first.
        pub points: Vec<SegmentPoint>,
        /// Why it could not be counted: it asks for what is gone, or took too long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Counting took longer than 10 seconds."))]
        pub failure: Option<String>,
    }

    /// The segments.
    pub struct Segments {
        /// Those every shop starts with (high value, recent signups, inactive), then the shop's own by name.
        pub items: Vec<SegmentSummary>,
    }

    /// A segment and what it hangs together with.
    pub struct Segment {
        /// What the list shows.
        #[serde(flatten)]
        pub summary: SegmentSummary,
        /// When it was made; absent for those every shop starts with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-08-03T09:12:00Z"))]
        pub created_at: Option<DateTime<Utc>>,
        /// Who made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Nandini Clove"))]
        pub created_by: Option<String>,
        /// When it was last changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-02T17:40:00Z"))]
        pub updated_at: Option<DateTime<Utc>>,
        /// What refers to it. A segment that another one refers to can't be deleted.
        pub used_by: Vec<SegmentUse>,
    }

    /// Something that refers to a segment.
    pub struct SegmentUse {
        /// What it is.
        pub kind: SegmentUser,
        /// Its id.
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: uuid::Uuid,
        /// Its name.
        #[cfg_attr(feature = "openapi", schema(example = "Diwali thank-you"))]
        pub title: String,
    }

    /// A new segment.
    pub struct NewSegment {
        /// Its name, 1 to 100 characters, not that of another.
        #[cfg_attr(feature = "openapi", schema(example = "At risk, high spend"))]
        pub title: String,
        /// Its meaning in a sentence, at most 500 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Spent a lot and was not here for 90 days."))]
        pub definition: Option<String>,
        /// Its rule, as text or as a tree.
        pub rule: RuleInput,
        /// `marketing` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub audience: Option<Audience>,
        /// The channel of a `marketing` segment; `email` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub channel: Option<Channel>,
    }

    /// What changes of a segment. Absent fields stay.
    pub struct SegmentChange {
        /// Its name, 1 to 100 characters, not that of another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "At risk, high spend"))]
        pub title: Option<String>,
        /// Its meaning in a sentence, at most 500 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Spent a lot and was not here for 90 days."))]
        pub definition: Option<String>,
        /// Its rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rule: Option<RuleInput>,
        /// What it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub audience: Option<Audience>,
        /// The channel.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub channel: Option<Channel>,
    }

    /// A rule to start from.
    pub struct SegmentTemplate {
        /// Its name in programs.
        #[cfg_attr(feature = "openapi", schema(example = "lapsed_90d"))]
        pub name: String,
        /// Its name for people.
        #[cfg_attr(feature = "openapi", schema(example = "Lapsed 90 days"))]
        pub title: String,
        /// Its meaning.
        #[cfg_attr(feature = "openapi", schema(example = "Ordered before, and not in the last 90 days."))]
        pub definition: String,
        /// The rule; change its numbers as you like.
        pub rule: Rule,
        /// The same in one line.
        #[cfg_attr(feature = "openapi", schema(example = "last_order_at at least 90 days ago"))]
        pub text: String,
    }

    /// Rules to start from.
    pub struct SegmentTemplates {
        /// In a fixed order.
        pub items: Vec<SegmentTemplate>,
    }
}

words! {
    /// What can refer to a segment.
    SegmentUser {
        /// Another segment.
        Segment = "segment",
        /// A campaign, which keeps its own copy of the rule.
        Campaign = "campaign",
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
    /// A segment, on top of the other conditions: `high_value`, `recent_signups`, `inactive_30d`, or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "high_value"))]
    pub segment: Option<SegmentKey>,
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
