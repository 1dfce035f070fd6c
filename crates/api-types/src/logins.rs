//! Login attempts: as listed, and as reported by a shop's server (`trackLoginActivity`).

use chrono::{DateTime, Utc};
use patron_domain::{
    email::Email,
    ids::{CustomerId, LoginId},
    login::LoginMethod,
};

crate::wire! {
    /// One login attempt.
    pub struct Login {
        /// Id.
        pub id: LoginId,
        /// The customer, null when nobody has that address.
        pub customer_id: Option<CustomerId>,
        /// The address that was tried.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: String,
        /// When.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub login_time: DateTime<Utc>,
        /// How.
        pub login_method: LoginMethod,
        /// Whether it worked.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub success: bool,
        /// Why not.
        #[cfg_attr(feature = "openapi", schema(example = "wrong_password"))]
        pub failure_reason: Option<String>,
        /// From where.
        #[cfg_attr(feature = "openapi", schema(example = "203.0.113.24"))]
        pub ip_address: Option<String>,
        /// With what, as sent.
        #[cfg_attr(feature = "openapi", schema(example = "Mozilla/5.0 (Linux; Android 14) …"))]
        pub user_agent: Option<String>,
        /// With what, parsed.
        #[cfg_attr(feature = "openapi", schema(example = "Chrome Mobile on Android (phone)"))]
        pub device_info: Option<String>,
    }

    /// A login attempt that took place elsewhere. Needs a secret key with the scope `logins:write`.
    pub struct LoginReport {
        /// The address that was tried.
        pub email: Email,
        /// How; `external` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub login_method: Option<LoginMethod>,
        /// Whether it worked.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub success: bool,
        /// Why not, at most 200 characters. Never the password.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "wrong_password"))]
        pub failure_reason: Option<String>,
        /// When; now when absent. A time in the future becomes now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub occurred_at: Option<DateTime<Utc>>,
        /// The visitor's IP address as the shop's server saw it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "203.0.113.24"))]
        pub ip_address: Option<String>,
        /// Where the visitor was, at most 255 characters. A success fills the profile's location where nobody has said
        /// one; when absent, the file of networks (`tracking.geoip_file`) may tell it by the address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Bengaluru, Karnataka"))]
        pub location: Option<String>,
        /// The visitor's user agent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Mozilla/5.0 (Linux; Android 14) …"))]
        pub user_agent: Option<String>,
        /// Makes a retry safe: the same id from the same key is counted once, for 30 days. At most 255
        /// characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "login-7f3a"))]
        pub message_id: Option<String>,
    }

    /// What became of a reported attempt.
    pub struct LoginReported {
        /// The stored attempt; absent when it was a repetition.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub id: Option<LoginId>,
        /// The customer, null when nobody has that address.
        pub customer_id: Option<CustomerId>,
        /// True when this message id was stored before: nothing was counted again.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub duplicate: bool,
    }
}
