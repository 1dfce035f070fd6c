//! What a column of a file can be taken for: the names of Patron's fields, by what the file holds.

use super::fields;
use patron_api_types::imports::ImportKind;

/// Writes an enum of columns with their names.
macro_rules! columns {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $column:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $column),+ }

        impl $name {
            /// Every one with its name.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$column)),+];
        }
    };
}

columns! {
    /// A field that a column can be taken for.
    Column {
        /// The profile's id.
        Id = "id",
        /// The account; accounts are not imported.
        UserId = "user_id",
        /// The address.
        Email = "email",
        /// Name.
        FullName = "full_name",
        /// Name, where it is in parts.
        FirstName = "first_name",
        /// As `first_name`.
        LastName = "last_name",
        /// Phone.
        MobileNumber = "mobile_number",
        /// Signup.
        SignupDate = "signup_date",
        /// Whether the address was confirmed.
        EmailVerified = "email_verified",
        /// How the profile came to be.
        SignupMethod = "signup_method",
        /// Last login.
        LastLoginAt = "last_login_at",
        /// Logins.
        LoginCount = "login_count",
        /// Orders.
        TotalOrders = "total_orders",
        /// Money.
        TotalSpent = "total_spent",
        /// Categories.
        PreferredCategories = "preferred_categories",
        /// Consent, as one word.
        MarketingConsent = "marketing_consent",
        /// Status, of a profile or an order.
        Status = "status",
        /// Where the profile or order came from.
        Source = "source",
        /// IP address.
        IpAddress = "ip_address",
        /// User agent.
        UserAgent = "user_agent",
        /// Place.
        Location = "location",
        /// Town; with state and country the place, where that is in parts.
        City = "city",
        /// Part of a country.
        State = "state",
        /// Country.
        Country = "country",
        /// Made; the signup where that is missing.
        CreatedAt = "created_at",
        /// Changed; not taken.
        UpdatedAt = "updated_at",
        /// Consent on email.
        EmailConsent = "email_consent",
        /// What it rests on.
        EmailConsentBasis = "email_consent_basis",
        /// Since when.
        EmailConsentAt = "email_consent_at",
        /// Consent on SMS.
        SmsConsent = "sms_consent",
        /// What it rests on.
        SmsConsentBasis = "sms_consent_basis",
        /// Since when.
        SmsConsentAt = "sms_consent_at",
        /// Consent on WhatsApp.
        WhatsappConsent = "whatsapp_consent",
        /// What it rests on.
        WhatsappConsentBasis = "whatsapp_consent_basis",
        /// Since when.
        WhatsappConsentAt = "whatsapp_consent_at",
        /// Currency of the money.
        Currency = "currency",
        /// Patron's own export, and how its text cells are written.
        Flavour = "flavour",
        /// Added to refused rows; lets a mended file of them in again.
        Line = "line",
        /// As `line`.
        Reason = "reason",
        /// When somebody unsubscribed.
        UnsubscribedAt = "unsubscribed_at",
        /// When an address was found not to work.
        CleanedAt = "cleaned_at",
        /// Why an address must not be written to.
        SuppressionReason = "suppression_reason",
        /// The shop's own id of an order.
        OrderId = "order_id",
        /// When it was placed.
        OrderDate = "order_date",
        /// Where its payment stands.
        PaymentStatus = "payment_status",
        /// How far its delivery is, where that is apart from `status`.
        FulfillmentStatus = "fulfillment_status",
        /// When it was called off.
        CancelledAt = "cancelled_at",
        /// How it is paid.
        PaymentMethod = "payment_method",
        /// Store currency per unit of its currency.
        ExchangeRate = "exchange_rate",
        /// Its lines.
        Subtotal = "subtotal",
        /// Shipping.
        Shipping = "shipping",
        /// Tax.
        Tax = "tax",
        /// All of it.
        Total = "total",
        /// What was given back.
        Refunded = "refunded",
        /// Street and number.
        Address = "address",
        /// Postcode.
        Pincode = "pincode",
        /// A line's product.
        ProductId = "product_id",
        /// A line's name.
        ProductName = "product_name",
        /// A line's category.
        ProductCategory = "product_category",
        /// A line's quantity.
        Quantity = "quantity",
        /// A line's price of one.
        UnitPrice = "unit_price",
    }
}

/// Other names of columns, after [`plain`]: the first version's marketing file has them.
const ALIASES: &[(&str, Column)] = &[
    ("email_address", Column::Email),
    ("name", Column::FullName),
    ("phone", Column::MobileNumber),
    ("mobile", Column::MobileNumber),
    ("phone_number", Column::MobileNumber),
    ("last_login", Column::LastLoginAt),
];

impl Column {
    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.get(self as usize).map_or("", |(name, _)| name)
    }

    /// The one that has this name exactly.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
    }

    /// The one that a heading means, by its name or another one of it.
    pub fn of_heading(heading: &str) -> Option<Self> {
        let plain = plain(heading);
        Self::ALL.iter().chain(ALIASES).find(|(known, _)| *known == plain).map(|(_, column)| *column)
    }

    /// What a file of this kind can have, in an order for people.
    pub const fn of_kind(kind: ImportKind) -> &'static [Self] {
        match kind {
            ImportKind::Customers => fields::CUSTOMERS,
            ImportKind::Orders => fields::ORDERS,
            ImportKind::Suppressions => fields::SUPPRESSIONS,
        }
    }

    /// What a file of this kind must have.
    pub const fn needed(kind: ImportKind) -> &'static [Self] {
        match kind {
            ImportKind::Customers | ImportKind::Suppressions => &[Self::Email],
            ImportKind::Orders => &[Self::OrderId, Self::Email, Self::Total],
        }
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Trimmed, lower case, with underscores: `Full Name` is `full_name`.
pub fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_columns_and_kinds_have_what_they_need() {
        for (name, column) in Column::ALL {
            assert_eq!((column.name(), Column::named(name)), (*name, Some(*column)));
        }
        for kind in ImportKind::ALL {
            let fields = Column::of_kind(*kind);
            assert!(Column::needed(*kind).iter().all(|column| fields.contains(column)), "{kind}");
        }
    }
}
