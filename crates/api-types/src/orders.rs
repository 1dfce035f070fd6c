//! Orders, as a shop's server writes them and staff sees them.

use chrono::{DateTime, Utc};
use patron_domain::{
    email::Email,
    ids::{CustomerId, OrderId},
    money::Money,
    order::{OrderStatus, PaymentStatus},
};
use rust_decimal::Decimal;

crate::wire! {
    /// One line of an order.
    pub struct OrderItem {
        /// The shop's product id, at most 255 characters.
        #[cfg_attr(feature = "openapi", schema(example = "DIYA-12"))]
        pub product_id: String,
        /// The product's name, at most 255 characters.
        #[cfg_attr(feature = "openapi", schema(example = "Diya set of 12"))]
        pub name: String,
        /// Its category, at most 100 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Lighting"))]
        pub category: Option<String>,
        /// How many, at least 1.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 2))]
        pub quantity: i32,
        /// Price of one.
        pub unit_price: Money,
    }

    /// An order, whole. The same `source` and `order_id` again replaces it; totals change by the difference.
    pub struct OrderUpsert {
        /// The shop's own order id, at most 255 characters.
        #[cfg_attr(feature = "openapi", schema(example = "TT-20417"))]
        pub order_id: String,
        /// Which system the id belongs to, at most 50 characters; `website` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "website"))]
        pub source: Option<String>,
        /// Who bought; a profile is made when nobody has this address.
        pub email: Email,
        /// Recipient's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub customer_name: Option<String>,
        /// Recipient's phone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "98765 43210"))]
        pub phone: Option<String>,
        /// Street address, at most 1000 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "12 Example Street, Indiranagar"))]
        pub address: Option<String>,
        /// City.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Bengaluru"))]
        pub city: Option<String>,
        /// State.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Karnataka"))]
        pub state: Option<String>,
        /// Postcode.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "560038"))]
        pub pincode: Option<String>,
        /// ISO 3166-1 alpha-2 country.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "IN"))]
        pub country: Option<String>,
        /// Sum of the lines.
        pub subtotal: Money,
        /// Shipping; 0 when absent.
        #[serde(default)]
        pub shipping: Money,
        /// Tax; 0 when absent.
        #[serde(default)]
        pub tax: Money,
        /// What the customer pays, with shipping and tax.
        pub total: Money,
        /// What was given back so far, at most `total`; when absent as before, on a new order 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub refunded: Option<Money>,
        /// ISO 4217 code; the store's when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "INR"))]
        pub currency: Option<String>,
        /// Store currency per unit of `currency`. Without it an order in another currency is kept but not
        /// summed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "83.25"))]
        pub exchange_rate: Option<Decimal>,
        /// `cod`, `online` or the shop's own word, at most 50 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "cod"))]
        pub payment_method: Option<String>,
        /// Where it stands; when absent as before, on a new order `placed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<OrderStatus>,
        /// Where its payment stands; when absent as before, on a new order `unpaid`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub payment_status: Option<PaymentStatus>,
        /// When it was placed; when absent as before, on a new order now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub order_date: Option<DateTime<Utc>>,
        /// The lines, at most 500.
        #[serde(default)]
        pub items: Vec<OrderItem>,
    }

    /// What changed on an order: its state, its payment, a refund. Absent fields stay.
    pub struct OrderChange {
        /// Which system the id belongs to; `website` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "website"))]
        pub source: Option<String>,
        /// Where it stands now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<OrderStatus>,
        /// Where its payment stands now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub payment_status: Option<PaymentStatus>,
        /// What was given back in all, at most the order's total.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub refunded: Option<Money>,
    }

    /// An order as stored.
    pub struct Order {
        /// Patron's id.
        pub id: OrderId,
        /// Who bought.
        pub customer_id: CustomerId,
        /// Which system the id belongs to.
        #[cfg_attr(feature = "openapi", schema(example = "website"))]
        pub source: String,
        /// The shop's own order id.
        #[cfg_attr(feature = "openapi", schema(example = "TT-20417"))]
        pub order_id: String,
        /// Where it stands.
        pub status: OrderStatus,
        /// Where its payment stands.
        pub payment_status: PaymentStatus,
        /// How it is paid.
        #[cfg_attr(feature = "openapi", schema(example = "cod"))]
        pub payment_method: Option<String>,
        /// ISO 4217 code of the amounts.
        #[cfg_attr(feature = "openapi", schema(example = "INR"))]
        pub currency: String,
        /// Sum of the lines.
        pub subtotal: Money,
        /// Shipping.
        pub shipping: Money,
        /// Tax.
        pub tax: Money,
        /// What the customer pays.
        pub total: Money,
        /// What was given back.
        pub refunded: Money,
        /// City it goes to.
        #[cfg_attr(feature = "openapi", schema(example = "Bengaluru"))]
        pub city: Option<String>,
        /// State it goes to.
        #[cfg_attr(feature = "openapi", schema(example = "Karnataka"))]
        pub state: Option<String>,
        /// When it was placed.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub order_date: DateTime<Utc>,
        /// The lines.
        pub items: Vec<OrderItem>,
    }
}
