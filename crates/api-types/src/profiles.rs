//! A shop's server stores or changes a profile (`storeCustomerProfile`, `updateCustomerProfile`).

use chrono::{DateTime, Utc};
use patron_domain::{
    customer::{SignupMethod, Source},
    email::Email,
};

crate::wire! {
    /// A partial profile. An absent field means "no change" on a known profile; totals, logins, status
    /// and sign-up date can't be set here, and an opt-out is never lifted.
    pub struct ProfileUpsert {
        /// Whose profile; compared without case.
        pub email: Email,
        /// Full name, at most 255 characters. An empty text changes nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub full_name: Option<String>,
        /// Phone number, at most 20 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "98765 43210"))]
        pub mobile_number: Option<String>,
        /// Where the person lives.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Bengaluru, Karnataka"))]
        pub location: Option<String>,
        /// Categories; replaces the list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = json!(["Kitchen"])))]
        pub preferred_categories: Option<Vec<String>>,
        /// How a new profile came to be; ignored on a known one. `email` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub signup_method: Option<SignupMethod>,
        /// Where a new profile came from; ignored on a known one. `website` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub source: Option<Source>,
        /// What the person said about marketing. `false` withdraws all channels; `true` can't lift an
        /// opt-out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub marketing_consent: Option<bool>,
        /// The version of the wording shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-10"))]
        pub notice_version: Option<String>,
    }

    /// A signup that took place elsewhere.
    pub struct SignupReport {
        /// Who, and what they said.
        #[serde(flatten)]
        pub profile: ProfileUpsert,
        /// When they signed up; now when absent. A time in the future becomes now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub signed_up_at: Option<DateTime<Utc>>,
        /// Campaign source, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "newsletter"))]
        pub utm_source: Option<String>,
        /// Campaign medium, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "email"))]
        pub utm_medium: Option<String>,
        /// Campaign name, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "diwali"))]
        pub utm_campaign: Option<String>,
        /// The page that led here, at most 2048 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "https://www.example.org/gifts"))]
        pub referrer: Option<String>,
        /// The first page of the shop they saw, at most 2048 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "/collections/diyas"))]
        pub landing_path: Option<String>,
        /// Campaign source of the visit in which they signed up, at most 255 characters. When all five `last_*`
        /// are absent, it is the visit in which they first came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "instagram"))]
        pub last_utm_source: Option<String>,
        /// Its campaign medium, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "social"))]
        pub last_utm_medium: Option<String>,
        /// Its campaign name, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "diwali-lights"))]
        pub last_utm_campaign: Option<String>,
        /// The page that led to that visit, at most 2048 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "https://www.instagram.com/"))]
        pub last_referrer: Option<String>,
        /// The first page of that visit, at most 2048 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "/lighting"))]
        pub last_landing_path: Option<String>,
        /// Makes a retry safe. At most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "signup-8821"))]
        pub message_id: Option<String>,
    }
}
