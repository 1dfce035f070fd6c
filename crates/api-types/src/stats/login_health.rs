//! Login health: failures, and who is under attack.

use super::{About, Share};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::ids::CustomerId;

crate::wire! {
    /// Failed sign-ins of the last 24 hours and 30 days. Charts: `days`, `reasons`, `accounts`, `addresses`, `sources`.
    pub struct LoginHealth {
        /// As of when, in which zone, and what each number means.
        pub about: About,
        /// Successful logins of the last 24 hours.
        #[cfg_attr(feature = "openapi", schema(example = 1_204))]
        pub logins_24h: i64,
        /// Failed attempts of the last 24 hours.
        #[cfg_attr(feature = "openapi", schema(example = 37))]
        pub failed_24h: i64,
        /// Attempts of the last 24 hours that the throttle refused; they are counted, not stored.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub throttled_24h: i64,
        /// The last 30 days, oldest first, without gaps.
        pub days: Vec<LoginHealthDay>,
        /// Failed attempts of the last 30 days by reason, most frequent first.
        pub reasons: Vec<Share>,
        /// Customers with 5 or more failed attempts in 24 hours, most first, at most 50.
        pub accounts: Vec<Attacked>,
        /// Addresses without a customer with 5 or more failed attempts in 24 hours, most first, at most 50.
        pub addresses: Vec<Attacked>,
        /// IP addresses with 5 or more failed attempts in 24 hours, most first, at most 50. Of the newest 10,000 attempts.
        pub sources: Vec<AttackSource>,
    }

    /// One day.
    pub struct LoginHealthDay {
        /// The day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20"))]
        pub day: NaiveDate,
        /// Successful logins.
        #[cfg_attr(feature = "openapi", schema(example = 1_204))]
        pub logins: i64,
        /// Failed attempts.
        #[cfg_attr(feature = "openapi", schema(example = 37))]
        pub failed: i64,
        /// Attempts that the throttle refused.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub throttled: i64,
    }

    /// An address that is tried.
    pub struct Attacked {
        /// Whose it is; null: nobody's.
        pub customer_id: Option<CustomerId>,
        /// As tried.
        #[cfg_attr(feature = "openapi", schema(example = "ananya@example.com"))]
        pub email: String,
        /// Failed attempts in 24 hours.
        #[cfg_attr(feature = "openapi", schema(example = 31))]
        pub failures: i64,
        /// The first of them.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T11:02:00Z"))]
        pub first_at: DateTime<Utc>,
        /// The last of them.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:29:00Z"))]
        pub last_at: DateTime<Utc>,
        /// Whether somebody signed in after the first of them: look at it.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub signed_in_since: bool,
    }

    /// An address that tries.
    pub struct AttackSource {
        /// As stored: whole or truncated.
        #[cfg_attr(feature = "openapi", schema(example = "203.0.113.9"))]
        pub ip_address: String,
        /// Failed attempts in 24 hours.
        #[cfg_attr(feature = "openapi", schema(example = 31))]
        pub failures: i64,
        /// How many addresses it tried.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub addresses: i64,
        /// The last of them.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:29:00Z"))]
        pub last_at: DateTime<Utc>,
    }
}
