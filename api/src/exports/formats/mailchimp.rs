//! Mailchimp's import of contacts.

use super::Layout;
use crate::exports::{
    cell::{Cell, Shape},
    fields as f,
};
use patron_api_types::exports::ExportFormat;
use patron_db::exports::Kind;

pub(super) const ABOUT: (&str, &str) = (
    "Email contacts",
    "Headers as in Mailchimp's help pages, and the four consent columns of its own exports after them; not tried against \
     Mailchimp itself. Addresses of which street, city, state or postal code is missing are left out, and the IP columns \
     stay empty: Patron keeps no IP address as evidence of consent.",
);

/// The longest text that it takes, in bytes.
const TEXT_MAX: usize = 255;

/// When somebody opted in by an act of their own.
const CONFIRMED: &str = "case when email_consent_basis = 'express' then email_consent_at end";

pub(super) fn layout() -> Layout {
    Layout::new(ExportFormat::Mailchimp)
        .at_most(TEXT_MAX)
        .field("Email Address", f::EMAIL)
        .field("First Name", f::FIRST_NAME)
        .field("Last Name", f::LAST_NAME)
        .field("Phone Number", f::PHONE)
        .made("Address", "last_order", |layout| {
            let parts = [f::ADDRESS, f::CITY, f::STATE, f::ZIP, f::COUNTRY];
            Cell::Address(parts.map(|part| layout.place(part)), TEXT_MAX)
        })
        .shaped("Birthday", f::BIRTHDAY, Shape::MonthDay)
        .shaped("Tags", f::TAGS, Shape::Tags(TEXT_MAX))
        .field("OPTIN_TIME", f::EMAIL_AT)
        .blank("OPTIN_IP")
        .field(
            "CONFIRM_TIME",
            f::own("email_consent_at", "Confirmed", CONFIRMED, Kind::Instant, Shape::Second),
        )
        .blank("CONFIRM_IP")
}
