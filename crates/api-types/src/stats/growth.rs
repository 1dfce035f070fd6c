//! Growth: who came, by day, week or month.

use super::{About, Unit};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::money::Money;

crate::wire! {
    /// Growth over a span, without gaps, against the span before. Charts: `series`, `sources`, `methods`.
    pub struct Growth {
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
        /// New in the span.
        #[cfg_attr(feature = "openapi", schema(example = 2_674))]
        pub new: i64,
        /// New in as many days before it.
        #[cfg_attr(feature = "openapi", schema(example = 2_025))]
        pub new_before: i64,
        /// Oldest first.
        pub buckets: Vec<GrowthBucket>,
        /// New by source, largest first.
        pub by_source: Vec<GrowthSplit>,
        /// New by method of sign-up, largest first.
        pub by_method: Vec<GrowthSplit>,
    }

    /// One period.
    pub struct GrowthBucket {
        /// First day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-16"))]
        pub start: NaiveDate,
        /// Last day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22"))]
        pub end: NaiveDate,
        /// Whether it is not over.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub partial: bool,
        /// Live profiles that signed up in it.
        #[cfg_attr(feature = "openapi", schema(example = 617))]
        pub new: i64,
        /// Those of the period as far from the beginning of the span before.
        #[cfg_attr(feature = "openapi", schema(example = 684))]
        pub new_before: i64,
        /// Live profiles that had signed up at its end.
        #[cfg_attr(feature = "openapi", schema(example = 48_216))]
        pub cumulative: i64,
        /// People with a login or an order that counts in it.
        #[cfg_attr(feature = "openapi", schema(example = 6_300))]
        pub active: i64,
        /// Of those, who signed up in it; the others returned.
        #[cfg_attr(feature = "openapi", schema(example = 415))]
        pub active_new: i64,
        /// Orders of it that count.
        #[cfg_attr(feature = "openapi", schema(example = 1_530))]
        pub orders: i64,
        /// Their totals less refunds.
        pub revenue: Money,
        /// When something of it last came in more than 7 days late; null: never.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T09:00:00Z"))]
        pub restated_at: Option<DateTime<Utc>>,
    }

    /// A part of the new people.
    pub struct GrowthSplit {
        /// Which part.
        #[cfg_attr(feature = "openapi", schema(example = "website"))]
        pub key: String,
        /// In the whole span.
        #[cfg_attr(feature = "openapi", schema(example = 1_920))]
        pub total: i64,
        /// By period, as many as there are buckets.
        #[cfg_attr(feature = "openapi", schema(example = json!([61, 58, 74])))]
        pub values: Vec<i64>,
    }
}
