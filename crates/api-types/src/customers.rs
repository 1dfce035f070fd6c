//! Customers as staff and a shop's server see them.

use crate::{consents::Consent, patch::Patch};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    acquisition::AcquisitionChannel,
    consent::Channel,
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::{CustomerId, UserId},
    money::Money,
    people_set::PeopleSets,
    rule::SegmentKey,
    words,
};
use serde::{Deserialize, Serialize};

crate::wire! {
    /// A row of the customer list.
    pub struct CustomerRow {
        /// Id.
        pub id: CustomerId,
        /// Email address as given; null only when erased.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: Option<String>,
        /// Full name.
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub full_name: Option<String>,
        /// Status.
        pub status: CustomerStatus,
        /// Whether the address was confirmed.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub email_verified: bool,
        /// True while any channel is SUBSCRIBED.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub marketing_consent: bool,
        /// Email, SMS and WhatsApp, in this order.
        pub consents: Vec<Consent>,
        /// Successful logins.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub login_count: i32,
        /// Last successful login; null for never.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub last_login_at: Option<DateTime<Utc>>,
        /// Orders that count (neither cancelled nor returned).
        #[cfg_attr(feature = "openapi", schema(example = 3))]
        pub total_orders: i32,
        /// Their totals with shipping and tax, less refunds, in the store's currency.
        pub total_spent: Money,
        /// When the profile came to be.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-14T08:00:00Z"))]
        pub signup_date: DateTime<Utc>,
        /// How it came to be.
        pub signup_method: SignupMethod,
        /// Where it came from.
        pub source: Source,
        /// Where the person lives, as far as known.
        #[cfg_attr(feature = "openapi", schema(example = "Bengaluru, Karnataka"))]
        pub location: Option<String>,
    }

    /// Everything Patron knows of one customer, without the lists.
    pub struct Customer {
        /// What the list shows.
        #[serde(flatten)]
        pub row: CustomerRow,
        /// The sign-in account, if there is one.
        pub user_id: Option<UserId>,
        /// Phone number as typed.
        #[cfg_attr(feature = "openapi", schema(example = "98765 43210"))]
        pub mobile_number: Option<String>,
        /// Phone number as E.164, when it parses.
        #[cfg_attr(feature = "openapi", schema(example = "+919876543210"))]
        pub mobile_e164: Option<String>,
        /// Categories this person buys from, most bought first.
        #[cfg_attr(feature = "openapi", schema(example = json!(["Kitchen", "Gifting"])))]
        pub preferred_categories: Vec<String>,
        /// IP address of the last successful login.
        #[cfg_attr(feature = "openapi", schema(example = "203.0.113.24"))]
        pub ip_address: Option<String>,
        /// Its user agent.
        #[cfg_attr(feature = "openapi", schema(example = "Mozilla/5.0 (Linux; Android 14) …"))]
        pub user_agent: Option<String>,
        /// Its device, parsed.
        #[cfg_attr(feature = "openapi", schema(example = "Chrome Mobile on Android (phone)"))]
        pub device_info: Option<String>,
        /// First touch: utm_source, utm_medium, utm_campaign, referrer, landing_path.
        pub first_touch: FirstTouch,
        /// Last touch: how the person came when they signed up, with the same fields. When all are null it is
        /// the same as the first.
        pub last_touch: FirstTouch,
        /// The acquisition channel of the first touch.
        pub first_channel: AcquisitionChannel,
        /// The acquisition channel of the last touch.
        pub last_channel: AcquisitionChannel,
        /// Failed login attempts on this profile.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub failed_login_count: i32,
        /// First order that counts.
        #[cfg_attr(feature = "openapi", schema(example = "2026-04-02T11:00:00Z"))]
        pub first_order_at: Option<DateTime<Utc>>,
        /// Latest order that counts.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-19T11:00:00Z"))]
        pub last_order_at: Option<DateTime<Utc>>,
        /// What an import brought for the time before; part of the totals.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub opening_balance: Option<OpeningBalance>,
        /// What else the shop said of this person: traits that are no field here, by name.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>, example = json!({"plan": "gold"})))]
        pub traits: serde_json::Map<String, serde_json::Value>,
        /// When the row was made.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-14T08:00:00Z"))]
        pub created_at: DateTime<Utc>,
        /// When it last changed.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub updated_at: DateTime<Utc>,
    }

    /// How somebody came to the shop: the first time, or when they signed up.
    #[derive(Default)]
    pub struct FirstTouch {
        /// `utm_source`.
        #[cfg_attr(feature = "openapi", schema(example = "instagram"))]
        pub utm_source: Option<String>,
        /// `utm_medium`.
        #[cfg_attr(feature = "openapi", schema(example = "social"))]
        pub utm_medium: Option<String>,
        /// `utm_campaign`.
        #[cfg_attr(feature = "openapi", schema(example = "diwali"))]
        pub utm_campaign: Option<String>,
        /// The page before.
        #[cfg_attr(feature = "openapi", schema(example = "https://www.instagram.com/"))]
        pub referrer: Option<String>,
        /// The first page seen.
        #[cfg_attr(feature = "openapi", schema(example = "/collections/diyas"))]
        pub landing_path: Option<String>,
    }

    /// Totals that an import brought for people whose rows stayed behind.
    pub struct OpeningBalance {
        /// Orders.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub orders: i32,
        /// Money spent.
        pub spent: Money,
        /// Successful logins.
        #[cfg_attr(feature = "openapi", schema(example = 9))]
        pub logins: i32,
        /// As of this day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-01"))]
        pub as_of: NaiveDate,
    }

    /// A customer typed in by staff: signup method `manual`, source `admin`.
    pub struct NewCustomer {
        /// Email address; must not belong to another profile.
        pub email: Email,
        /// Full name, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub full_name: Option<String>,
        /// Phone number, at most 20 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "98765 43210"))]
        pub mobile_number: Option<String>,
        /// Where the person lives, at most 255 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Bengaluru, Karnataka"))]
        pub location: Option<String>,
        /// What the person said about marketing; absent leaves it to the shop's policy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub marketing_consent: Option<bool>,
    }

    /// Changed details. Absent fields stay, `null` clears.
    pub struct CustomerChange {
        /// New email address; can't be cleared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<Email>,
        /// Full name, at most 255 characters.
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "Ananya Marigold"))]
        pub full_name: Patch<String>,
        /// Phone number, at most 20 characters.
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "98765 43210"))]
        pub mobile_number: Patch<String>,
        /// Where the person lives, at most 255 characters.
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "Bengaluru, Karnataka"))]
        pub location: Patch<String>,
        /// Categories, at most 50 of at most 100 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = json!(["Kitchen"])))]
        pub preferred_categories: Option<Vec<String>>,
    }

    /// A change of status.
    pub struct StatusChange {
        /// `active`, `inactive` or `blocked`. Erasing is another act.
        pub status: CustomerStatus,
        /// Why; kept in the history. 1 to 500 characters.
        #[cfg_attr(feature = "openapi", schema(example = "Chargeback fraud"))]
        pub reason: String,
    }
}

