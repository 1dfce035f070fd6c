//! Consent over time: given and withdrawn.

use super::{About, Unit};
use chrono::NaiveDate;
use patron_domain::consent::Channel;

crate::wire! {
    /// Consent now and over a span. Charts: `series`, `channels`, `versions`, `methods`.
    pub struct ConsentStats {
        /// As of when, in which zone, and what each number means.
        pub about: About,
        /// What it is counted by.
        pub unit: Unit,
        /// First day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-16"))]
        pub from: NaiveDate,
        /// Last day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20"))]
        pub to: NaiveDate,
        /// Where it stands: email, SMS, WhatsApp.
        pub channels: Vec<ConsentChannel>,
        /// Oldest first, without gaps.
        pub buckets: Vec<ConsentBucket>,
        /// By version of the wording, of the span, most frequent first; `none` where no wording was named.
        pub by_version: Vec<ConsentSource>,
        /// By how it was said, of the span, most frequent first.
        pub by_method: Vec<ConsentSource>,
    }

    /// Consent on one channel.
    pub struct ConsentChannel {
        /// Which.
        pub channel: Channel,
        /// Live profiles with an address on it.
        #[cfg_attr(feature = "openapi", schema(example = 48_216))]
        pub with_address: i64,
        /// Of those, SUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = 31_520))]
        pub subscribed: i64,
        /// SUBSCRIBED by an act of the person.
        #[cfg_attr(feature = "openapi", schema(example = 18_410))]
        pub express: i64,
        /// SUBSCRIBED by the policy alone.
        #[cfg_attr(feature = "openapi", schema(example = 8_412))]
        pub by_default: i64,
        /// SUBSCRIBED by an import.
        #[cfg_attr(feature = "openapi", schema(example = 4_698))]
        pub imported: i64,
        /// Asked, not confirmed yet.
        #[cfg_attr(feature = "openapi", schema(example = 120))]
        pub pending: i64,
        /// Withdrawn.
        #[cfg_attr(feature = "openapi", schema(example = 6_204))]
        pub unsubscribed: i64,
        /// Active and SUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = 31_204))]
        pub reachable: i64,
        /// `subscribed` / `with_address`; four decimals.
        #[cfg_attr(feature = "openapi", schema(example = "0.6537"))]
        pub opt_in_rate: Option<String>,
        /// Of those with an address, in any state but NOT_SUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = "0.7849"))]
        pub asked_rate: Option<String>,
        /// `express` / `with_address`.
        #[cfg_attr(feature = "openapi", schema(example = "0.3818"))]
        pub confirmed_rate: Option<String>,
    }

    /// One period.
    pub struct ConsentBucket {
        /// First day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-16"))]
        pub start: NaiveDate,
        /// Last day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22"))]
        pub end: NaiveDate,
        /// Whether it is not over.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub partial: bool,
        /// Email, SMS, WhatsApp.
        pub channels: Vec<ConsentFlow>,
    }

    /// What changed on one channel.
    pub struct ConsentFlow {
        /// Which.
        pub channel: Channel,
        /// Changes to SUBSCRIBED, on any basis.
        #[cfg_attr(feature = "openapi", schema(example = 86))]
        pub given: i64,
        /// Of those, by the policy alone.
        #[cfg_attr(feature = "openapi", schema(example = 61))]
        pub given_by_default: i64,
        /// Changes to UNSUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub withdrawn: i64,
    }

    /// Where consents came from.
    pub struct ConsentSource {
        /// Which.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03"))]
        pub key: String,
        /// Changes to SUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = 1_204))]
        pub given: i64,
        /// Changes to UNSUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = 37))]
        pub withdrawn: i64,
    }
}
