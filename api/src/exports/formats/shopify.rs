//! Shopify's import of customers.

use super::Layout;
use crate::exports::{
    cell::{Cell, Shape},
    fields as f,
};
use patron_api_types::exports::ExportFormat;
use patron_db::{exports::Kind, sealed::Field as Seal};

pub(super) const ABOUT: (&str, &str) = (
    "Customers",
    "Headers as Shopify's template is described by others; not tried against Shopify itself. The address is the last \
     order's; a state that is no code is turned into one for India and left out elsewhere.",
);

const CONSENT: Shape = Shape::Words(&[("SUBSCRIBED", "yes")], "no");

pub(super) fn layout() -> Layout {
    let phone = f::own(
        "last_order",
        "Phone of the last order",
        "last_order.phone",
        Kind::Sealed(Seal::Phone),
        Shape::Phone,
    );
    Layout::new(ExportFormat::Shopify)
        .field("First Name", f::FIRST_NAME)
        .field("Last Name", f::LAST_NAME)
        .field("Email", f::EMAIL)
        .shaped("Accepts Email Marketing", f::EMAIL_CONSENT, CONSENT)
        .blank("Default Address Company")
        .field("Default Address Address1", f::ADDRESS)
        .blank("Default Address Address2")
        .field("Default Address City", f::CITY)
        .made("Default Address Province Code", f::STATE.name, |layout| {
            Cell::Province([f::STATE, f::COUNTRY].map(|part| layout.place(part)))
        })
        .field("Default Address Country Code", f::COUNTRY)
        .field("Default Address Zip", f::ZIP)
        .field("Default Address Phone", phone)
        .field("Phone", f::E164)
        .shaped("Accepts SMS Marketing", f::SMS_CONSENT, CONSENT)
        .field("Tags", f::TAGS)
        .blank("Note")
        .made("Tax Exempt", "empty", |_| Cell::Fixed("no"))
}
