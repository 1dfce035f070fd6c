//! `customers`, exactly the original's nine columns; and `full`, which our own importer takes back.

use super::Layout;
use crate::exports::{
    cell::Shape,
    fields::{self as f, Field, Made},
};
use patron_api_types::exports::ExportFormat;
use patron_domain::FieldError;

pub(super) const ABOUT: (&str, &str) =
    ("Nine columns, consented people only", "The columns of Patron's first version.");
pub(super) const ABOUT_FULL: (&str, &str) = (
    "All columns of everybody, for the importer",
    "Patron's own: the profile's columns, consents, the currency, and how text is written, so that the importer takes it \
     back unchanged. Not a marketing file.",
);

/// A column under another name than the field's.
const fn named(name: &'static str, field: Field) -> Field {
    Field { name, ..field }
}

const CUSTOMERS: [(&str, Field); 9] = [
    ("Email", f::EMAIL),
    ("Full Name", f::FULL_NAME),
    ("Mobile Number", named("mobile_number", f::E164)),
    ("Signup Date", f::SIGNUP_DATE),
    ("Last Login", named("last_login", f::LAST_LOGIN)),
    ("Login Count", f::LOGIN_COUNT),
    ("Total Orders", f::TOTAL_ORDERS),
    ("Total Spent", f::TOTAL_SPENT),
    ("Status", f::STATUS),
];

/// `full`: the 21 columns of `customer_profiles`, consents, currency, and how text is written.
const FULL: [Field; 32] = [
    f::ID,
    f::USER_ID,
    f::EMAIL,
    f::FULL_NAME,
    f::PHONE,
    f::SIGNUP_DATE,
    f::EMAIL_VERIFIED,
    f::SIGNUP_METHOD,
    f::LAST_LOGIN,
    f::LOGIN_COUNT,
    f::TOTAL_ORDERS,
    f::TOTAL_SPENT,
    f::CATEGORIES,
    f::MARKETING_CONSENT,
    f::STATUS,
    f::SOURCE,
    f::IP_ADDRESS,
    f::USER_AGENT,
    f::LOCATION,
    f::CREATED_AT,
    f::UPDATED_AT,
    f::EMAIL_CONSENT,
    f::EMAIL_BASIS,
    f::EMAIL_AT,
    f::SMS_CONSENT,
    f::SMS_BASIS,
    f::SMS_AT,
    f::WHATSAPP_CONSENT,
    f::WHATSAPP_BASIS,
    f::WHATSAPP_AT,
    f::CURRENCY,
    f::FLAVOUR,
];

pub(super) fn customers() -> Layout {
    let start = Layout::new(ExportFormat::Customers);
    CUSTOMERS.iter().fold(start, |layout, (header, field)| layout.field(*header, *field))
}

/// Some of the nine, by name.
pub(super) fn chosen(names: &[String]) -> Result<Layout, FieldError> {
    let mut layout = Layout::new(ExportFormat::Customers);
    for (n, name) in names.iter().enumerate() {
        let Some((header, field)) = CUSTOMERS.iter().find(|(_, field)| field.name == name) else {
            let known: Vec<&str> = CUSTOMERS.iter().map(|(_, field)| field.name).collect();
            return Err(FieldError::new(format!("must name some of: {}", known.join(", "))));
        };
        if names.iter().take(n).any(|before| before == name) {
            return Err(FieldError::new(format!("names {name} twice")));
        }
        layout = layout.field(*header, *field);
    }
    if names.is_empty() { Err(FieldError::new("must name a field")) } else { Ok(layout) }
}

pub(super) fn full() -> Layout {
    let start = Layout::new(ExportFormat::Full);
    FULL.iter().fold(start, |layout, field| match field.made {
        // what the importer takes back must be the same instant
        Made::Stored(_, Shape::Second) => layout.shaped(field.name, *field, Shape::Exact),
        _ => layout.field(field.name, *field),
    })
}
