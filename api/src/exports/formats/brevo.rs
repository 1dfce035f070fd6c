//! Brevo's import of contacts.

use super::Layout;
use crate::exports::{
    cell::{Cell, Shape},
    fields as f,
};
use patron_api_types::exports::ExportFormat;
use patron_db::exports::Kind;

pub(super) const ABOUT: (&str, &str) = (
    "Email, SMS and WhatsApp contacts",
    "Headers as in Brevo's documentation; not tried against Brevo itself. A number stands under SMS or WHATSAPP only where \
     that consent is given. DOUBLE_OPT-IN is 1 where the person acted and the address was confirmed.",
);

const DOUBLE: &str = "case when email_consent = 'SUBSCRIBED' and email_consent_basis = 'express' and email_verified \
    then 1 else 0 end";

pub(super) fn layout() -> Layout {
    let double = f::own("email_verified", "Confirmed", DOUBLE, Kind::Count, Shape::Plain);
    Layout::new(ExportFormat::Brevo)
        .field("EMAIL", f::EMAIL)
        .field("FIRSTNAME", f::FIRST_NAME)
        .field("LASTNAME", f::LAST_NAME)
        .made("SMS", f::E164.name, |layout| Cell::PhoneIf {
            phone: layout.place(f::E164),
            consent: layout.place(f::SMS_CONSENT),
        })
        .made("WHATSAPP", f::E164.name, |layout| Cell::PhoneIf {
            phone: layout.place(f::E164),
            consent: layout.place(f::WHATSAPP_CONSENT),
        })
        .blank("LANDLINE_NUMBER")
        .field("EXT_ID", f::ID)
        .shaped("OPT_IN", f::EMAIL_CONSENT, Shape::Words(&[("SUBSCRIBED", "1")], "0"))
        .field("DOUBLE_OPT-IN", double)
}
