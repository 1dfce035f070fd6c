//! HubSpot's import of contacts.

use super::{Layout, klaviyo::COUNTRY};
use crate::exports::{cell::Shape, fields as f};
use patron_api_types::exports::ExportFormat;
use patron_db::exports::Kind;

pub(super) const ABOUT: (&str, &str) = (
    "CRM contacts",
    "Headers as others describe HubSpot's default properties; not tried against HubSpot itself, which shows a step to map \
     them. The legal basis is set for a whole import there, not by a column.",
);

const STAGE: &str = "case when total_orders > 0 then 'customer' else 'subscriber' end";

pub(super) fn layout() -> Layout {
    let stage = f::own("total_orders", "Lifecycle stage", STAGE, Kind::Text, Shape::Plain);
    Layout::new(ExportFormat::Hubspot)
        .field("Email", f::EMAIL)
        .field("First Name", f::FIRST_NAME)
        .field("Last Name", f::LAST_NAME)
        .field("Phone Number", f::PHONE)
        .field("City", f::CITY)
        .field("State/Region", f::STATE)
        .field("Country/Region", COUNTRY)
        .field("Postal Code", f::ZIP)
        .field("Lifecycle Stage", stage)
}
