//! The signed-in customer, about themselves.

use crate::{consents::Consent, patch::Patch};
use chrono::{DateTime, Utc};
use patron_domain::{ids::CustomerId, money::Money};

crate::wire! {
    /// One's own profile. While the address is not confirmed and the profile is older than the account,
    /// only what came since then is shown (`history_hidden`).
    pub struct Me {
        /// Id.
        pub id: CustomerId,
        /// Email address.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: String,
        /// Whether it was confirmed.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub email_verified: bool,
        /// Full name.
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub full_name: Option<String>,
        /// Phone number as typed.
        #[cfg_attr(feature = "openapi", schema(example = "98765 43210"))]
        pub mobile_number: Option<String>,
        /// Where one lives.
        #[cfg_attr(feature = "openapi", schema(example = "Bengaluru, Karnataka"))]
        pub location: Option<String>,
        /// Categories one buys from.
        #[cfg_attr(feature = "openapi", schema(example = json!(["Kitchen"])))]
        pub preferred_categories: Vec<String>,
        /// When one signed up.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-14T08:00:00Z"))]
        pub signup_date: DateTime<Utc>,
        /// Last successful login.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub last_login_at: Option<DateTime<Utc>>,
        /// Successful logins.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub login_count: i32,
        /// Orders that count.
        #[cfg_attr(feature = "openapi", schema(example = 3))]
        pub total_orders: i32,
        /// Money spent on them.
        pub total_spent: Money,
        /// True while any channel is SUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub marketing_consent: bool,
        /// Email, SMS and WhatsApp, in this order.
        pub consents: Vec<Consent>,
        /// True while older history waits for the address to be confirmed.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub history_hidden: bool,
    }

    /// Changed details of oneself. Totals, status, dates and the address can't be changed here.
    pub struct MeChange {
        /// Full name, at most 255 characters; null clears.
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "Ananya Marigold"))]
        pub full_name: Patch<String>,
        /// Phone number, at most 20 characters; null clears.
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "98765 43210"))]
        pub mobile_number: Patch<String>,
        /// Where one lives, at most 255 characters; null clears.
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "Bengaluru, Karnataka"))]
        pub location: Patch<String>,
        /// Categories, at most 50 of at most 100 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = json!(["Kitchen"])))]
        pub preferred_categories: Option<Vec<String>>,
    }
}
