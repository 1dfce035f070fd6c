//! What rules can ask about a person: the attributes that are one value each.

use crate::{
    acquisition::AcquisitionChannel,
    consent::{ConsentBasis, ConsentState},
    customer::{self, SignupMethod},
    rfm::RfmGroup,
};

/// What kind of value something has; it says which tests fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// True or false.
    Flag,
    /// A whole number.
    Count,
    /// A number with decimals.
    Number,
    /// An amount in the store's currency.
    Money,
    /// Any text; compared without case, trimmed, in Unicode's NFC.
    Text,
    /// One of fixed words.
    Word(&'static [&'static str]),
    /// Texts that are equal or not, and nothing else (a sealed field).
    Sealed,
    /// An instant; days are the store's.
    Date,
    /// A day that comes each year, such as a birthday.
    Anniversary,
    /// Texts, without order and without doubles.
    List,
    /// Whatever the shop sent as a trait: the test says what is meant.
    Any,
}

macro_rules! attributes {
    ($($(#[$meta:meta])* $variant:ident = $name:literal $([$($alias:literal),+])?, $kind:expr, $title:literal;)+) => {
        /// An attribute of a person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Attribute { $($(#[$meta])* $variant),+ }

        impl Attribute {
            /// Every attribute, in the order in which a builder offers them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in rules: that of the column.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What else it is called; understood when a rule is read, never written.
            pub const fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($($alias),+)?]),+ }
            }

            /// What kind of value it has.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => $kind),+ }
            }

            /// What people call it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }
    };
}

/// Whom rules see: the erased are in none.
const STATUSES: &[&str] = &["active", "inactive", "blocked"];
const REGIONS: &[&str] = &["EU", "UK", "IN", "other"];

