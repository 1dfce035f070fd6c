//! Customers' sign-in at `/auth/v1`: the wire objects that `supabase-js` and its kin expect.
//! Times are RFC 3339; what is absent is absent, not `null`.

use chrono::{DateTime, Utc};
use patron_domain::ids::{SessionId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

crate::wire! {
    /// The body of `POST /auth/v1/signup`. Unknown fields are ignored.
    pub struct SignupRequest {
        /// Email address; compared and stored in lower case.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: Option<String>,
        /// Password, 6 characters to 72 bytes.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(example = "six or more characters", format = Password))]
        pub password: Option<String>,
        /// The user's metadata. `full_name` or `name`, `mobile_number` or `phone`, `source`,
        /// `signup_method`, `utm_*`, `referrer`, `landing_path`, `last_utm_*`, `last_referrer`,
        /// `last_landing_path`, `marketing_consent` and `notice_version` are also copied to the profile.
        /// `last_*` is of the visit in which the person signs up, where that is not the one in which they first
        /// came.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::HashMap<String, serde_json::Value>>, example = json!({"full_name": "Ananya Marigold", "marketing_consent": true})))]
        pub data: Option<Map<String, Value>>,
    }

    /// The body of `POST /auth/v1/token`: email and password, or a refresh token.
    pub struct TokenRequest {
        /// With `grant_type=password`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: Option<String>,
        /// With `grant_type=password`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "six or more characters", format = Password))]
        pub password: Option<String>,
        /// With `grant_type=refresh_token`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "AZnjpHwbfS6fEDpbbH2OnwAAAAE…"))]
        pub refresh_token: Option<String>,
    }

    /// The body of `PUT /auth/v1/user`. Other fields have no effect.
    pub struct UserUpdate {
        /// A new address: needs mail, which this server doesn't send yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "ananya@example.com"))]
        pub email: Option<String>,
        /// A new password; ends all other sessions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "a longer password", format = Password))]
        pub password: Option<String>,
        /// Merged into the metadata at the top level; `null` removes a key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::HashMap<String, serde_json::Value>>, example = json!({"full_name": "Ananya M"})))]
        pub data: Option<Map<String, Value>>,
        /// Not for customers: answers `not_admin`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::HashMap<String, serde_json::Value>>, example = json!({})))]
        pub app_metadata: Option<Map<String, Value>>,
    }

    /// A session.
    pub struct AuthSession {
        /// ES256 JWT.
        #[cfg_attr(feature = "openapi", schema(example = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2ln"))]
        pub access_token: String,
        /// `bearer`.
        #[cfg_attr(feature = "openapi", schema(example = "bearer"))]
        pub token_type: String,
        /// Seconds.
        #[cfg_attr(feature = "openapi", schema(example = 3600))]
        pub expires_in: i64,
        /// Unix seconds.
        #[cfg_attr(feature = "openapi", schema(example = 1_795_361_945_i64))]
        pub expires_at: i64,
        /// Opaque; rotated on each use.
        #[cfg_attr(feature = "openapi", schema(example = "AZnjpHwbfS6fEDpbbH2OnwAAAAE…"))]
        pub refresh_token: String,
        /// Who signed in.
        pub user: AuthUser,
        /// Present when the accepted password is weak by today's rules.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weak_password: Option<WeakPassword>,
    }

    /// Why a password is weak.
    pub struct WeakPassword {
        /// For people.
        #[cfg_attr(feature = "openapi", schema(example = "Password should be at least 6 characters."))]
        pub message: String,
        /// Among `length`, `characters`, `pwned`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["length"])))]
        pub reasons: Vec<String>,
    }

    /// A user as the clients know one.
    pub struct AuthUser {
        /// Id.
        pub id: UserId,
        /// `authenticated`.
        #[cfg_attr(feature = "openapi", schema(example = "authenticated"))]
        pub aud: String,
        /// `authenticated`.
        #[cfg_attr(feature = "openapi", schema(example = "authenticated"))]
        pub role: String,
        /// Lower-case address.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: String,
        /// Always empty: sign-in by phone is not offered.
        #[cfg_attr(feature = "openapi", schema(example = ""))]
        pub phone: String,
        /// When the address was accepted for sign-in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.195Z"))]
        pub email_confirmed_at: Option<DateTime<Utc>>,
        /// The same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.195Z"))]
        pub confirmed_at: Option<DateTime<Utc>>,
        /// Last sign-in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.195Z"))]
        pub last_sign_in_at: Option<DateTime<Utc>>,
        /// `provider` and `providers`.
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, serde_json::Value>, example = json!({"provider": "email", "providers": ["email"]})))]
        pub app_metadata: Map<String, Value>,
        /// What signup and updates put there.
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, serde_json::Value>, example = json!({"full_name": "Ananya Marigold"})))]
        pub user_metadata: Map<String, Value>,
        /// The ways to sign in.
        pub identities: Vec<AuthIdentity>,
        /// Made.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.156Z"))]
        pub created_at: DateTime<Utc>,
        /// Changed.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.195Z"))]
        pub updated_at: DateTime<Utc>,
        /// False: there are no anonymous users.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub is_anonymous: bool,
    }

    /// One way to sign in.
    pub struct AuthIdentity {
        /// Id of the identity.
        #[cfg_attr(feature = "openapi", schema(example = "721aca8c-9e21-4ccb-8ee4-af7bb81aca93"))]
        pub identity_id: String,
        /// The id at the provider: for `email` the user's.
        #[cfg_attr(feature = "openapi", schema(example = "9fe0ae29-7fb6-4a8d-a378-bcdaab8af623"))]
        pub id: String,
        /// Whose.
        pub user_id: UserId,
        /// `email` and `sub`.
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, serde_json::Value>, example = json!({"email": "ananya.marigold@example.com"})))]
        pub identity_data: Map<String, Value>,
        /// `email`.
        #[cfg_attr(feature = "openapi", schema(example = "email"))]
        pub provider: String,
        /// Lower-case address.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: String,
        /// Last sign-in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.156Z"))]
        pub last_sign_in_at: Option<DateTime<Utc>>,
        /// Made.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.156Z"))]
        pub created_at: DateTime<Utc>,
        /// Changed.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-22T14:39:05.156Z"))]
        pub updated_at: DateTime<Utc>,
    }

    /// What the server offers, for the clients.
    pub struct AuthSettings {
        /// Which ways to sign in are on.
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, serde_json::Value>, example = json!({"email": true, "phone": false})))]
        pub external: Map<String, Value>,
        /// Whether signup is closed.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub disable_signup: bool,
        /// Whether addresses are accepted without a mail.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub mailer_autoconfirm: bool,
        /// False.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub phone_autoconfirm: bool,
    }

    /// The public keys that verify access tokens (RFC 7517).
    pub struct Jwks {
        /// The current key and those whose tokens may still live.
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>, example = json!([{"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "0199", "use": "sig", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}])))]
        pub keys: Vec<Value>,
    }

    /// An error of `/auth/v1`: one body that satisfies every version of the clients.
    pub struct AuthError {
        /// The code.
        #[cfg_attr(feature = "openapi", schema(example = "invalid_credentials"))]
        pub code: String,
        /// The same.
        #[cfg_attr(feature = "openapi", schema(example = "invalid_credentials"))]
        pub error_code: String,
        /// For people.
        #[cfg_attr(feature = "openapi", schema(example = "Invalid login credentials"))]
        pub message: String,
        /// The same.
        #[cfg_attr(feature = "openapi", schema(example = "Invalid login credentials"))]
        pub msg: String,
        /// With code `weak_password`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weak_password: Option<WeakReasons>,
    }

    /// Reasons of a refused password.
    pub struct WeakReasons {
        /// Among `length`, `characters`, `pwned`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["length"])))]
        pub reasons: Vec<String>,
    }
}

/// The claims of a customer's access token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// `BASE/auth/v1`.
    pub iss: String,
    /// The user.
    pub sub: UserId,
    /// `authenticated`.
    pub aud: String,
    /// Unix seconds.
    pub exp: i64,
    /// Unix seconds.
    pub iat: i64,
    /// Lower-case address.
    pub email: String,
    /// Always empty.
    pub phone: String,
    /// `authenticated`.
    pub role: String,
    /// `aal1`.
    pub aal: String,
    /// How and when the session began.
    pub amr: Vec<Amr>,
    /// The session; it must exist for the token to be good.
    pub session_id: SessionId,
    /// As in the user.
    pub app_metadata: Map<String, Value>,
    /// As in the user.
    pub user_metadata: Map<String, Value>,
    /// False.
    pub is_anonymous: bool,
}

/// Authentication method reference (RFC 8176, as the clients know it).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amr {
    /// `password`.
    pub method: String,
    /// Unix seconds.
    pub timestamp: i64,
}
