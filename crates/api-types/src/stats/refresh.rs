//! The background computation of prepared reports.

use chrono::{DateTime, Utc};

crate::wire! {
    /// How the computation of retention, lifetime value and RFM stands.
    pub struct Refresh {
        /// Whether one is under way, on any node.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub running: bool,
        /// What it is at.
        #[cfg_attr(feature = "openapi", schema(example = "Retention by order"))]
        pub step: Option<String>,
        /// Steps done.
        #[cfg_attr(feature = "openapi", schema(example = 2))]
        pub done: i32,
        /// Steps in all.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub steps: i32,
        /// When the last one began.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:29:50Z"))]
        pub started_at: Option<DateTime<Utc>>,
        /// As of when the reports are; null: none yet.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:27:00Z"))]
        pub computed_at: Option<DateTime<Utc>>,
        /// How long the last whole one took.
        #[cfg_attr(feature = "openapi", schema(example = 8_410))]
        pub took_ms: Option<i64>,
        /// Why the last one failed; null: it did not.
        #[cfg_attr(feature = "openapi", schema(example = "the database is away"))]
        pub error: Option<String>,
    }
}
