//! listmonk's import of subscribers.

use super::Layout;
use crate::exports::{cell::Cell, fields as f, parts};
use patron_api_types::exports::ExportFormat;

pub(super) const ABOUT: (&str, &str) = (
    "Subscribers",
    "Headers as in listmonk's documentation and source; not tried against listmonk itself. Whether people are subscribed, \
     the separator and whether others are overwritten are set with the import there.",
);

pub(super) fn layout() -> Layout {
    Layout::new(ExportFormat::Listmonk).field("email", f::EMAIL).field("name", f::FULL_NAME).made(
        "attributes",
        "attributes",
        |layout| Cell::Attributes(parts::ATTRIBUTES.map(|field| layout.place(field))),
    )
}
