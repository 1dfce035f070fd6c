//! From a rule to JSON.

use crate::rule::{
    Condition, DateTest, Field, Filter, Kind, ListTest, Measure, NumberTest, Relation, Rows, Rule, Span,
    Subject, Test, TextTest, Unknown,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde_json::{Map, Value};

pub(super) fn rule(rule: &Rule) -> Value {
    match rule {
        Rule::All(rules) => object([("all", several(rules))]),
        Rule::Any(rules) => object([("any", several(rules))]),
        Rule::Not(inner) => object([("not", self::rule(inner))]),
        Rule::Is(condition) => self::condition(condition),
    }
}

fn several(rules: &[Rule]) -> Value {
    Value::Array(rules.iter().map(rule).collect())
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn put(map: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    map.insert(name.to_owned(), value.into());
}

fn condition(condition: &Condition) -> Value {
    let mut map = Map::new();
    match &condition.subject {
        Subject::Attribute(attribute) => put(&mut map, "attribute", attribute.as_str()),
        Subject::Trait(name) => put(&mut map, "trait", name.as_str()),
        Subject::Rows(rows) => self::rows(&mut map, rows),
        Subject::Segment(key) => put(&mut map, "segment", key.to_string()),
        Subject::Campaign(id) => put(&mut map, "campaign", id.to_string()),
        Subject::Holdout(id) => put(&mut map, "holdout", id.to_string()),
        Subject::Export(id) => put(&mut map, "export", id.to_string()),
        Subject::Bucket { salt, percent } => {
            let percent = percent.normalize().to_string();
            let bucket = object([("salt", salt.as_str().into()), ("percent", percent.into())]);
            put(&mut map, "bucket", bucket);
        }
    }
    tested(&mut map, condition.subject.kind(), &condition.test, condition.unknown);
    Value::Object(map)
}

fn rows(map: &mut Map<String, Value>, rows: &Rows) {
    put(map, "rows", rows.relation.as_str());
    if let Relation::Event(name) = &rows.relation {
        put(map, "event", name.as_str());
    }
    if !rows.filters.is_empty() {
        put(map, "where", rows.filters.iter().map(filter).collect::<Vec<Value>>());
    }
    let measure = match &rows.measure {
        Measure::Count => "count",
        Measure::Sum(Field::Property(name)) => {
            put(map, "of", object([("property", name.as_str().into())]));
            "sum"
        }
        Measure::Sum(field) => {
            put(map, "of", field.as_str());
            "sum"
        }
        Measure::LastAt => "last_at",
        Measure::FirstAt => "first_at",
    };
    put(map, "measure", measure);
}

fn filter(filter: &Filter) -> Value {
    let mut map = Map::new();
    match &filter.field {
        Field::Property(name) => put(&mut map, "property", name.as_str()),
        field => put(&mut map, "field", field.as_str()),
    }
    tested(&mut map, filter.field.kind(), &filter.test, filter.unknown);
    Value::Object(map)
}

fn tested(map: &mut Map<String, Value>, kind: Kind, test: &Test, unknown: Unknown) {
    let (op, value) = match test {
        Test::IsSet => ("is_set", None),
        Test::IsNotSet => ("is_not_set", None),
        Test::Is(flag) => ("=", Some(Value::Bool(*flag))),
        Test::Number(test) => number_test(kind, test),
        Test::Text(test) => text(test),
        Test::List(test) => list(kind, test),
        Test::Date(test) => date(test),
    };
    put(map, "op", op);
    if let Some(value) = value {
        put(map, "value", value);
    }
    if test.is_negative() && unknown == Unknown::Exclude {
        put(map, "unknown", "exclude");
    }
}

type Written = (&'static str, Option<Value>);

fn number_test(kind: Kind, test: &NumberTest) -> Written {
    let (op, value) = match test {
        NumberTest::Equals(n) => ("=", equal(kind, *n)),
        NumberTest::NotEquals(n) => ("!=", equal(kind, *n)),
        NumberTest::MoreThan(n) => (">", number(*n)),
        NumberTest::AtLeast(n) => (">=", number(*n)),
        NumberTest::LessThan(n) => ("<", number(*n)),
        NumberTest::AtMost(n) => ("<=", number(*n)),
        NumberTest::Between(from, to) => ("between", Value::Array(vec![number(*from), number(*to)])),
    };
    (op, Some(value))
}

/// Whole numbers as such where every reader of JSON keeps them, all others as text.
fn number(n: Decimal) -> Value {
    const EXACT: i64 = 1 << 53;
    match n.to_i64() {
        Some(whole) if n.is_integer() && (-EXACT..=EXACT).contains(&whole) => whole.into(),
        _ => n.normalize().to_string().into(),
    }
}

/// A number where a text could be meant as well.
fn equal(kind: Kind, n: Decimal) -> Value {
    match number(n) {
        text @ Value::String(_) if kind == Kind::Any => object([("number", text)]),
        plain => plain,
    }
}

fn text(test: &TextTest) -> Written {
    let (op, value): (_, Value) = match test {
        TextTest::Equals(text) => ("=", text.as_str().into()),
        TextTest::NotEquals(text) => ("!=", text.as_str().into()),
        TextTest::Contains(text) => ("contains", text.as_str().into()),
        TextTest::NotContains(text) => ("not_contains", text.as_str().into()),
        TextTest::StartsWith(text) => ("starts_with", text.as_str().into()),
        TextTest::NotStartsWith(text) => ("not_starts_with", text.as_str().into()),
        TextTest::EndsWith(text) => ("ends_with", text.as_str().into()),
        TextTest::NotEndsWith(text) => ("not_ends_with", text.as_str().into()),
        TextTest::In(texts) => ("in", texts.as_slice().into()),
        TextTest::NotIn(texts) => ("not_in", texts.as_slice().into()),
    };
    (op, Some(value))
}

fn list(kind: Kind, test: &ListTest) -> Written {
    let any = kind == Kind::Any;
    let (op, value): (_, Value) = match test {
        ListTest::Contains(text) => (if any { "has" } else { "contains" }, text.as_str().into()),
        ListTest::NotContains(text) => (if any { "not_has" } else { "not_contains" }, text.as_str().into()),
        ListTest::ContainsAny(texts) => ("contains_any", texts.as_slice().into()),
        ListTest::ContainsAll(texts) => ("contains_all", texts.as_slice().into()),
        ListTest::NotContainsAny(texts) => ("not_contains_any", texts.as_slice().into()),
        ListTest::NotContainsAll(texts) => ("not_contains_all", texts.as_slice().into()),
        ListTest::Length(compare, n) => {
            ("length", object([("op", compare.sign().into()), ("n", (*n).into())]))
        }
        ListTest::IsEmpty => return ("is_empty", None),
    };
    (op, Some(value))
}

fn date(test: &DateTest) -> Written {
    let (op, value): (_, Value) = match test {
        DateTest::On(day) => ("on", day.to_string().into()),
        DateTest::NotOn(day) => ("not_on", day.to_string().into()),
        DateTest::Before(when) => ("before", when.to_string().into()),
        DateTest::OnOrBefore(when) => ("on_or_before", when.to_string().into()),
        DateTest::After(when) => ("after", when.to_string().into()),
        DateTest::OnOrAfter(when) => ("on_or_after", when.to_string().into()),
        DateTest::Between(from, to) => {
            ("between", Value::Array(vec![from.to_string().into(), to.to_string().into()]))
        }
        DateTest::InLast(span) => ("in_last", self::span(*span)),
        DateTest::NotInLast(span) => ("not_in_last", self::span(*span)),
        DateTest::AtLeastAgo(span) => ("at_least_ago", self::span(*span)),
        DateTest::InNext(span) => ("in_next", self::span(*span)),
        DateTest::BetweenAgo(near, far) => {
            ("between_ago", Value::Array(vec![self::span(*near), self::span(*far)]))
        }
        DateTest::In(span) => return (span.as_str(), None),
        DateTest::InMonth(month) => ("calendar_month", (*month).into()),
        DateTest::AnniversaryToday => return ("anniversary_today", None),
        DateTest::AnniversaryInNext(n) => ("anniversary_in_next", days(*n)),
        DateTest::AnniversaryInLast(n) => ("anniversary_in_last", days(*n)),
    };
    (op, Some(value))
}

fn days(n: u16) -> Value {
    span(Span { n, unit: crate::rule::Unit::Day })
}

fn span(span: Span) -> Value {
    object([("n", span.n.into()), ("unit", span.unit.as_str().into())])
}
