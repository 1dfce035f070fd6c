//! What tests compare with.

use crate::rule::{Compare, ListTest, Span, Unit, When, check::RuleError, parse::lexer};
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use serde_json::Value;

type Read<T> = Result<T, RuleError>;

pub(super) fn wrong(message: &str) -> RuleError {
    RuleError::tree("/value", message)
}

pub(super) fn pair(value: &Value) -> Read<(&Value, &Value)> {
    match value.as_array().map(Vec::as_slice) {
        Some([from, to]) => Ok((from, to)),
        _ => Err(wrong("must be a list of two")),
    }
}

pub(super) fn at(value: &Value) -> Read<Decimal> {
    number(value, "/value")
}

/// A number as a JSON number, as a text, or as `{"number": text}`.
pub(super) fn number(value: &Value, path: &str) -> Read<Decimal> {
    let plain = match value {
        Value::Object(object) if object.len() == 1 => object.get("number").unwrap_or(value),
        value => value,
    };
    let read = match plain {
        Value::Number(n) => lexer::number(&n.to_string()),
        Value::String(n) => lexer::number(n.trim()),
        _ => None,
    };
    read.ok_or_else(|| RuleError::tree(path, "must be a number, decimals as a text such as \"1499.50\""))
}

pub(super) fn text(value: &Value) -> Read<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| wrong("must be a text"))
}

pub(super) fn texts(value: &Value) -> Read<Vec<String>> {
    let Value::Array(items) = value else { return Err(wrong("must be a list of texts")) };
    let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    texts.ok_or_else(|| wrong("must be a list of texts"))
}

pub(super) fn length(value: &Value) -> Read<ListTest> {
    let must = || wrong("must be an object such as {\"op\": \">=\", \"n\": 2}");
    let Value::Object(object) = value else { return Err(must()) };
    let n = object.get("n").and_then(whole).and_then(|n| u32::try_from(n).ok());
    let compare = match object.get("op").and_then(Value::as_str) {
        Some("=") => Compare::Equal,
        Some("<") => Compare::Less,
        Some("<=") => Compare::AtMost,
        Some(">") => Compare::More,
        Some(">=") => Compare::AtLeast,
        _ => return Err(must()),
    };
    match n {
        Some(n) if object.len() == 2 => Ok(ListTest::Length(compare, n)),
        _ => Err(must()),
    }
}

pub(super) fn whole(value: &Value) -> Option<u64> {
    value.as_u64()
}

pub(super) fn day(value: &Value) -> Read<NaiveDate> {
    match when(value) {
        Ok(When::Day(day)) => Ok(day),
        _ => Err(wrong("must be a day such as \"2026-11-01\"")),
    }
}

pub(super) fn when(value: &Value) -> Read<When> {
    let text = value.as_str().unwrap_or_default();
    if text.len() == 10
        && let Ok(day) = text.parse::<NaiveDate>()
    {
        return Ok(When::Day(day));
    }
    DateTime::parse_from_rfc3339(text).map(|at| When::Instant(at.to_utc())).map_err(|_| {
        wrong("must be a day such as \"2026-11-01\" or an instant such as \"2026-11-01T00:00:00Z\"")
    })
}

pub(super) fn span(value: &Value, path: &str) -> Read<Span> {
    let object = value.as_object().filter(|object| object.len() == 2);
    let n = object.and_then(|object| object.get("n")).and_then(whole).and_then(|n| u16::try_from(n).ok());
    let unit: Option<Unit> = object
        .and_then(|object| object.get("unit"))
        .and_then(Value::as_str)
        .and_then(|unit| unit.parse().ok());
    match (n, unit) {
        (Some(n), Some(unit)) => Ok(Span { n, unit }),
        _ => Err(RuleError::tree(
            path,
            "must be an object such as {\"n\": 30, \"unit\": \"day\"}; units are hour, day, week, month, year",
        )),
    }
}

/// Days alone: of anniversaries.
pub(super) fn days(value: &Value) -> Read<u16> {
    match span(value, "/value") {
        Ok(Span { n, unit: Unit::Day }) => Ok(n),
        _ => Err(wrong("must be an object such as {\"n\": 30, \"unit\": \"day\"}")),
    }
}
