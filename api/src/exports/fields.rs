//! What a file can hold: one list of fields, each with the expression that gives it and how it is written, so that
//! they can't drift apart. Formats take their columns from here; a file of one's own may hold all of them.
//!
//! Expressions are over `customer_profiles`, and `last_order`, a person's latest order, which the stream joins when a
//! column names it.

use super::cell::Shape;
use patron_api_types::exports::ExportField;
use patron_db::{
    exports::{Column as Stored, Kind},
    sealed::Field as Seal,
};

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in `columns=`.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Where its cells come from.
    pub made: Made,
}

/// Where the cells of a field come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Each row's own.
    Stored(Stored, Shape),
    /// The store's currency.
    Currency,
    /// How text is written; told in the file so that the importer can take it back.
    Flavour,
}

impl Field {
    /// Whether it is stored encrypted.
    pub const fn sealed(self) -> bool {
        matches!(self.made, Made::Stored(Stored { kind: Kind::Sealed(_), .. }, _))
    }
}

/// Every field, in the order in which a dialog offers them.
pub fn all() -> Vec<ExportField> {
    let field = |field: &Field| ExportField {
        name: field.name.into(),
        title: field.title.into(),
        sealed: field.sealed(),
    };
    ALL.iter().map(field).collect()
}

/// The field of this name.
pub fn named(name: &str) -> Option<Field> {
    ALL.iter().find(|field| field.name == name).copied()
}

/// A field that a format has and a file of one's own has not, or that is made otherwise there.
pub const fn own(
    name: &'static str,
    title: &'static str,
    sql: &'static str,
    kind: Kind,
    shape: Shape,
) -> Field {
    Field { name, title, made: Made::Stored(Stored { sql, kind }, shape) }
}

/// Categories with a character between them that none of them has.
const CATEGORIES_PARTED: &str = r"array_to_string(preferred_categories, E'\x1f')";
/// The day of the trait `birthday`, where it is one.
const BIRTHDAY_ISO: &str = "(select to_char(t.birthday, 'YYYY-MM-DD') from customer_traits t \
    where t.customer_id = customer_profiles.id)";
const TRAITS_TEXT: &str =
    "(select t.traits::text from customer_traits t where t.customer_id = customer_profiles.id)";
const RFM_NAME: &str = "coalesce((select r.rfm_group from customer_rfm r where r.customer_id = customer_profiles.id), \
    case when total_orders = 0 then 'PROSPECTS' end)";
const RFM_R: &str = "(select r.recency::int from customer_rfm r where r.customer_id = customer_profiles.id)";
const RFM_FM: &str = "(select r.value::int from customer_rfm r where r.customer_id = customer_profiles.id)";
const DAYS_BETWEEN: &str = "case when total_orders > 1 then round(extract(epoch from last_order_at - first_order_at)\
    ::numeric / 86400 / (total_orders - 1), 2) end";

/// What the newest entry of the ledger on a channel says, as rules read it.
macro_rules! newest_consent {
    ($column:literal, $channel:literal) => {
        concat!(
            "(select l.",
            $column,
            " from consent_ledger l where l.customer_id = customer_profiles.id and l.channel = '",
            $channel,
            "' order by l.occurred_at desc, l.id desc limit 1)"
        )
    };
}

