//! Any other file: a first guess by the names of its columns, which people correct in the mapping.

use super::Present;
use crate::import::{
    column::{Column as C, plain},
    header::Mapping,
};
use patron_api_types::imports::ImportKind;

/// Names that are common elsewhere, besides Patron's own and their aliases.
const GUESSES: &[(&str, C)] = &[
    ("e_mail", C::Email),
    ("e_mail_address", C::Email),
    ("mail", C::Email),
    ("customer_email", C::Email),
    ("subscriber", C::Email),
    ("first", C::FirstName),
    ("firstname", C::FirstName),
    ("last", C::LastName),
    ("lastname", C::LastName),
    ("surname", C::LastName),
    ("customer_name", C::FullName),
    ("customer", C::FullName),
    ("mobile_phone", C::MobileNumber),
    ("phone_no", C::MobileNumber),
    ("sign_up_date", C::SignupDate),
    ("joined", C::SignupDate),
    ("orders", C::TotalOrders),
    ("spent", C::TotalSpent),
    ("town", C::City),
    ("region", C::State),
    ("state/region", C::State),
    ("province", C::State),
    ("country/region", C::Country),
    ("country_code", C::Country),
    ("postcode", C::Pincode),
    ("postal_code", C::Pincode),
    ("zip", C::Pincode),
    ("zip_code", C::Pincode),
    ("pin_code", C::Pincode),
    ("street", C::Address),
    ("order", C::OrderId),
    ("order_number", C::OrderId),
    ("order_no", C::OrderId),
    ("date", C::OrderDate),
    ("ordered_at", C::OrderDate),
    ("amount", C::Total),
    ("order_total", C::Total),
    ("grand_total", C::Total),
    ("refund", C::Refunded),
    ("taxes", C::Tax),
    ("sku", C::ProductId),
    ("item", C::ProductName),
    ("item_name", C::ProductName),
    ("product", C::ProductName),
    ("category", C::ProductCategory),
    ("qty", C::Quantity),
    ("price", C::UnitPrice),
    ("unsubscribed", C::UnsubscribedAt),
    ("bounced_at", C::CleanedAt),
    ("suppression", C::SuppressionReason),
];

/// What the file holds, as far as its columns tell.
pub(super) fn kind(names: &Present<'_>) -> ImportKind {
    let order = ["order_id", "order", "order_number", "order_no"];
    let amount = ["total", "amount", "order_total", "grand_total"];
    if names.has_any(&order) && names.has_any(&amount) {
        return ImportKind::Orders;
    }
    if names.has_any(&["unsubscribed_at", "cleaned_at", "bounced_at", "suppression_reason", "suppression"]) {
        return ImportKind::Suppressions;
    }
    ImportKind::Customers
}

pub(super) fn mapping(kind: ImportKind, columns: &[String]) -> Mapping {
    let fields = C::of_kind(kind);
    let known = |name: &String| {
        let plain = plain(name);
        let guess = || GUESSES.iter().find(|(guess, _)| *guess == plain).map(|(_, column)| *column);
        let fits = |column: &C| fields.contains(column);
        let column = C::of_heading(name).filter(fits).or_else(|| guess().filter(fits))?;
        Some((name.clone(), column.name().to_owned()))
    };
    columns.iter().filter_map(known).collect()
}
