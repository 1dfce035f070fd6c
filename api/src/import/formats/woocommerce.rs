//! WooCommerce: the customers of its analytics, and orders as its export plugin writes them (one row a line).

use super::{Names, Present};
use crate::import::column::Column as C;
use patron_api_types::imports::{ImportFormat, ImportKind};

pub(super) const CUSTOMERS: Names = &[
    ("name", C::FullName),
    ("email", C::Email),
    ("date_registered", C::SignupDate),
    ("sign_up", C::SignupDate),
    ("orders", C::TotalOrders),
    ("total_spend", C::TotalSpent),
    ("city", C::City),
    ("region", C::State),
    ("country_/_region", C::Country),
    ("country", C::Country),
];

pub(super) const ORDERS: Names = &[
    ("order_number", C::OrderId),
    ("order_status", C::Status),
    ("order_date", C::OrderDate),
    ("order_currency", C::Currency),
    ("first_name_(billing)", C::FirstName),
    ("last_name_(billing)", C::LastName),
    ("email_(billing)", C::Email),
    ("phone_(billing)", C::MobileNumber),
    ("address_1&2_(billing)", C::Address),
    ("address_1&2_(shipping)", C::Address),
    ("city_(billing)", C::City),
    ("city_(shipping)", C::City),
    ("state_code_(billing)", C::State),
    ("state_code_(shipping)", C::State),
    ("postcode_(billing)", C::Pincode),
    ("postcode_(shipping)", C::Pincode),
    ("country_code_(billing)", C::Country),
    ("country_code_(shipping)", C::Country),
    ("payment_method_title", C::PaymentMethod),
    ("order_subtotal_amount", C::Subtotal),
    ("order_shipping_amount", C::Shipping),
    ("order_total_tax_amount", C::Tax),
    ("order_total_amount", C::Total),
    ("order_refund_amount", C::Refunded),
    ("sku", C::ProductId),
    ("item_name", C::ProductName),
    ("quantity", C::Quantity),
    ("quantity_(__refund)", C::Quantity),
    ("item_cost", C::UnitPrice),
];

pub(super) fn detect(names: &Present<'_>) -> Option<(ImportKind, ImportFormat)> {
    if names.has(&["order_number", "email_(billing)", "order_total_amount"]) {
        return Some((ImportKind::Orders, ImportFormat::Woocommerce));
    }
    let customers =
        names.has(&["email", "total_spend"]) && names.has_any(&["username", "aov", "date_registered"]);
    customers.then_some((ImportKind::Customers, ImportFormat::Woocommerce))
}
