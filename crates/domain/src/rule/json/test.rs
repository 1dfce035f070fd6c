//! Tests: `op` and `value`.

use super::value::{at, day, days, length, number, pair, span, text, texts, when, whole, wrong};
use crate::rule::{
    Calendar, DateTest, Kind, ListTest, NumberTest, Test, TextTest, check::RuleError, nearest::hint,
};
use serde_json::Value;

type Read<T> = Result<T, RuleError>;

/// Every `op`, but for the spans of the calendar.
const OPS: &[&str] = &[
    "is_set",
    "is_not_set",
    "=",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "between",
    "equals",
    "not_equals",
    "contains",
    "not_contains",
    "starts_with",
    "not_starts_with",
    "ends_with",
    "not_ends_with",
    "in",
    "not_in",
    "has",
    "not_has",
    "contains_any",
    "contains_all",
    "not_contains_any",
    "not_contains_all",
    "length",
    "is_empty",
    "on",
    "not_on",
    "before",
    "on_or_before",
    "after",
    "on_or_after",
    "in_last",
    "not_in_last",
    "at_least_ago",
    "in_next",
    "between_ago",
    "calendar_month",
    "anniversary_today",
    "anniversary_in_next",
    "anniversary_in_last",
];

/// The test that `op` and `value` mean for values of this kind. Whether it fits is checked later.
pub(super) fn read(kind: Kind, op: &str, value: Option<&Value>) -> Read<Test> {
    if let Ok(span) = op.parse::<Calendar>() {
        return none(value, Test::Date(DateTest::In(span)));
    }
    match op {
        "is_set" => return none(value, Test::IsSet),
        "is_not_set" => return none(value, Test::IsNotSet),
        "is_empty" => return none(value, Test::List(ListTest::IsEmpty)),
        "anniversary_today" => return none(value, Test::Date(DateTest::AnniversaryToday)),
        _ if !OPS.contains(&op) => {
            let said =
                hint(op, &mut OPS.iter().copied().chain(Calendar::ALL.iter().map(|span| span.as_str())));
            return Err(RuleError::tree("/op", format!("is no test{said}")));
        }
        _ => {}
    }
    let Some(value) = value else { return Err(RuleError::tree("", "`value` is missing")) };
    match op {
        "=" | "equals" => equality(kind, value, false),
        "!=" | "not_equals" => equality(kind, value, true),
        ">" => at(value).map(NumberTest::MoreThan).map(Test::Number),
        ">=" => at(value).map(NumberTest::AtLeast).map(Test::Number),
        "<" => at(value).map(NumberTest::LessThan).map(Test::Number),
        "<=" => at(value).map(NumberTest::AtMost).map(Test::Number),
        "between" => between(kind, value),
        "contains" if kind != Kind::List => text(value).map(TextTest::Contains).map(Test::Text),
        "not_contains" if kind != Kind::List => text(value).map(TextTest::NotContains).map(Test::Text),
        "starts_with" => text(value).map(TextTest::StartsWith).map(Test::Text),
        "not_starts_with" => text(value).map(TextTest::NotStartsWith).map(Test::Text),
        "ends_with" => text(value).map(TextTest::EndsWith).map(Test::Text),
        "not_ends_with" => text(value).map(TextTest::NotEndsWith).map(Test::Text),
        "in" => texts(value).map(TextTest::In).map(Test::Text),
        "not_in" => texts(value).map(TextTest::NotIn).map(Test::Text),
        "has" | "contains" => text(value).map(ListTest::Contains).map(Test::List),
        "not_has" | "not_contains" => text(value).map(ListTest::NotContains).map(Test::List),
        "contains_any" => texts(value).map(ListTest::ContainsAny).map(Test::List),
        "contains_all" => texts(value).map(ListTest::ContainsAll).map(Test::List),
        "not_contains_any" => texts(value).map(ListTest::NotContainsAny).map(Test::List),
        "not_contains_all" => texts(value).map(ListTest::NotContainsAll).map(Test::List),
        "length" => length(value).map(Test::List),
        _ => date(op, value).map(Test::Date),
    }
}

fn date(op: &str, value: &Value) -> Read<DateTest> {
    match op {
        "on" => day(value).map(DateTest::On),
        "not_on" => day(value).map(DateTest::NotOn),
        "before" => when(value).map(DateTest::Before),
        "on_or_before" => when(value).map(DateTest::OnOrBefore),
        "after" => when(value).map(DateTest::After),
        "on_or_after" => when(value).map(DateTest::OnOrAfter),
        "in_last" => span(value, "/value").map(DateTest::InLast),
        "not_in_last" => span(value, "/value").map(DateTest::NotInLast),
        "at_least_ago" => span(value, "/value").map(DateTest::AtLeastAgo),
        "in_next" => span(value, "/value").map(DateTest::InNext),
        "between_ago" => {
            let (near, far) = pair(value)?;
            Ok(DateTest::BetweenAgo(span(near, "/value/0")?, span(far, "/value/1")?))
        }
        "calendar_month" => match whole(value).and_then(|n| u8::try_from(n).ok()) {
            Some(month) => Ok(DateTest::InMonth(month)),
            None => Err(wrong("must be a month from 1 to 12")),
        },
        "anniversary_in_next" => days(value).map(DateTest::AnniversaryInNext),
        _ => days(value).map(DateTest::AnniversaryInLast),
    }
}

fn none(value: Option<&Value>, test: Test) -> Read<Test> {
    match value {
        None | Some(Value::Null) => Ok(test),
        Some(_) => Err(wrong("this test has no value")),
    }
}

fn equality(kind: Kind, value: &Value, negative: bool) -> Read<Test> {
    match (kind, value) {
        (Kind::Flag | Kind::Any, Value::Bool(_)) if negative => {
            Err(RuleError::tree("/op", "write `=` and the other one of true and false"))
        }
        (Kind::Flag | Kind::Any, Value::Bool(flag)) => Ok(Test::Is(*flag)),
        (Kind::Flag, _) => Err(wrong("must be true or false")),
        (Kind::Count | Kind::Number | Kind::Money, _) | (Kind::Any, Value::Number(_) | Value::Object(_)) => {
            let n = at(value)?;
            Ok(Test::Number(if negative { NumberTest::NotEquals(n) } else { NumberTest::Equals(n) }))
        }
        _ => {
            let text = text(value)?;
            Ok(Test::Text(if negative { TextTest::NotEquals(text) } else { TextTest::Equals(text) }))
        }
    }
}

fn between(kind: Kind, value: &Value) -> Read<Test> {
    let (from, to) = pair(value)?;
    let dates = matches!((when(from), when(to)), (Ok(_), Ok(_)));
    if kind == Kind::Date || (kind == Kind::Any && dates) {
        return Ok(Test::Date(DateTest::Between(when(from)?, when(to)?)));
    }
    Ok(Test::Number(NumberTest::Between(number(from, "/value/0")?, number(to, "/value/1")?)))
}