macro_rules! fields {
    ($($constant:ident = $name:literal, $title:literal, $sql:expr, $kind:expr, $shape:expr;)+) => {
        $(#[doc = $title] pub const $constant: Field = own($name, $title, $sql, $kind, $shape);)+

        /// Every field.
        pub const ALL: &[Field] = &[$($constant,)+ CURRENCY];
    };
}

/// The store's currency.
pub const CURRENCY: Field = Field { name: "currency", title: "Currency", made: Made::Currency };
/// How text is written.
pub const FLAVOUR: Field = Field { name: "flavour", title: "How text is written", made: Made::Flavour };

fields! {
    EMAIL = "email", "Email", "email", Kind::Text, Shape::Typed;
    FULL_NAME = "full_name", "Full name", "full_name", Kind::Text, Shape::Typed;
    FIRST_NAME = "first_name", "First name", "full_name", Kind::Text, Shape::First;
    LAST_NAME = "last_name", "Last name", "full_name", Kind::Text, Shape::Last;
    PHONE = "mobile_number", "Phone", "coalesce(mobile_e164, mobile_number)", Kind::Sealed(Seal::Phone), Shape::Phone;
    E164 = "mobile_e164", "Phone with country code", "mobile_e164", Kind::Sealed(Seal::Phone), Shape::Phone;
    PHONE_COUNTRY = "phone_country", "Phone country", "phone_country", Kind::Text, Shape::Plain;
    LOCATION = "location", "Location", "location", Kind::Text, Shape::Typed;
    ADDRESS = "address", "Street of the last order", "last_order.address", Kind::Sealed(Seal::Street), Shape::Typed;
    CITY = "city", "City of the last order", "last_order.city", Kind::Text, Shape::Typed;
    STATE = "state", "State of the last order", "last_order.state", Kind::Text, Shape::Typed;
    ZIP = "pincode", "Postal code of the last order", "last_order.pincode", Kind::Sealed(Seal::Postcode), Shape::Typed;
    COUNTRY = "country", "Country of the last order", "last_order.country", Kind::Text, Shape::Plain;
    BIRTHDAY = "birthday", "Birthday", BIRTHDAY_ISO, Kind::Text, Shape::Plain;
    STATUS = "status", "Status", "status", Kind::Text, Shape::Plain;
    SIGNUP_DATE = "signup_date", "Signed up", "signup_date", Kind::Instant, Shape::Second;
    SIGNUP_METHOD = "signup_method", "Sign-up method", "signup_method", Kind::Text, Shape::Plain;
    SOURCE = "source", "Source", "source", Kind::Text, Shape::Plain;
    EMAIL_VERIFIED = "email_verified", "Email verified", "email_verified", Kind::Flag, Shape::Plain;
    LAST_LOGIN = "last_login_at", "Last sign-in", "last_login_at", Kind::Instant, Shape::Second;
    LOGIN_COUNT = "login_count", "Sign-ins", "login_count", Kind::Count, Shape::Plain;
    FAILED_LOGINS = "failed_login_count", "Failed sign-ins", "failed_login_count", Kind::Count, Shape::Plain;
    TOTAL_ORDERS = "total_orders", "Orders", "total_orders", Kind::Count, Shape::Plain;
    TOTAL_SPENT = "total_spent", "Total spent", "total_spent", Kind::Money, Shape::Plain;
    LIFETIME_VALUE = "lifetime_value", "Lifetime value", "lifetime_value", Kind::Money, Shape::Plain;
    ORDER_VALUE = "average_order_value", "Average order value",
        "case when total_orders > 0 then round(total_spent / total_orders, 2) end", Kind::Money, Shape::Plain;
    FIRST_ORDER = "first_order_at", "First order", "first_order_at", Kind::Instant, Shape::Second;
    LAST_ORDER = "last_order_at", "Last order", "last_order_at", Kind::Instant, Shape::Second;
    DAYS_BETWEEN_ORDERS = "days_between_orders", "Days between orders", DAYS_BETWEEN, Kind::Money, Shape::Plain;
    CATEGORIES = "preferred_categories", "Preferred categories", "array_to_json(preferred_categories)::text",
        Kind::Text, Shape::Json;
    TAGS = "tags", "Preferred categories, parted by commas", CATEGORIES_PARTED, Kind::Text, Shape::Tags(usize::MAX);
    RFM_GROUP = "rfm_group", "RFM group", RFM_NAME, Kind::Text, Shape::Plain;
    RFM_RECENCY = "rfm_recency", "RFM: recency, 1 to 5", RFM_R, Kind::Count, Shape::Plain;
    RFM_VALUE = "rfm_value", "RFM: frequency and spend, 1 to 5", RFM_FM, Kind::Count, Shape::Plain;
    MARKETING_CONSENT = "marketing_consent", "Consent on any channel", "marketing_consent", Kind::Flag, Shape::Plain;
    EMAIL_CONSENT = "email_consent", "Email consent", "email_consent", Kind::Text, Shape::Plain;
    EMAIL_BASIS = "email_consent_basis", "Email consent: basis", "email_consent_basis", Kind::Text, Shape::Plain;
    EMAIL_AT = "email_consent_at", "Email consent: since", "email_consent_at", Kind::Instant, Shape::Second;
    EMAIL_METHOD = "email_consent_method", "Email consent: method", newest_consent!("method", "email"),
        Kind::Text, Shape::Typed;
    EMAIL_NOTICE = "email_notice_version", "Email consent: wording", newest_consent!("notice_version", "email"),
        Kind::Text, Shape::Typed;
    SMS_CONSENT = "sms_consent", "SMS consent", "sms_consent", Kind::Text, Shape::Plain;
    SMS_BASIS = "sms_consent_basis", "SMS consent: basis", "sms_consent_basis", Kind::Text, Shape::Plain;
    SMS_AT = "sms_consent_at", "SMS consent: since", "sms_consent_at", Kind::Instant, Shape::Second;
    SMS_METHOD = "sms_consent_method", "SMS consent: method", newest_consent!("method", "sms"),
        Kind::Text, Shape::Typed;
    SMS_NOTICE = "sms_notice_version", "SMS consent: wording", newest_consent!("notice_version", "sms"),
        Kind::Text, Shape::Typed;
    WHATSAPP_CONSENT = "whatsapp_consent", "WhatsApp consent", "whatsapp_consent", Kind::Text, Shape::Plain;
    WHATSAPP_BASIS = "whatsapp_consent_basis", "WhatsApp consent: basis", "whatsapp_consent_basis",
        Kind::Text, Shape::Plain;
    WHATSAPP_AT = "whatsapp_consent_at", "WhatsApp consent: since", "whatsapp_consent_at", Kind::Instant, Shape::Second;
    WHATSAPP_METHOD = "whatsapp_consent_method", "WhatsApp consent: method", newest_consent!("method", "whatsapp"),
        Kind::Text, Shape::Typed;
    WHATSAPP_NOTICE = "whatsapp_notice_version", "WhatsApp consent: wording",
        newest_consent!("notice_version", "whatsapp"), Kind::Text, Shape::Typed;
    UTM_SOURCE = "utm_source", "First touch: source", "utm_source", Kind::Text, Shape::Typed;
    UTM_MEDIUM = "utm_medium", "First touch: medium", "utm_medium", Kind::Text, Shape::Typed;
    UTM_CAMPAIGN = "utm_campaign", "First touch: campaign", "utm_campaign", Kind::Text, Shape::Typed;
    REFERRER = "referrer", "First touch: referrer", "referrer", Kind::Text, Shape::Typed;
    LANDING_PATH = "landing_path", "First touch: landing page", "landing_path", Kind::Text, Shape::Typed;
    FIRST_CHANNEL = "first_channel", "First touch: channel", "first_channel", Kind::Text, Shape::Plain;
    LAST_CHANNEL = "last_channel", "Last touch: channel", "last_channel", Kind::Text, Shape::Plain;
    DEVICE = "device_info", "Device of the last sign-in", "device_info", Kind::Text, Shape::Typed;
    IP_ADDRESS = "ip_address", "IP address", "ip_address", Kind::Sealed(Seal::IpAddress), Shape::Plain;
    USER_AGENT = "user_agent", "User agent", "user_agent", Kind::Sealed(Seal::UserAgent), Shape::Typed;
    TRAITS = "traits", "Traits, as JSON", TRAITS_TEXT, Kind::Text, Shape::Json;
    ID = "id", "Customer id", "id", Kind::Id, Shape::Plain;
    USER_ID = "user_id", "Account id", "user_id", Kind::Id, Shape::Plain;
    CREATED_AT = "created_at", "Profile made", "created_at", Kind::Instant, Shape::Second;
    UPDATED_AT = "updated_at", "Profile changed", "updated_at", Kind::Instant, Shape::Second;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_fields_have_one_name_and_sealed_ones_say_so() {
        let names: BTreeSet<&str> = ALL.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), ALL.len());
        let sealed: Vec<&str> = ALL.iter().filter(|field| field.sealed()).map(|field| field.name).collect();
        let expected = ["mobile_number", "mobile_e164", "address", "pincode", "ip_address", "user_agent"];
        assert_eq!(sealed, expected);
        assert_eq!(all().len(), ALL.len());
        assert_eq!(named("email"), Some(EMAIL));
        assert_eq!(named("phone"), None);
    }
}
