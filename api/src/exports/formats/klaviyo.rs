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

/// When somebody said yes or no. Beside an empty cell a time would read as that of an answer.
const EMAIL_AT: f::Field = answered(
    f::EMAIL_AT,
    "case when email_consent in ('SUBSCRIBED', 'UNSUBSCRIBED') then email_consent_at end",
);
const SMS_AT: f::Field =
    answered(f::SMS_AT, "case when sms_consent in ('SUBSCRIBED', 'UNSUBSCRIBED') then sms_consent_at end");

const fn answered(field: f::Field, sql: &'static str) -> f::Field {
    f::own(field.name, field.title, sql, Kind::Instant, Shape::Second)
}

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
        .field("Email Marketing Consent Timestamp", EMAIL_AT)
        .shaped("SMS Marketing Consent", f::SMS_CONSENT, CONSENT)
        .field("SMS Marketing Consent Timestamp", SMS_AT)
}
