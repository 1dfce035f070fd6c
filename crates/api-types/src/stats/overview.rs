//! The numbers of the overview.

use super::{Rebuilding, Share, consents::ConsentChannel};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::money::Money;
use std::collections::BTreeMap;

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
        /// With a successful login or an order that counts in the last 30 days, today included.
        #[cfg_attr(feature = "openapi", schema(example = 21_384))]
        pub engaged_30d: i64,
        /// The same 30 days ago.
        #[cfg_attr(feature = "openapi", schema(example = 20_510))]
        pub engaged_30d_before: i64,
        /// No login for 30 days, or never, and signed up at least 30 days ago.
        #[cfg_attr(feature = "openapi", schema(example = 18_022))]
        pub inactive_30d: i64,
        /// Neither login nor order for 30 days, and signed up at least 30 days ago.
        #[cfg_attr(feature = "openapi", schema(example = 17_310))]
        pub disengaged_30d: i64,
        /// Signed up since the week began.
        #[cfg_attr(feature = "openapi", schema(example = 402))]
        pub new_wtd: i64,
        /// In the same elapsed span of the week before.
        #[cfg_attr(feature = "openapi", schema(example = 431))]
        pub new_wtd_before: i64,
        /// Signed up since the month began.
        #[cfg_attr(feature = "openapi", schema(example = 1_733))]
        pub new_mtd: i64,
        /// In the same elapsed span of the month before; all of it where it was shorter.
        #[cfg_attr(feature = "openapi", schema(example = 1_210))]
        pub new_mtd_before: i64,
        /// Successful logins of all time, opening balances included.
        #[cfg_attr(feature = "openapi", schema(example = 512_340))]
        pub total_logins: i64,
        /// Failed attempts of all time.
        #[cfg_attr(feature = "openapi", schema(example = 15_230))]
        pub failed_logins: i64,
        /// `total_logins` / `total_customers` with two decimals; null without customers.
        #[cfg_attr(feature = "openapi", schema(example = "10.63"))]
        pub average_logins: Option<String>,
        /// Successful logins of the last 30 days.
        #[cfg_attr(feature = "openapi", schema(example = 36_120))]
        pub logins_30d: i64,
        /// Those of the 30 days before.
        #[cfg_attr(feature = "openapi", schema(example = 33_870))]
        pub logins_30d_before: i64,
        /// Failed attempts of the last 30 days.
        #[cfg_attr(feature = "openapi", schema(example = 1_104))]
        pub failed_logins_30d: i64,
        /// Those of the 30 days before.
        #[cfg_attr(feature = "openapi", schema(example = 1_320))]
        pub failed_logins_30d_before: i64,
        /// Why they failed in the last 30 days, most frequent first.
        pub failure_reasons: Vec<Share>,
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
        /// `marketing_opt_ins` / `total_customers`, four decimals; null without customers.
        #[cfg_attr(feature = "openapi", schema(example = "0.6626"))]
        pub opt_in_rate: Option<String>,
        /// Consent by channel: email, SMS, WhatsApp.
        pub channels: Vec<ConsentChannel>,
        /// Orders that count, opening balances included.
        #[cfg_attr(feature = "openapi", schema(example = 96_120))]
        pub total_orders: i64,
        /// Money spent on them.
        pub total_revenue: Money,
        /// `total_revenue` / `total_orders`; null without orders.
        pub average_order_value: Option<Money>,
        /// People with at least one order that counts.
        #[cfg_attr(feature = "openapi", schema(example = 30_410))]
        pub buyers: i64,
        /// People with at least two.
        #[cfg_attr(feature = "openapi", schema(example = 14_022))]
        pub repeat_buyers: i64,
        /// `repeat_buyers` / `buyers`, four decimals; null without buyers.
        #[cfg_attr(feature = "openapi", schema(example = "0.4611"))]
        pub repeat_rate: Option<String>,
        /// Orders of the last 30 days that count.
        #[cfg_attr(feature = "openapi", schema(example = 7_410))]
        pub orders_30d: i64,
        /// Those of the 30 days before.
        #[cfg_attr(feature = "openapi", schema(example = 6_902))]
        pub orders_30d_before: i64,
        /// Their totals less refunds.
        pub revenue_30d: Money,
        /// Those of the 30 days before.
        pub revenue_30d_before: Money,
        /// Attempts refused by the login throttle in the last 30 days.
        #[cfg_attr(feature = "openapi", schema(example = 41))]
        pub throttled_30d: i64,
        /// The last 60 days, oldest first, without gaps; the last one is today and not over.
        pub days: Vec<OverviewDay>,
        /// A change of the time zone that is being counted.
        pub rebuilding: Option<Rebuilding>,
        /// What each number counts, by its field.
        #[cfg_attr(feature = "openapi", schema(example = json!({"engaged_30d": "People with a login or an order in the last 30 days."})))]
        pub definitions: BTreeMap<String, String>,
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
        /// Orders of the day that count.
        #[cfg_attr(feature = "openapi", schema(example = 240))]
        pub orders: i64,
        /// Their totals less refunds.
        pub revenue: Money,
        /// People with a login or an order that counts on this day.
        #[cfg_attr(feature = "openapi", schema(example = 1_410))]
        pub active: i64,
        /// People engaged in the 30 days that end with this day.
        #[cfg_attr(feature = "openapi", schema(example = 21_384))]
        pub engaged_30d: i64,
        /// People with status active at its end, as recorded.
        #[cfg_attr(feature = "openapi", schema(example = 47_384))]
        pub active_customers: i64,
        /// People with consent on any channel at its end, as recorded.
        #[cfg_attr(feature = "openapi", schema(example = 31_948))]
        pub marketing_opt_ins: i64,
    }
}