attributes! {
    /// Orders that count.
    TotalOrders = "total_orders" ["number_of_orders", "orders_count"], Kind::Count, "Orders";
    /// Their totals with shipping and tax, less refunds.
    TotalSpent = "total_spent" ["amount_spent", "spent"], Kind::Money, "Total spent";
    /// The same without shipping and tax.
    LifetimeValue = "lifetime_value" ["ltv", "historic_clv"], Kind::Money, "Lifetime value";
    /// `total_spent / total_orders`; unknown without orders.
    AverageOrderValue = "average_order_value" ["aov"], Kind::Money, "Average order value";
    /// What was refunded of counted orders, in store currency; 0 without any.
    RefundedAmount = "refunded_amount", Kind::Money, "Refunded";
    /// Orders with status `returned`.
    ReturnsCount = "returns_count", Kind::Count, "Returns";
    /// First order that counts.
    FirstOrderAt = "first_order_at" ["first_order_date"], Kind::Date, "First order";
    /// Latest order that counts.
    LastOrderAt = "last_order_at" ["last_order_date"], Kind::Date, "Last order";
    /// Mean days between counted orders: `(last_order_at - first_order_at) / (total_orders - 1)` in days of 24 hours;
    /// unknown with fewer than two.
    DaysBetweenOrders = "days_between_orders", Kind::Number, "Days between orders";
    /// Latest successful login; unknown is never.
    LastLoginAt = "last_login_at" ["last_login_date", "last_login", "last_sign_in"], Kind::Date, "Last sign-in";
    /// Successful logins.
    LoginCount = "login_count" ["logins_count"], Kind::Count, "Sign-ins";
    /// Failed logins, of all time.
    FailedLoginCount = "failed_login_count", Kind::Count, "Failed sign-ins";
    /// Latest successful login, order that counts, or event; unknown is never.
    LastActivityAt = "last_activity_at" ["last_activity_date", "last_active_at"], Kind::Date, "Last activity";
    /// When the profile came to be.
    SignupDate = "signup_date" ["customer_added_date", "created"], Kind::Date, "Signed up";
    /// When its row was made here; of an imported profile later than the sign-up.
    CreatedAt = "created_at", Kind::Date, "Added to Patron";
    /// When anything of the profile last changed.
    UpdatedAt = "updated_at", Kind::Date, "Profile changed";
    /// How it came to be.
    SignupMethod = "signup_method", Kind::Word(SignupMethod::WORDS), "Sign-up method";
    /// Where it came from.
    Source = "source", Kind::Word(customer::Source::WORDS), "Source";
    /// Status.
    Status = "status" ["account_status"], Kind::Word(STATUSES), "Status";
    /// Email address.
    Email = "email", Kind::Text, "Email";
    /// What stands after the @.
    EmailDomain = "email_domain" ["customer_email_domain"], Kind::Text, "Email domain";
    /// Whether the address was confirmed.
    EmailVerified = "email_verified", Kind::Flag, "Email verified";
    /// Full name.
    FullName = "full_name" ["name"], Kind::Text, "Full name";
    /// The first word of the name.
    FirstName = "first_name", Kind::Text, "First name";
    /// The rest of the name; unknown for a single word.
    LastName = "last_name", Kind::Text, "Last name";
    /// Phone number: as E.164, or as typed when it doesn't parse.
    MobileNumber = "mobile_number" ["phone"], Kind::Sealed, "Phone";
    /// Country of the phone number, ISO 3166-1 alpha-2.
    PhoneCountry = "phone_country", Kind::Text, "Phone country";
    /// EU (and EEA), UK, IN or other, by the phone number's country.
    RegionGroup = "region_group" ["region"], Kind::Word(REGIONS), "Region";
    /// Where the person lives, as typed.
    Location = "location", Kind::Text, "Location";
    /// Cities of the addresses of their orders.
    City = "city" ["cities"], Kind::List, "City";
    /// States of the addresses of their orders.
    State = "state" ["states"], Kind::List, "State";
    /// Countries of the addresses of their orders, ISO 3166-1 alpha-2.
    Country = "country" ["countries"], Kind::List, "Country";
    /// What they like to buy.
    PreferredCategories = "preferred_categories" ["likes", "categories"], Kind::List, "Likes";
    /// True while any channel is SUBSCRIBED.
    MarketingConsent = "marketing_consent", Kind::Flag, "Any marketing consent";
    /// State of consent by email.
    EmailConsent = "email_consent", Kind::Word(ConsentState::WORDS), "Email consent";
    /// What it rests on.
    EmailConsentBasis = "email_consent_basis" ["consent_level"], Kind::Word(ConsentBasis::WORDS), "Email consent basis";
    /// Since when.
    EmailConsentAt = "email_consent_at" ["consent_date"], Kind::Date, "Email consent since";
    /// How it came about, as the ledger has it.
    EmailConsentMethod = "email_consent_method" ["consent_method"], Kind::Text, "Email consent method";
    /// The wording that was agreed to.
    EmailNoticeVersion = "email_notice_version" ["notice_version"], Kind::Text, "Email consent wording";
    /// State of consent by SMS.
    SmsConsent = "sms_consent", Kind::Word(ConsentState::WORDS), "SMS consent";
    /// What it rests on.
    SmsConsentBasis = "sms_consent_basis", Kind::Word(ConsentBasis::WORDS), "SMS consent basis";
    /// Since when.
    SmsConsentAt = "sms_consent_at", Kind::Date, "SMS consent since";
    /// How it came about, as the ledger has it.
    SmsConsentMethod = "sms_consent_method", Kind::Text, "SMS consent method";
    /// The wording that was agreed to.
    SmsNoticeVersion = "sms_notice_version", Kind::Text, "SMS consent wording";
    /// State of consent by WhatsApp.
    WhatsappConsent = "whatsapp_consent", Kind::Word(ConsentState::WORDS), "WhatsApp consent";
    /// What it rests on.
    WhatsappConsentBasis = "whatsapp_consent_basis", Kind::Word(ConsentBasis::WORDS), "WhatsApp consent basis";
    /// Since when.
    WhatsappConsentAt = "whatsapp_consent_at", Kind::Date, "WhatsApp consent since";
    /// How it came about, as the ledger has it.
    WhatsappConsentMethod = "whatsapp_consent_method", Kind::Text, "WhatsApp consent method";
    /// The wording that was agreed to.
    WhatsappNoticeVersion = "whatsapp_notice_version", Kind::Text, "WhatsApp consent wording";
    /// RFM group; PROSPECTS without orders. As last computed.
    RfmGroup = "rfm_group", Kind::Word(RfmGroup::WORDS), "RFM group";
    /// RFM recency score, 1 to 5; unknown without orders.
    RfmRecency = "rfm_recency" ["r_score"], Kind::Count, "RFM recency";
    /// RFM score of frequency and value, 1 to 5; unknown without orders.
    RfmValue = "rfm_value" ["fm_score"], Kind::Count, "RFM value";
    /// Acquisition channel of the first touch.
    FirstChannel = "first_channel", Kind::Word(AcquisitionChannel::WORDS), "First channel";
    /// Acquisition channel of the last touch.
    LastChannel = "last_channel", Kind::Word(AcquisitionChannel::WORDS), "Last channel";
    /// First touch: utm_source.
    UtmSource = "utm_source", Kind::Text, "First UTM source";
    /// First touch: utm_medium.
    UtmMedium = "utm_medium", Kind::Text, "First UTM medium";
    /// First touch: utm_campaign.
    UtmCampaign = "utm_campaign", Kind::Text, "First UTM campaign";
    /// First touch: the host of the page before, without `www.`.
    ReferrerDomain = "referrer_domain", Kind::Text, "Referrer domain";
    /// First touch: the first page seen.
    LandingPath = "landing_path", Kind::Text, "Landing page";
    /// Last touch: utm_source.
    LastUtmSource = "last_utm_source", Kind::Text, "Last UTM source";
    /// Last touch: utm_medium.
    LastUtmMedium = "last_utm_medium", Kind::Text, "Last UTM medium";
    /// Last touch: utm_campaign.
    LastUtmCampaign = "last_utm_campaign", Kind::Text, "Last UTM campaign";
    /// Last touch: the host of the page before, without `www.`.
    LastReferrerDomain = "last_referrer_domain", Kind::Text, "Last referrer domain";
    /// Last touch: the first page seen.
    LastLandingPath = "last_landing_path", Kind::Text, "Last landing page";
    /// Device of the last login.
    DeviceInfo = "device_info" ["device"], Kind::Text, "Device";
    /// Trait `birthday`, when it is a day such as 1990-05-17; the year is ignored.
    Birthday = "birthday", Kind::Anniversary, "Birthday";
    /// Trait `language` or `locale`.
    Language = "language" ["locale"], Kind::Text, "Language";
}
