//! Shopify's exports of customers and of orders (one row a line of an order).

use super::{Names, Present};
use crate::import::column::Column as C;
use patron_api_types::imports::{ImportFormat, ImportKind};

pub(super) const CUSTOMERS: Names = &[
    ("first_name", C::FirstName),
    ("last_name", C::LastName),
    ("email", C::Email),
    ("accepts_email_marketing", C::EmailConsent),
    // files before 2022
    ("accepts_marketing", C::EmailConsent),
    ("accepts_sms_marketing", C::SmsConsent),
    ("accepts_whatsapp_marketing", C::WhatsappConsent),
    ("default_address_city", C::City),
    ("city", C::City),
    ("default_address_province_code", C::State),
    ("province_code", C::State),
    ("default_address_country_code", C::Country),
    ("country_code", C::Country),
    ("phone", C::MobileNumber),
    ("default_address_phone", C::MobileNumber),
    ("total_spent", C::TotalSpent),
    ("total_orders", C::TotalOrders),
];

pub(super) const ORDERS: Names = &[
    // the number that people know; the other lines of an order have no `Id`
    ("name", C::OrderId),
    ("email", C::Email),
    ("financial_status", C::PaymentStatus),
    ("fulfillment_status", C::FulfillmentStatus),
    ("currency", C::Currency),
    ("subtotal", C::Subtotal),
    ("shipping", C::Shipping),
    ("taxes", C::Tax),
    ("total", C::Total),
    ("refunded_amount", C::Refunded),
    ("created_at", C::OrderDate),
    ("cancelled_at", C::CancelledAt),
    ("payment_method", C::PaymentMethod),
    ("lineitem_sku", C::ProductId),
    ("lineitem_name", C::ProductName),
    ("lineitem_quantity", C::Quantity),
    ("lineitem_price", C::UnitPrice),
    ("billing_name", C::FullName),
    ("shipping_name", C::FullName),
    ("billing_street", C::Address),
    ("shipping_street", C::Address),
    ("billing_city", C::City),
    ("shipping_city", C::City),
    ("billing_zip", C::Pincode),
    ("shipping_zip", C::Pincode),
    ("billing_province", C::State),
    ("shipping_province", C::State),
    ("billing_country", C::Country),
    ("shipping_country", C::Country),
    ("billing_phone", C::MobileNumber),
    ("shipping_phone", C::MobileNumber),
    ("phone", C::MobileNumber),
];

pub(super) fn detect(names: &Present<'_>) -> Option<(ImportKind, ImportFormat)> {
    if names.has(&["name", "email", "financial_status"])
        && names.has_any(&["lineitem_name", "lineitem_price"])
    {
        return Some((ImportKind::Orders, ImportFormat::Shopify));
    }
    let customers = names.has(&["first_name", "last_name", "email"])
        && names.has_any(&["accepts_email_marketing", "accepts_marketing"]);
    customers.then_some((ImportKind::Customers, ImportFormat::Shopify))
}
