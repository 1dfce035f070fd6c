//! How many people a rule means, who they are, and how each condition takes part.

use super::{RuleInput, RuleOf};
use crate::customers::{CustomerRow, CustomerSort, SortOrder};
use chrono::{DateTime, Utc};
use patron_domain::{consent::Channel, money::Money, rule::Rule, segment::Audience};

crate::wire! {
    /// Which people to count and to show.
    pub struct PreviewRequest {
        /// The rule.
        pub rule: RuleInput,
        /// `analysis` when absent: the rule alone. `marketing` adds consent and status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub audience: Option<Audience>,
        /// The channel of `marketing`; `email` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub channel: Option<Channel>,
        /// How many people to show, 0 to 200; 50 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 200, example = 4))]
        pub sample: Option<u16>,
        /// Whom first; `total_spent` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sort: Option<CustomerSort>,
        /// Direction; `desc` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub order: Option<SortOrder>,
        /// Also how many can be written to, and what they are worth.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub reach: Option<bool>,
    }

    /// How many people a rule means.
    pub struct SegmentPreview {
        /// The rule as it was understood.
        pub rule: Rule,
        /// The same in one line.
        #[cfg_attr(feature = "openapi", schema(example = "total_orders >= 3 and total_spent >= 1000"))]
        pub text: String,
        /// What the audience `marketing` adds to it, in the same language; can't be taken off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "status = \"active\" and email_consent = \"SUBSCRIBED\""))]
        pub added: Option<String>,
        /// How many match.
        #[cfg_attr(feature = "openapi", schema(example = 1284))]
        pub people: i64,
        /// How many live people there are.
        #[cfg_attr(feature = "openapi", schema(example = 48216))]
        pub customers: i64,
        /// Who of them can be written to; when asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reach: Option<Reach>,
        /// The first of them.
        pub sample: Vec<CustomerRow>,
        /// As of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
        /// The zone whose days the rule means.
        #[cfg_attr(feature = "openapi", schema(example = "Asia/Kolkata"))]
        pub time_zone: String,
        /// How long counting took.
        #[cfg_attr(feature = "openapi", schema(example = 38))]
        pub took_ms: i64,
    }

    /// Whom of some people one can write to. Each is counted once, under the first that fits.
    pub struct Reach {
        /// Active and SUBSCRIBED on email.
        #[cfg_attr(feature = "openapi", schema(example = 1031))]
        pub email: i64,
        /// Active and SUBSCRIBED on SMS or WhatsApp only.
        #[cfg_attr(feature = "openapi", schema(example = 164))]
        pub other_only: i64,
        /// Nowhere.
        #[cfg_attr(feature = "openapi", schema(example = 89))]
        pub none: i64,
        /// Lifetime value of all of them.
        pub lifetime_value: Money,
    }

    /// A rule whose conditions are to be counted one by one.
    pub struct ConditionsRequest {
        /// The rule.
        pub rule: RuleInput,
    }

    /// How many people each condition means by itself.
    pub struct ConditionCounts {
        /// From left to right, as they stand in the rule.
        pub items: Vec<ConditionCount>,
        /// How many live people there are.
        #[cfg_attr(feature = "openapi", schema(example = 48216))]
        pub customers: i64,
        /// As of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
    }

    /// One condition's people.
    pub struct ConditionCount {
        /// The condition.
        #[cfg_attr(feature = "openapi", schema(example = "total_orders >= 3"))]
        pub text: String,
        /// Of whom it is true; with `unknown` when the condition includes the unknown.
        #[cfg_attr(feature = "openapi", schema(example = 3764))]
        pub matched: i64,
        /// Of whom it is false.
        #[cfg_attr(feature = "openapi", schema(example = 44_452))]
        pub not_matched: i64,
        /// Of whom the value isn't known; they are among one of both.
        #[cfg_attr(feature = "openapi", schema(example = 0))]
        pub unknown: i64,
        /// Whether those match.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub unknown_matches: bool,
        /// Why it could not be counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Counting took longer than 10 seconds."))]
        pub failure: Option<String>,
    }

    /// Two groups of people.
    pub struct OverlapRequest {
        /// The one.
        pub a: RuleOf,
        /// The other.
        pub b: RuleOf,
    }

    /// How two groups overlap.
    pub struct Overlap {
        /// People of the first.
        #[cfg_attr(feature = "openapi", schema(example = 9214))]
        pub a: i64,
        /// People of the second.
        #[cfg_attr(feature = "openapi", schema(example = 1284))]
        pub b: i64,
        /// People of both.
        #[cfg_attr(feature = "openapi", schema(example = 702))]
        pub both: i64,
        /// As of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
    }
}
