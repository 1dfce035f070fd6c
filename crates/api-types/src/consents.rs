//! Consent per channel: where it stands, and the ledger of how it came to be.

use chrono::{DateTime, Utc};
use patron_domain::consent::{Channel, ConsentBasis, ConsentState};

crate::wire! {
    /// Where consent stands on one channel.
    pub struct Consent {
        /// The channel.
        pub channel: Channel,
        /// The state.
        pub state: ConsentState,
        /// What it rests on; null when the person was never asked.
        pub basis: Option<ConsentBasis>,
        /// When it last changed; null when it never did.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-14T09:05:00Z"))]
        pub changed_at: Option<DateTime<Utc>>,
    }

    /// One row of the append-only ledger.
    pub struct ConsentEntry {
        /// The channel.
        pub channel: Channel,
        /// The state it went to.
        pub state: ConsentState,
        /// What it rests on.
        pub basis: Option<ConsentBasis>,
        /// Where the act took place: `signup`, `account`, `checkout`, `import`, `staff` …
        #[cfg_attr(feature = "openapi", schema(example = "signup"))]
        pub method: String,
        /// The version of the wording the person saw.
        #[cfg_attr(feature = "openapi", schema(example = "2026-10"))]
        pub notice_version: Option<String>,
        /// Who made the change: `customer`, `system`, `key:<id>` or `staff:<id>`.
        #[cfg_attr(feature = "openapi", schema(example = "customer"))]
        pub actor: String,
        /// Why, where staff was asked for a reason.
        #[cfg_attr(feature = "openapi", schema(example = "Asked on the phone"))]
        pub reason: Option<String>,
        /// When the person acted.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-14T09:05:00Z"))]
        pub occurred_at: DateTime<Utc>,
    }

    /// What the signed-in customer wants on one channel.
    pub struct ConsentChange {
        /// The channel.
        pub channel: Channel,
        /// True to agree, false to withdraw.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub granted: bool,
        /// The version of the wording shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-10"))]
        pub notice_version: Option<String>,
        /// Where the act took place; `account` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "account"))]
        pub method: Option<String>,
    }

    /// A withdrawal that a person told staff about.
    pub struct Withdrawal {
        /// The channels; all when empty.
        #[serde(default)]
        pub channels: Vec<Channel>,
        /// How it reached the shop.
        #[cfg_attr(feature = "openapi", schema(example = "Asked on the phone"))]
        pub reason: String,
    }
}
