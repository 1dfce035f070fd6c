//! What rules mean: the evaluator that everything else has to agree with, above all the compiler to SQL in `patron-db`.
//!
//! A condition is true, false or unknown of a person. It matches when it is true, or unknown and told to include the
//! unknown. Groups put these answers together: nothing else is three-valued.

mod list;
pub mod number;
mod related;
pub mod text;

use super::{
    Condition, DateTest, Kind, ListTest, Rule, Subject, Test, Unknown,
    facts::{Facts, Value},
};
use crate::{ids::CustomerId, people_set::Moment};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

/// What a condition says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    True,
    /// It doesn't.
    False,
    /// The value isn't known, or is of another kind than the test.
    Unknown,
}

impl Outcome {
    /// Whether people of whom this is said match.
    pub fn matches(self, unknown: Unknown) -> bool {
        self == Self::True || (self == Self::Unknown && unknown == Unknown::Include)
    }
}

impl From<Option<bool>> for Outcome {
    fn from(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::True,
            Some(false) => Self::False,
            None => Self::Unknown,
        }
    }
}

/// What a condition says of a person as of a moment.
pub fn outcome(condition: &Condition, facts: &Facts, at: &Moment) -> Outcome {
    let value = value(&condition.subject, facts, at);
    outcome_of(&condition.test, condition.subject.kind(), value.as_ref(), at)
}

impl Condition {
    /// Whether a person matches as of a moment.
    pub fn matches(&self, facts: &Facts, at: &Moment) -> bool {
        outcome(self, facts, at).matches(self.unknown)
    }
}

impl Rule {
    /// Whether a person matches as of a moment.
    pub fn matches(&self, facts: &Facts, at: &Moment) -> bool {
        match self {
            Self::All(rules) => rules.iter().all(|rule| rule.matches(facts, at)),
            Self::Any(rules) => rules.iter().any(|rule| rule.matches(facts, at)),
            Self::Not(rule) => !rule.matches(facts, at),
            Self::Is(condition) => condition.matches(facts, at),
        }
    }
}

/// What is asked about, of a person; `None` when it isn't known.
pub fn value(subject: &Subject, facts: &Facts, at: &Moment) -> Option<Value> {
    let flag = |flag: bool| Some(Value::Flag(flag));
    match subject {
        Subject::Attribute(attribute) => facts.values.get(attribute).cloned(),
        Subject::Trait(name) => facts.traits.get(name).cloned().map(Value::Json),
        Subject::Rows(rows) => related::value(rows, facts, at),
        Subject::Segment(key) => facts.segments.get(&key.to_string()).copied().map(Value::Flag),
        Subject::Campaign(id) => flag(facts.campaigns.contains(id)),
        Subject::Holdout(id) => flag(facts.holdouts.contains(id)),
        Subject::Export(id) => flag(facts.exports.contains(id)),
        Subject::Bucket { salt, percent } => flag(in_share(salt, *percent, facts.id)),
    }
}

/// A person's place in a random order that a salt makes: the first four bytes, big endian, of the SHA-256 of the salt, a
/// colon and the id. SQL's `random_place` gives the same.
pub fn place(salt: &str, id: CustomerId) -> u32 {
    let digest: [u8; 32] = Sha256::digest(format!("{salt}:{id}").as_bytes()).into();
    let [a, b, c, d, ..] = digest;
    u32::from_be_bytes([a, b, c, d])
}

/// Whether a person is among the first `percent` of a hundred in the order that a salt makes. Of nobody 0, of all 100.
///
/// SQL: `random_place(salt, id) * 100 < percent * 4294967296`
pub fn in_share(salt: &str, percent: Decimal, id: CustomerId) -> bool {
    let all = Decimal::from(1_u64 << 32);
    let hundredfold = Decimal::from(u64::from(place(salt, id)) * 100);
    percent.checked_mul(all).is_some_and(|share| hundredfold < share)
}

/// What a test says of a value of a kind.
fn outcome_of(test: &Test, kind: Kind, value: Option<&Value>, at: &Moment) -> Outcome {
    match test {
        Test::IsSet => Some(is_set(value)),
        Test::IsNotSet | Test::List(ListTest::IsEmpty) => Some(!is_set(value)),
        Test::Is(wanted) => value.and_then(flag).map(|flag| flag == *wanted),
        Test::Number(test) => value.and_then(number::of).map(|n| number::holds(test, n)),
        Test::Text(test) => text::holds(test, kind, value),
        Test::Date(test) => value.and_then(|value| date_holds(test, value, at)),
        Test::List(test) => list::holds(test, kind, value),
    }
    .into()
}

/// Whether a value is known: blanks, an empty list and JSON's null are not.
///
/// SQL of a trait or property: `v is not null and v not in ('null', '[]') and (jsonb_typeof(v) <> 'string' or
/// text_key(v #>> '{}') is not null)`
pub fn is_set(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Json(Json::Null)) => false,
        Some(Value::Text(text) | Value::Json(Json::String(text))) => text::key(text).is_some(),
        Some(Value::List(texts)) => texts.iter().any(|text| text::key(text).is_some()),
        Some(Value::Json(Json::Array(items))) => !items.is_empty(),
        Some(_) => true,
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Flag(flag) => Some(*flag),
        Value::Json(json) => json.as_bool(),
        _ => None,
    }
}

/// A day without a time is the instant at which it begins in the store's zone, or its month and day.
fn date_holds(test: &DateTest, value: &Value, at: &Moment) -> Option<bool> {
    match value {
        Value::Instant(instant) => Some(test.resolve(at).holds(*instant, at.zone)),
        Value::Day(day) => Some(test.resolve(at).holds_on(*day, at.zone)),
        Value::Json(json) => {
            json.as_str().and_then(number::day).map(|day| test.resolve(at).holds_on(day, at.zone))
        }
        _ => None,
    }
}

#[cfg(test)]
mod semantics_tests;
#[cfg(test)]
mod unknown_tests;
