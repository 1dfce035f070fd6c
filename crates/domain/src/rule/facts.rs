//! What is known of one person: what rules are evaluated over.
//!
//! Most of it is read from the database as it stands. What follows from other facts has its formula here
//! ([`Facts::derive`] and the functions of [`derived`]), beside the expression that gives the same in SQL.

#[path = "facts_derive.rs"]
pub mod derived;

use super::{Attribute, Field};
use crate::ids::{CampaignId, CustomerId, ExportId};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A known value. An empty text and an empty list may stand here; rules take them for unknown.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// True or false.
    Flag(bool),
    /// A number or an amount.
    Number(Decimal),
    /// A text, a word, or a sealed text in the clear.
    Text(String),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A day without a time.
    Day(NaiveDate),
    /// Texts.
    List(Vec<String>),
    /// A trait or property, as the shop sent it.
    Json(serde_json::Value),
}

/// An order, a line of one, an event or a login.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// When it was.
    pub date: DateTime<Utc>,
    /// Of orders and products, whether the order counts (neither cancelled nor returned); true of other rows.
    pub counts: bool,
    /// The name of an event, as sent; else empty.
    pub name: String,
    /// Its fields but for the date and properties; those that aren't known are absent.
    pub fields: Vec<(Field, Value)>,
    /// The properties of an event.
    pub properties: serde_json::Map<String, serde_json::Value>,
}

/// What is known of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Who.
    pub id: CustomerId,
    /// Attributes; those that aren't known are absent.
    pub values: BTreeMap<Attribute, Value>,
    /// Traits that the shop sent.
    pub traits: serde_json::Map<String, serde_json::Value>,
    /// Orders, those that don't count among them.
    pub orders: Vec<Row>,
    /// Lines of orders, those that don't count among them.
    pub products: Vec<Row>,
    /// Events of any name.
    pub events: Vec<Row>,
    /// Successful logins.
    pub logins: Vec<Row>,
    /// Failed logins.
    pub failed_logins: Vec<Row>,
    /// By the key of a segment, as text: whether the person is in it.
    pub segments: BTreeMap<String, bool>,
    /// The campaigns they are in, held out or not.
    pub campaigns: BTreeSet<CampaignId>,
    /// The campaigns they are held out of.
    pub holdouts: BTreeSet<CampaignId>,
    /// The exports they were in.
    pub exports: BTreeSet<ExportId>,
}

impl Row {
    /// A row of which only this is known; it counts.
    pub fn new(date: DateTime<Utc>) -> Self {
        Self {
            date,
            counts: true,
            name: String::new(),
            fields: Vec::new(),
            properties: serde_json::Map::new(),
        }
    }

    /// One of its fields; `None` when it isn't known.
    pub fn value(&self, field: &Field) -> Option<Value> {
        match field {
            Field::Date => Some(Value::Instant(self.date)),
            Field::Property(name) => self.properties.get(name).cloned().map(Value::Json),
            field => self.fields.iter().find(|(of, _)| of == field).map(|(_, value)| value.clone()),
        }
    }
}

impl Facts {
    /// Somebody of whom nothing is known.
    pub fn new(id: CustomerId) -> Self {
        Self {
            id,
            values: BTreeMap::new(),
            traits: serde_json::Map::new(),
            orders: Vec::new(),
            products: Vec::new(),
            events: Vec::new(),
            logins: Vec::new(),
            failed_logins: Vec::new(),
            segments: BTreeMap::new(),
            campaigns: BTreeSet::new(),
            holdouts: BTreeSet::new(),
            exports: BTreeSet::new(),
        }
    }

    /// Fills in what follows from the rest. A value that is there already stays: who reads a derived one from the
    /// database need not load the rows it is made of.
    pub fn derive(&mut self) {
        self.give(
            Attribute::EmailDomain,
            self.text(Attribute::Email).and_then(derived::email_domain).map(Value::Text),
        );
        let (first, last) = self.text(Attribute::FullName).map(derived::first_and_last).unwrap_or_default();
        self.give(Attribute::FirstName, first.map(Value::Text));
        self.give(Attribute::LastName, last.map(Value::Text));
        self.give(
            Attribute::RegionGroup,
            self.text(Attribute::PhoneCountry)
                .and_then(derived::region_group)
                .map(|r| Value::Text(r.to_owned())),
        );
        self.give(Attribute::City, derived::distinct(&self.orders, &Field::City));
        self.give(Attribute::State, derived::distinct(&self.orders, &Field::State));
        self.give(Attribute::Country, derived::distinct(&self.orders, &Field::Country));
        self.give(Attribute::ReturnsCount, Some(Value::Number(derived::returns_count(&self.orders))));
        // rows don't carry it
        self.give(Attribute::RefundedAmount, Some(Value::Number(Decimal::ZERO)));
        if let Some(orders) = self.number(Attribute::TotalOrders) {
            let average =
                self.number(Attribute::TotalSpent).and_then(|s| derived::average_order_value(s, orders));
            self.give(Attribute::AverageOrderValue, average.map(Value::Number));
            let between = self
                .instant(Attribute::FirstOrderAt)
                .zip(self.instant(Attribute::LastOrderAt))
                .and_then(|(first, last)| derived::days_between_orders(first, last, orders));
            self.give(Attribute::DaysBetweenOrders, between.map(Value::Number));
        }
        let activity = derived::last_activity_at(
            self.instant(Attribute::LastLoginAt),
            self.instant(Attribute::LastOrderAt),
            self.events.iter().map(|event| event.date).max(),
        );
        self.give(Attribute::LastActivityAt, activity.map(Value::Instant));
        self.give(
            Attribute::Birthday,
            self.traits.get("birthday").and_then(derived::birthday).map(Value::Day),
        );
        let language = derived::language(self.traits.get("language"), self.traits.get("locale"));
        self.give(Attribute::Language, language.map(Value::Text));
    }

    fn give(&mut self, attribute: Attribute, value: Option<Value>) {
        if let Some(value) = value {
            self.values.entry(attribute).or_insert(value);
        }
    }

    fn text(&self, attribute: Attribute) -> Option<&str> {
        match self.values.get(&attribute) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn number(&self, attribute: Attribute) -> Option<Decimal> {
        match self.values.get(&attribute) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    fn instant(&self, attribute: Attribute) -> Option<DateTime<Utc>> {
        match self.values.get(&attribute) {
            Some(Value::Instant(instant)) => Some(*instant),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
