//! Statistics: one file per answer. Rates are decimal strings with four places, money is a decimal string in the store's
//! currency, days are those of the zone that each answer names.

pub mod channels;
pub mod consents;
pub mod engagement;
pub mod growth;
pub mod lifetime_value;
pub mod live;
pub mod login_health;
pub mod overview;
pub mod refresh;
pub mod retention;
pub mod rfm;
pub mod span;

pub use channels::{ChannelRow, Channels, ChannelsQuery};
pub use consents::{ConsentBucket, ConsentChannel, ConsentFlow, ConsentSource, ConsentStats};
pub use engagement::{ActivePeriod, Engagement, EngagementDay, FrequencyBucket, HeatRow};
pub use growth::{Growth, GrowthBucket, GrowthSplit};
pub use lifetime_value::{LifetimeValue, ValueBucket, ValueCohort, ValueWindow};
pub use live::{LiveEvent, LiveUpdate};
pub use login_health::{AttackSource, Attacked, LoginHealth, LoginHealthDay};
pub use overview::{Overview, OverviewDay};
pub use refresh::Refresh;
pub use retention::{Cohort, CohortUnit, Entry, Retention, RetentionQuery};
pub use rfm::{Rfm, RfmCell, RfmGroupSize};
pub use span::{ChartFormat, SpanQuery, Unit};

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

crate::wire! {
    /// What all numbers of an answer have in common.
    pub struct About {
        /// When the numbers were read. Prepared reports also say when they were computed.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
        /// The zone whose days are meant.
        #[cfg_attr(feature = "openapi", schema(example = "Asia/Kolkata"))]
        pub time_zone: String,
        /// `monday` or `sunday`.
        #[cfg_attr(feature = "openapi", schema(example = "monday"))]
        pub week_start: String,
        /// The currency of all money here.
        #[cfg_attr(feature = "openapi", schema(example = "INR"))]
        pub currency: String,
        /// A change of the time zone that is being counted; until it is done, the numbers are those of `time_zone`.
        pub rebuilding: Option<Rebuilding>,
        /// What each number counts, by its field.
        #[cfg_attr(feature = "openapi", schema(example = json!({"new": "Live profiles by the day of their sign-up."})))]
        pub definitions: BTreeMap<String, String>,
    }

    /// A change of the time zone or of the week's first day, being counted in the background.
    pub struct Rebuilding {
        /// The zone to come.
        #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
        pub time_zone: String,
        /// Since when.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:29:00Z"))]
        pub since: DateTime<Utc>,
    }

    /// A part of a whole.
    pub struct Share {
        /// What it is.
        #[cfg_attr(feature = "openapi", schema(example = "wrong_password"))]
        pub key: String,
        /// How many.
        #[cfg_attr(feature = "openapi", schema(example = 812))]
        pub count: i64,
    }
}
