//! The numbers of the overview.

use crate::ingest::ActivityFeed;
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::money::Money;

crate::wire! {
    /// The overview: what the original's cards and analytics show, correct at any size. Erased people
    /// are left out.
    pub struct Overview {
        /// When the numbers were read.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
        /// The zone whose days are meant.
        #[cfg_attr(feature = "openapi", schema(example = "Asia/Kolkata"))]
        pub time_zone: String,
        /// The currency of all money here.
        #[cfg_attr(feature = "openapi", schema(example = "INR"))]
        pub currency: String,
        /// Live profiles.
        #[cfg_attr(feature = "openapi", schema(example = 48216))]
        pub total_customers: i64,
        /// Those with status `active`.
        #[cfg_attr(feature = "openapi", schema(example = 47384))]
        pub active_customers: i64,
        /// Those with status `inactive`.
        #[cfg_attr(feature = "openapi", schema(example = 640))]
        pub inactive_customers: i64,
        /// Those with status `blocked`.
        #[cfg_attr(feature = "openapi", schema(example = 192))]
        pub blocked_customers: i64,
        /// Signed up today or in the six days before.
        #[cfg_attr(feature = "openapi", schema(example = 617))]
        pub new_7d: i64,
        /// The seven days before those.
        #[cfg_attr(feature = "openapi", schema(example = 684))]
        pub new_7d_before: i64,
        /// Signed up today or in the 29 days before.
        #[cfg_attr(feature = "openapi", schema(example = 2674))]
        pub new_30d: i64,
        /// The thirty days before those.
        #[cfg_attr(feature = "openapi", schema(example = 2025))]
        pub new_30d_before: i64,
        /// Signed up today.
        #[cfg_attr(feature = "openapi", schema(example = 86))]
        pub new_today: i64,
        /// Successful logins of all time, opening balances included.
        #[cfg_attr(feature = "openapi", schema(example = 512_340))]
        pub total_logins: i64,
        /// Failed attempts of all time.
        #[cfg_attr(feature = "openapi", schema(example = 15_230))]
        pub failed_logins: i64,
        /// `total_logins` / `total_customers` with two decimals; null without customers.
        #[cfg_attr(feature = "openapi", schema(example = "10.63"))]
        pub average_logins: Option<String>,
        /// Live profiles with consent on any channel.
        #[cfg_attr(feature = "openapi", schema(example = 31_948))]
        pub marketing_opt_ins: i64,
        /// Those SUBSCRIBED on email.
        #[cfg_attr(feature = "openapi", schema(example = 31_520))]
        pub email_opt_ins: i64,
        /// Of those, how many rest on the policy alone (basis `default`).
        #[cfg_attr(feature = "openapi", schema(example = 8_412))]
        pub email_opt_ins_default: i64,
        /// Active and SUBSCRIBED on email: whom an export would contain.
        #[cfg_attr(feature = "openapi", schema(example = 31_204))]
        pub reachable_email: i64,
        /// Orders that count, opening balances included.
        #[cfg_attr(feature = "openapi", schema(example = 96_120))]
        pub total_orders: i64,
        /// Money spent on them.
        pub total_revenue: Money,
        /// Attempts refused by the login throttle in the last 30 days.
        #[cfg_attr(feature = "openapi", schema(example = 41))]
        pub throttled_30d: i64,
        /// The last 60 days, oldest first, without gaps; the last one is today and not over.
        pub days: Vec<OverviewDay>,
    }

    /// One day in the store's zone.
    pub struct OverviewDay {
        /// The day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20"))]
        pub day: NaiveDate,
        /// New customers.
        #[cfg_attr(feature = "openapi", schema(example = 86))]
        pub signups: i64,
        /// Successful logins.
        #[cfg_attr(feature = "openapi", schema(example = 1204))]
        pub logins: i64,
        /// Failed attempts.
        #[cfg_attr(feature = "openapi", schema(example = 37))]
        pub failed_logins: i64,
    }
}

/// What the live stream brings.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveEvent {
    /// The overview has changed; also the first event of a stream.
    Overview(Box<Overview>),
    /// What just came in, newest first.
    Activity(ActivityFeed),
    /// Nothing changed; the stream is alive.
    Beat,
}

/// One piece of the live stream.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveUpdate {
    /// With this as `Last-Event-ID` a later stream goes on from here; empty before the first event.
    pub id: String,
    /// What it brings.
    pub event: LiveEvent,
}
