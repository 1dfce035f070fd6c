//! Merging two profiles of one person, undoing it, and pairs that look like one person.

use chrono::{DateTime, Utc};
use patron_domain::{ids::CustomerId, money::Money, words};
use uuid::Uuid;

words! {
    /// Why two profiles may be one person.
    PairReason {
        /// The same phone number.
        SamePhone = "same_phone",
        /// The same mailbox, written with dots or tags.
        SameMailbox = "same_mailbox",
        /// The same name and postcode.
        SameNameAndPostcode = "same_name_and_postcode",
        /// Two foreign user ids with one address.
        TwoUserIds = "two_user_ids",
    }
}

crate::wire! {
    /// One of two profiles, as far as one needs it to tell.
    pub struct PairSide {
        /// Id.
        pub id: CustomerId,
        /// Address.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: Option<String>,
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub full_name: Option<String>,
        /// Phone.
        #[cfg_attr(feature = "openapi", schema(example = "+919876543210"))]
        pub mobile_number: Option<String>,
        /// Orders that count.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub total_orders: i32,
        /// Money spent, in the store's currency.
        pub total_spent: Money,
        /// Last login.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-18T08:10:00Z"))]
        pub last_login_at: Option<DateTime<Utc>>,
        /// Sign-up.
        #[cfg_attr(feature = "openapi", schema(example = "2025-06-01T10:00:00Z"))]
        pub signup_date: DateTime<Utc>,
    }

    /// Two profiles that may be one person.
    pub struct Pair {
        /// Id.
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Uuid,
        /// Why; the strongest reason first.
        pub reasons: Vec<PairReason>,
        /// The one that would stay: the older account, else the one with more orders, else the older one.
        pub keep: PairSide,
        /// The one that would go into it.
        pub other: PairSide,
        /// When it was found.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub found_at: DateTime<Utc>,
    }

    /// Pairs, strongest first; at most 100.
    pub struct Pairs {
        /// The pairs.
        pub items: Vec<Pair>,
        /// How many there are in all.
        #[cfg_attr(feature = "openapi", schema(example = 7))]
        pub total: i64,
        /// When the whole shop was last searched for them.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T03:00:00Z"))]
        pub searched_at: Option<DateTime<Utc>>,
    }

    /// Which two profiles become one.
    pub struct MergeRequest {
        /// The one that stays.
        pub keep: CustomerId,
        /// The one that goes into it.
        pub merge: CustomerId,
        /// Why, at most 500 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Same person, told us on the phone"))]
        pub reason: Option<String>,
    }

    /// A merge that was made.
    pub struct Merge {
        /// Id.
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Uuid,
        /// The profile that stayed.
        pub kept: CustomerId,
        /// Its name, or address.
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub kept_name: Option<String>,
        /// The profile that went into it; it comes back with this id when the merge is undone.
        pub merged: CustomerId,
        /// The address that it had.
        #[cfg_attr(feature = "openapi", schema(example = "a.marigold@example.com"))]
        pub merged_email: Option<String>,
        /// Who merged.
        #[cfg_attr(feature = "openapi", schema(example = "staff:0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub actor: String,
        /// Why.
        #[cfg_attr(feature = "openapi", schema(example = "Same person, told us on the phone"))]
        pub reason: Option<String>,
        /// When.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub merged_at: DateTime<Utc>,
        /// Until when it can be undone: 30 days after.
        #[cfg_attr(feature = "openapi", schema(example = "2026-12-20T14:16:00Z"))]
        pub undo_until: DateTime<Utc>,
        /// When it was undone.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub undone_at: Option<DateTime<Utc>>,
    }

    /// Merges, newest first; at most 100.
    pub struct Merges {
        /// The merges.
        pub items: Vec<Merge>,
    }
}
