//! Klaviyo's import of a list.

use super::Layout;
use crate::exports::{cell::Shape, fields as f};
use patron_api_types::exports::ExportFormat;
use patron_db::exports::Kind;

pub(super) const ABOUT: (&str, &str) = (
    "Profiles with consent",
    "Headers as in Klaviyo's help pages; the spelling of the SMS timestamp was not verified, and nothing was tried against \
     Klaviyo itself.",
);

/// Whoever was never asked, or has not confirmed, has an empty cell, which reads as never subscribed.
const CONSENT: Shape = Shape::Words(&[("SUBSCRIBED", "Subscribe"), ("UNSUBSCRIBED", "Unsubscribed")], "");

/// The country of the last order, else of the phone number.
pub(super) const COUNTRY: f::Field =
    f::own("country", "Country", "coalesce(last_order.country, phone_country)", Kind::Text, Shape::Plain);

pub(super) fn layout() -> Layout {
    Layout::new(ExportFormat::Klaviyo)
        .field("Email", f::EMAIL)
        .field("Phone Number", f::E164)
        .field("First Name", f::FIRST_NAME)
        .field("Last Name", f::LAST_NAME)
        .field("City", f::CITY)
        .field("State / Region", f::STATE)
        .field("Country", COUNTRY)
        .field("Zip Code", f::ZIP)
        .field("Source", f::SOURCE)
        .shaped("Email Marketing Consent", f::EMAIL_CONSENT, CONSENT)
        .field("Email Marketing Consent Timestamp", f::EMAIL_AT)
        .shaped("SMS Marketing Consent", f::SMS_CONSENT, CONSENT)
        .field("SMS Marketing Consent Timestamp", f::SMS_AT)
}
