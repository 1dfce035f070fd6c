//! What the builder calls things.

use super::{condition::What, fixed::Fixed};
use patron_domain::rule::{Attribute, Calendar, Field, Measure, Relation, Unit};

/// Options of a select under headings; those without a heading stand alone.
pub type Options = Vec<(&'static str, Vec<(String, String)>)>;

const GROUPS: [&str; 6] = ["Orders", "Activity", "Person", "Consent", "Where they came from", "RFM"];

const fn group(attribute: Attribute) -> &'static str {
    use Attribute as A;
    match attribute {
        A::TotalOrders
        | A::TotalSpent
        | A::LifetimeValue
        | A::AverageOrderValue
        | A::RefundedAmount
        | A::ReturnsCount
        | A::FirstOrderAt
        | A::LastOrderAt
        | A::DaysBetweenOrders
        | A::City
        | A::State
        | A::Country
        | A::PreferredCategories => "Orders",
        A::LastLoginAt | A::LoginCount | A::FailedLoginCount | A::LastActivityAt | A::DeviceInfo => {
            "Activity"
        }
        A::MarketingConsent
        | A::EmailConsent
        | A::EmailConsentBasis
        | A::EmailConsentAt
        | A::EmailConsentMethod
        | A::EmailNoticeVersion
        | A::SmsConsent
        | A::SmsConsentBasis
        | A::SmsConsentAt
        | A::SmsConsentMethod
        | A::SmsNoticeVersion
        | A::WhatsappConsent
        | A::WhatsappConsentBasis
        | A::WhatsappConsentAt
        | A::WhatsappConsentMethod
        | A::WhatsappNoticeVersion => "Consent",
        A::RfmGroup | A::RfmRecency | A::RfmValue => "RFM",
        A::FirstChannel
        | A::LastChannel
        | A::UtmSource
        | A::UtmMedium
        | A::UtmCampaign
        | A::ReferrerDomain
        | A::LandingPath
        | A::LastUtmSource
        | A::LastUtmMedium
        | A::LastUtmCampaign
        | A::LastReferrerDomain
        | A::LastLandingPath => "Where they came from",
        _ => "Person",
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}

/// What a line can ask about.
pub fn subjects() -> Options {
    let mut all: Options = Vec::new();
    for name in GROUPS {
        let of = Attribute::ALL.iter().filter(|attribute| group(**attribute) == name);
        let of: Vec<_> = of.map(|a| (a.as_str().to_owned(), a.title().to_owned())).collect();
        if !of.is_empty() {
            all.push((name, of));
        }
    }
    all.push((
        "Counted with conditions",
        owned(&[
            ("orders", "Orders that…"),
            ("products", "Products bought that…"),
            ("event", "Events that…"),
            ("logins", "Sign-ins that…"),
            ("failed_logins", "Failed sign-ins that…"),
        ]),
    ));
    let mut others =
        owned(&[("trait", "Trait of your shop"), ("segment", "Another segment"), ("bucket", "Random share")]);
    others.extend(Fixed::ALL.map(|fixed| (fixed.key().to_owned(), fixed.title().to_owned())));
    all.push(("Others", others));
    all
}

/// The value of its option.
pub fn subject_key(what: &What) -> &'static str {
    match what {
        What::Attribute(attribute) => attribute.as_str(),
        What::Trait(_) => "trait",
        What::Rows { relation, .. } => relation.as_str(),
        What::Field(field) => field.as_str(),
        What::Segment(_) => "segment",
        What::Bucket { .. } => "bucket",
        What::Fixed(fixed, _) => fixed.key(),
    }
}

/// What a line asks about after its option was chosen.
pub fn subject_of(key: &str) -> Option<What> {
    if let Some(fixed) = Fixed::ALL.into_iter().find(|fixed| fixed.key() == key) {
        return Some(What::Fixed(fixed, String::new()));
    }
    let rows = |relation| What::Rows { relation, measure: Measure::Count, filters: Vec::new() };
    Some(match key {
        "orders" => rows(Relation::Orders),
        "products" => rows(Relation::Products),
        "event" => rows(Relation::Event(String::new())),
        "logins" => rows(Relation::Logins),
        "failed_logins" => rows(Relation::FailedLogins),
        "trait" => What::Trait(String::new()),
        "segment" => What::Segment(String::new()),
        "bucket" => What::Bucket { salt: "a".to_owned(), percent: "10".to_owned() },
        name => What::Attribute(*Attribute::ALL.iter().find(|attribute| attribute.as_str() == name)?),
    })
}

/// What can be made of rows.
pub fn measures(relation: &Relation) -> Vec<(String, String)> {
    let mut all = owned(&[("count", "how many")]);
    match relation {
        Relation::Orders => all.extend(owned(&[("amount", "total amount")])),
        Relation::Products => {
            all.extend(owned(&[("amount", "total amount"), ("quantity", "total quantity")]))
        }
        Relation::Event(_) => all.extend(owned(&[("property", "sum of property")])),
        Relation::Logins | Relation::FailedLogins => {}
    }
    all.extend(owned(&[("last_at", "the latest"), ("first_at", "the first")]));
    all
}

pub const fn measure_key(measure: &Measure) -> &'static str {
    match measure {
        Measure::Count => "count",
        Measure::Sum(Field::Property(_)) => "property",
        Measure::Sum(field) => field.as_str(),
        Measure::LastAt => "last_at",
        Measure::FirstAt => "first_at",
    }
}

pub fn measure_of(key: &str) -> Measure {
    match key {
        "amount" => Measure::Sum(Field::Amount),
        "quantity" => Measure::Sum(Field::Quantity),
        "property" => Measure::Sum(Field::Property(String::new())),
        "last_at" => Measure::LastAt,
        "first_at" => Measure::FirstAt,
        _ => Measure::Count,
    }
}

/// The fields of a relation's rows.
pub fn fields(relation: &Relation) -> Vec<(String, String)> {
    let named = |field: &Field| (field.as_str().to_owned(), human(field.as_str()));
    let mut all: Vec<_> = relation.fields().iter().map(named).collect();
    if matches!(relation, Relation::Event(_)) {
        all.push(named(&Field::Property(String::new())));
    }
    all
}

pub fn field_of(relation: &Relation, key: &str) -> Field {
    let known = relation.fields().iter().find(|field| field.as_str() == key);
    known.cloned().unwrap_or_else(|| Field::Property(String::new()))
}

/// `NOT_SUBSCRIBED` as `Not subscribed`; short codes stay.
pub fn human(word: &str) -> String {
    if word.len() <= 2 {
        return word.to_owned();
    }
    let lower = word.to_lowercase().replace('_', " ");
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub fn units() -> Vec<(String, String)> {
    Unit::ALL.iter().map(|unit| (unit.to_string(), format!("{unit}s"))).collect()
}

pub fn calendar() -> Vec<(String, String)> {
    let text = |word: &Calendar| (word.to_string(), word.as_str().replace('_', " "));
    Calendar::ALL.iter().map(text).collect()
}

pub fn months() -> Vec<(String, String)> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.iter().enumerate().map(|(n, name)| ((n + 1).to_string(), (*name).to_owned())).collect()
}

pub fn compares() -> Vec<(String, String)> {
    owned(&[(">=", "at least"), ("<=", "at most"), ("=", "exactly"), (">", "more than"), ("<", "less than")])
}