words! {
    /// Direction of a sort.
    SortOrder {
        /// Largest, newest or last first.
        Desc = "desc",
        /// Smallest, oldest or first first.
        Asc = "asc",
    }
}

pub use patron_domain::customer::CustomerSort;

/// Search, filters, sort and paging of the customer list. All given filters must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct CustomerQuery {
    /// Part of an email or name (under three letters: its beginning), a whole phone number or its last
    /// four digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "marigold"))]
    pub search: Option<String>,
    /// Only this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CustomerStatus>,
    /// Only people who can be written to on this channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Channel>,
    /// Only those with (true) or without (false) consent on any channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = true))]
    pub marketing_consent: Option<bool>,
    /// Only this source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// A segment: `high_value`, `recent_signups`, `inactive_30d`, or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "high_value"))]
    pub segment: Option<SegmentKey>,
    /// A rule in one line of text, as segments have.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        param(example = "total_orders >= 3 and last_login_at not in last 30 days")
    )]
    pub rule: Option<String>,
    /// One to eight sets of the statistics, parted by commas; people must be in all of them. Days are the store's, both
    /// ends included. `engaged_30d`, `inactive_30d`, `disengaged_30d`, `new_today`, `new_7d`, `new_30d`, `new_wtd`,
    /// `new_mtd`, `opted_in`, `opted_in:email`, `opted_in:email:express`, `pending:email`, `unsubscribed:email`,
    /// `reachable:email`, `buyers`, `repeat_buyers`, `never_ordered`, `logins:3-5`, `logins:51-`,
    /// `value:500.00-1000.00` (less than the second), `value:500.00-`, `signed_up:2026-01-01..2026-01-31`, likewise
    /// `active`, `logged_in`, `ordered`, `first_login` and `first_order`, `first_touch:instagram`, `last_touch:direct`,
    /// `rfm:5-4` (recency, value), `rfm_group:CHAMPIONS`, `signup_method:email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "engaged_30d"))]
    pub set: Option<PeopleSets>,
    /// At least so many orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 0, example = 3))]
    pub min_orders: Option<i32>,
    /// At most so many orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 0, example = 10))]
    pub max_orders: Option<i32>,
    /// At least so much spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "1000.00"))]
    pub min_spent: Option<Money>,
    /// At most so much spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "50000.00"))]
    pub max_spent: Option<Money>,
    /// Signed up on this day (store's zone) or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-01"))]
    pub signup_from: Option<NaiveDate>,
    /// Signed up on this day (store's zone) or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-30"))]
    pub signup_to: Option<NaiveDate>,
    /// Last login on this day (store's zone) or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-01"))]
    pub last_login_from: Option<NaiveDate>,
    /// Last login on this day (store's zone) or earlier; people who never logged in don't match.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-30"))]
    pub last_login_to: Option<NaiveDate>,
    /// Sort; `signup_date` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub sort: Option<CustomerSort>,
    /// Direction; `desc` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub order: Option<SortOrder>,
    /// Rows a page, 1 to 200; 50 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200, example = 50))]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Also count all matches (slower).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = true))]
    pub total: Option<bool>,
}
