//! Ids are types, so that one kind can't be passed for another. All are UUIDv7: they sort by creation.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid, example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id.
            pub fn generate() -> Self { Self(next()) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { Uuid::parse_str(s).map(Self) }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
    )+};
}

id! {
    /// A customer's profile.
    CustomerId,
    /// A customer's sign-in account (apart from the profile: removing one keeps the other).
    UserId,
    /// A sign-in session of a customer or of staff.
    SessionId,
    /// One order.
    OrderId,
    /// A member of staff.
    StaffId,
    /// An API key.
    KeyId,
    /// One login attempt.
    LoginId,
    /// A saved segment.
    SegmentId,
    /// A campaign.
    CampaignId,
    /// One export.
    ExportId,
    /// A saved preset of exports.
    ExportPresetId,
}

/// A fresh UUIDv7.
pub fn next() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "this is the ids' home")]
    Uuid::now_v7()
}

/// A UUIDv7 of `at` (milliseconds are kept) whose other bits are `bits`: for data that is made up and comes out
/// the same each time. Never for anything that must not be guessed.
pub fn made_up(at: chrono::DateTime<chrono::Utc>, bits: u128) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    let [tail @ .., _, _, _, _, _, _] = bits.to_be_bytes();
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}
