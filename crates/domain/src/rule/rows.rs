//! Related rows: how many orders, products, events or logins a person has for whom all filters hold *on the same row*.

use super::{Kind, Test, Unknown};
use crate::order::{OrderStatus, PaymentStatus};

/// What is made of a person's rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Which rows.
    pub relation: Relation,
    /// What must hold of a row.
    pub filters: Vec<Filter>,
    /// What is made of those for which it holds.
    pub measure: Measure,
}

/// Kinds of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// Orders. Without a filter on their status those that count (neither cancelled nor returned).
    Orders,
    /// Lines of orders, with the order's date and status. Without a filter on the status those of orders that count.
    Products,
    /// Events of this name.
    Event(String),
    /// Successful logins.
    Logins,
    /// Failed logins.
    FailedLogins,
}

/// What is made of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// How many; 0 is never.
    Count,
    /// The sum of a number: `amount` of orders, `amount` or `quantity` of products, a property of events whose values
    /// are numbers (others are left out). 0 without rows.
    Sum(Field),
    /// When the latest was; unknown without rows.
    LastAt,
    /// When the first was; unknown without rows.
    FirstAt,
}

/// What must hold of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// What of it.
    pub field: Field,
    /// The test.
    pub test: Test,
    /// As with conditions.
    pub unknown: Unknown,
}

/// What a row has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// When it was. Of all relations.
    Date,
    /// Orders: the total in store currency, less refunds. Products: unit price times quantity, in store currency. Unknown
    /// when the order couldn't be converted.
    Amount,
    /// Orders and products: status of the order.
    Status,
    /// Orders: payment status.
    PaymentStatus,
    /// Orders: how it was paid.
    PaymentMethod,
    /// Orders: the shop's source that reported it.
    Source,
    /// Orders: currency.
    Currency,
    /// Orders: city of the address.
    City,
    /// Orders: state of the address.
    State,
    /// Orders: country of the address.
    Country,
    /// Orders: the ids of its products, a list.
    Product,
    /// Products: id.
    Id,
    /// Products: name.
    Name,
    /// Products: category.
    Category,
    /// Products: how many of it.
    Quantity,
    /// Logins: method.
    Method,
    /// Logins: device.
    Device,
    /// Failed logins: why.
    Reason,
    /// Events: a property, by its name; the test says what kind is meant.
    Property(String),
}

impl Field {
    /// Its name in rules; a property's own name stands in brackets after it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Amount => "amount",
            Self::Status => "status",
            Self::PaymentStatus => "payment_status",
            Self::PaymentMethod => "payment_method",
            Self::Source => "source",
            Self::Currency => "currency",
            Self::City => "city",
            Self::State => "state",
            Self::Country => "country",
            Self::Product => "product",
            Self::Id => "id",
            Self::Name => "name",
            Self::Category => "category",
            Self::Quantity => "quantity",
            Self::Method => "method",
            Self::Device => "device",
            Self::Reason => "reason",
            Self::Property(_) => "property",
        }
    }

    /// What kind of value it has.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Date => Kind::Date,
            Self::Amount => Kind::Money,
            Self::Quantity => Kind::Count,
            Self::Status => Kind::Word(OrderStatus::WORDS),
            Self::PaymentStatus => Kind::Word(PaymentStatus::WORDS),
            Self::Product => Kind::List,
            Self::Property(_) => Kind::Any,
            _ => Kind::Text,
        }
    }
}

impl Relation {
    /// Its name in rules.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Products => "products",
            Self::Event(_) => "event",
            Self::Logins => "logins",
            Self::FailedLogins => "failed_logins",
        }
    }

    /// The fields its rows have, but for the properties of events, which have any.
    pub const fn fields(&self) -> &'static [Field] {
        match self {
            Self::Orders => &[
                Field::Amount,
                Field::Date,
                Field::Status,
                Field::PaymentStatus,
                Field::PaymentMethod,
                Field::Source,
                Field::Currency,
                Field::City,
                Field::State,
                Field::Country,
                Field::Product,
            ],
            Self::Products => &[
                Field::Id,
                Field::Name,
                Field::Category,
                Field::Date,
                Field::Quantity,
                Field::Amount,
                Field::Status,
            ],
            Self::Event(_) => &[Field::Date],
            Self::Logins => &[Field::Date, Field::Method, Field::Device],
            Self::FailedLogins => &[Field::Date, Field::Method, Field::Device, Field::Reason],
        }
    }

    /// Whether its rows have this field.
    pub fn has(&self, field: &Field) -> bool {
        matches!((self, field), (Self::Event(_), Field::Property(_))) || self.fields().contains(field)
    }
}

impl Rows {
    /// What kind of value it gives.
    pub const fn kind(&self) -> Kind {
        match &self.measure {
            Measure::Count => Kind::Count,
            Measure::Sum(Field::Quantity) => Kind::Count,
            Measure::Sum(Field::Amount) => Kind::Money,
            Measure::Sum(_) => Kind::Number,
            Measure::LastAt | Measure::FirstAt => Kind::Date,
        }
    }
}
