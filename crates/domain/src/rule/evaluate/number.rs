//! Numbers and days: those of traits and properties, and the tests of numbers.

use crate::rule::{NumberTest, facts::Value};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// A number; `None` of anything else.
pub(super) fn of(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Json(json) => of_json(json),
        _ => None,
    }
}

/// A trait or property that is meant to be a number: a JSON number, or a text of at most 18 digits before and 6 after the
/// point. As SQL's `json_number`, except that what no decimal can hold is no number.
pub fn of_json(value: &Json) -> Option<Decimal> {
    match value {
        Json::Number(number) => {
            let text = number.to_string();
            text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&text)).ok()
        }
        Json::String(text) if is_plain(text) => text.parse().ok(),
        _ => None,
    }
}

/// `^-?\d{1,18}(\.\d{1,6})?$`
fn is_plain(text: &str) -> bool {
    let digits =
        |s: &str, most: usize| (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, decimals)) => digits(whole, 18) && digits(decimals, 6),
        None => digits(unsigned, 18),
    }
}

/// A text that is a day such as `1990-05-17`, or begins with one and a `T` or blank. As SQL's `text_day`.
pub fn day(text: &str) -> Option<NaiveDate> {
    let (day, rest) = text.split_at_checked(10)?;
    let shaped =
        day.bytes().enumerate().all(|(n, b)| if matches!(n, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if !shaped || !(rest.is_empty() || rest.starts_with(['T', ' '])) {
        return None;
    }
    let part = |from: usize, to: usize| day.get(from..to)?.parse::<u32>().ok();
    let year = part(0, 4).filter(|year| *year >= 1)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, part(5, 7)?, part(8, 10)?)
}

/// Whether the test holds.
pub fn holds(test: &NumberTest, n: Decimal) -> bool {
    match test {
        NumberTest::Equals(other) => n == *other,
        NumberTest::NotEquals(other) => n != *other,
        NumberTest::MoreThan(other) => n > *other,
        NumberTest::AtLeast(other) => n >= *other,
        NumberTest::LessThan(other) => n < *other,
        NumberTest::AtMost(other) => n <= *other,
        NumberTest::Between(from, to) => (*from..=*to).contains(&n),
    }
}
