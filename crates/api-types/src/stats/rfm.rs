//! RFM: recency, frequency and spend of buyers.

use super::About;
use chrono::{DateTime, Utc};
use patron_domain::{money::Money, rfm::RfmGroup};

crate::wire! {
    /// Buyers by recency, and frequency and spend together. Prepared in the background. Charts: `grid`, `groups`.
    pub struct Rfm {
        /// As of when, in which zone, and what each number means.
        pub about: About,
        /// When it was computed; null: not yet.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:27:00Z"))]
        pub computed_at: Option<DateTime<Utc>>,
        /// Orders and spend are those of so many days.
        #[cfg_attr(feature = "openapi", schema(example = 365))]
        pub window_days: i32,
        /// People with a dated order that counts.
        #[cfg_attr(feature = "openapi", schema(example = 30_410))]
        pub buyers: i64,
        /// `quantiles`: scores by cumulative distribution, ties share one. `fixed`: fewer than 50 buyers, so fixed thresholds.
        #[cfg_attr(feature = "openapi", schema(example = "quantiles"))]
        pub rule: String,
        /// All 25.
        pub cells: Vec<RfmCell>,
        /// All named groups, people without orders (PROSPECTS) last.
        pub groups: Vec<RfmGroupSize>,
    }

    /// A cell of the grid.
    pub struct RfmCell {
        /// 1 (long ago) to 5 (just now).
        #[cfg_attr(feature = "openapi", schema(example = 5))]
        pub recency: i16,
        /// Mean of the scores of frequency and spend, rounded half up: 1 to 5.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub value: i16,
        /// Its name.
        pub group: RfmGroup,
        /// Buyers in it.
        #[cfg_attr(feature = "openapi", schema(example = 1_221))]
        pub people: i64,
        /// What they spent in the window, less refunds.
        pub spent: Money,
    }

    /// A named group.
    pub struct RfmGroupSize {
        /// Its name.
        pub group: RfmGroup,
        /// How many.
        #[cfg_attr(feature = "openapi", schema(example = 3_006))]
        pub people: i64,
        /// What they spent in the window, less refunds.
        pub spent: Money,
    }
}
