//! Lifetime value: what customers have been worth so far. No prediction.

use super::About;
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::money::Money;

crate::wire! {
    /// Historic lifetime value: totals less refunds, without shipping and tax, opening balances included. Prepared in the background. Charts: `distribution`, `cohorts`.
    pub struct LifetimeValue {
        /// As of when, in which zone, and what each number means.
        pub about: About,
        /// When it was computed; null: not yet.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:27:00Z"))]
        pub computed_at: Option<DateTime<Utc>>,
        /// People with an order that counts.
        #[cfg_attr(feature = "openapi", schema(example = 30_410))]
        pub buyers: i64,
        /// Of all buyers together.
        pub total: Money,
        /// Per buyer.
        pub average: Option<Money>,
        /// Half of the buyers are at or below this.
        pub median: Option<Money>,
        /// Nine of ten buyers are at or below this.
        pub p90: Option<Money>,
        /// Buyers by their value, lowest first.
        pub distribution: Vec<ValueBucket>,
        /// By month of the first order, the last 12, oldest first. Orders of opening balances have no date and are left out.
        pub cohorts: Vec<ValueCohort>,
    }

    /// Buyers in a range of value.
    pub struct ValueBucket {
        /// At least.
        pub from: Money,
        /// Less than; null: any.
        pub to: Option<Money>,
        /// How many.
        #[cfg_attr(feature = "openapi", schema(example = 4_210))]
        pub people: i64,
        /// Their value together.
        pub total: Money,
    }

    /// People whose first order was in one month.
    pub struct ValueCohort {
        /// First day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-01"))]
        pub start: NaiveDate,
        /// Last day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-31"))]
        pub end: NaiveDate,
        /// How many they are.
        #[cfg_attr(feature = "openapi", schema(example = 1_742))]
        pub size: i64,
        /// For 30, 60, 90, 180 and 365 days after the first order.
        pub windows: Vec<ValueWindow>,
    }

    /// What they were worth so many days after their first order.
    pub struct ValueWindow {
        /// Days.
        #[cfg_attr(feature = "openapi", schema(example = 90))]
        pub days: i32,
        /// People of the cohort whose first order is so long ago.
        #[cfg_attr(feature = "openapi", schema(example = 1_742))]
        pub complete: i64,
        /// Mean value of those within the window; null when they are none.
        pub average: Option<Money>,
    }
}
