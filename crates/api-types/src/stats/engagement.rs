//! Engagement: who comes back, how often, when and with what.

use super::{About, Share, Unit};
use chrono::NaiveDate;

crate::wire! {
    /// Engagement over a span. Charts: `periods`, `days`, `frequency`, `heat_map`, `methods`, `devices`, `reasons`.
    pub struct Engagement {
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
        /// People with a login or an order that counts today.
        #[cfg_attr(feature = "openapi", schema(example = 1_410))]
        pub dau: i64,
        /// In the last 7 days, today included.
        #[cfg_attr(feature = "openapi", schema(example = 6_300))]
        pub wau: i64,
        /// In the last 30 days, today included; `engaged_30d` of the overview.
        #[cfg_attr(feature = "openapi", schema(example = 21_384))]
        pub mau: i64,
        /// Mean of the daily active people of the last 30 days / `mau`; null without any.
        #[cfg_attr(feature = "openapi", schema(example = "0.0640"))]
        pub stickiness: Option<String>,
        /// Successful logins of the last 30 days.
        #[cfg_attr(feature = "openapi", schema(example = 36_120))]
        pub logins_30d: i64,
        /// `logins_30d` / `mau`, two decimals; null without any.
        #[cfg_attr(feature = "openapi", schema(example = "1.69"))]
        pub logins_per_engaged: Option<String>,
        /// Active people by period of the span, oldest first, without gaps.
        pub periods: Vec<ActivePeriod>,
        /// By day of the span (of its last 366 days where it is longer).
        pub days: Vec<EngagementDay>,
        /// Live profiles by the number of their logins of all time.
        pub login_frequency: Vec<FrequencyBucket>,
        /// Successful logins of the span by weekday, from the first day of the week, and hour.
        pub heat_map: Vec<HeatRow>,
        /// Successful logins of the span by method, most frequent first.
        pub methods: Vec<Share>,
        /// Successful logins of the span by kind of device: `phone`, `computer`, `tablet`, `bot`, `device`, `unknown`.
        pub devices: Vec<Share>,
        /// Failed attempts of the span by reason, most frequent first.
        pub failure_reasons: Vec<Share>,
    }

    /// One period.
    pub struct ActivePeriod {
        /// First day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-16"))]
        pub start: NaiveDate,
        /// Last day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22"))]
        pub end: NaiveDate,
        /// Whether it is not over.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub partial: bool,
        /// People with a login or an order that counts in it.
        #[cfg_attr(feature = "openapi", schema(example = 6_300))]
        pub active: i64,
        /// Of those, who signed up in it; the others returned.
        #[cfg_attr(feature = "openapi", schema(example = 415))]
        pub new: i64,
    }

    /// One day.
    pub struct EngagementDay {
        /// The day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20"))]
        pub day: NaiveDate,
        /// Active on it.
        #[cfg_attr(feature = "openapi", schema(example = 1_410))]
        pub dau: i64,
        /// In the 7 days that end with it.
        #[cfg_attr(feature = "openapi", schema(example = 6_300))]
        pub wau: i64,
        /// In the 30 days that end with it.
        #[cfg_attr(feature = "openapi", schema(example = 21_384))]
        pub mau: i64,
        /// Successful logins.
        #[cfg_attr(feature = "openapi", schema(example = 1_204))]
        pub logins: i64,
        /// Failed attempts.
        #[cfg_attr(feature = "openapi", schema(example = 37))]
        pub failed_logins: i64,
    }

    /// People with so many logins.
    pub struct FrequencyBucket {
        /// At least.
        #[cfg_attr(feature = "openapi", schema(example = 3))]
        pub from: i32,
        /// At most; null: any number.
        #[cfg_attr(feature = "openapi", schema(example = 5))]
        pub to: Option<i32>,
        /// Live profiles.
        #[cfg_attr(feature = "openapi", schema(example = 9_214))]
        pub people: i64,
    }

    /// A day of the week.
    pub struct HeatRow {
        /// In English, lower case.
        #[cfg_attr(feature = "openapi", schema(example = "monday"))]
        pub weekday: String,
        /// 24 numbers, from 00:00.
        #[cfg_attr(feature = "openapi", schema(example = json!([5, 5, 6, 5, 5, 8, 16, 38, 70, 81, 80, 101, 114, 109, 89, 61, 36, 31, 47, 102, 169, 157, 159, 90])))]
        pub hours: Vec<i64>,
    }
}
