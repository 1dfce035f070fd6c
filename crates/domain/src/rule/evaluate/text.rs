//! Texts: what they are compared by, and the tests of them.

use crate::rule::{Kind, TextTest, facts::Value};
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization as _;

/// What is trimmed off a text before it is compared, and what ends a word of a name: the blanks that SQL's `text_key` trims.
pub const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// What a text is compared by: trimmed, in NFC, in lower case; `None` when nothing is left. As SQL's `text_key`.
pub fn key(text: &str) -> Option<String> {
    let trimmed = text.trim_matches(BLANKS);
    (!trimmed.is_empty()).then(|| trimmed.nfc().map(lower_char).collect())
}

/// In lower case, character by character as the database does it: a final sigma is like any other, and the length in
/// characters stays.
pub fn lower(text: &str) -> String {
    text.chars().map(lower_char).collect()
}

fn lower_char(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The text of a trait or property: a text, or a number or flag as written.
///
/// SQL: `case when jsonb_typeof(v) in ('string', 'number', 'boolean') then v #>> '{}' end`
pub fn of_json(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// What a sealed text is compared by: a phone number's plus and digits, however it is written.
///
/// SQL compares `mobile_index` with the blind index of the number in the rule, made as when a phone is saved.
fn sealed(text: &str) -> Option<String> {
    let digits = crate::phone::digits(text);
    let plus = if text.trim_matches(BLANKS).starts_with('+') { "+" } else { "" };
    (!digits.is_empty()).then(|| format!("{plus}{digits}"))
}

/// Whether the test holds; `None` when the value isn't known or is no text.
pub(super) fn holds(test: &TextTest, kind: Kind, value: Option<&Value>) -> Option<bool> {
    let compared_by = if matches!(kind, Kind::Sealed) { sealed } else { key };
    let found = match value? {
        Value::Text(text) => compared_by(text)?,
        Value::Json(json) => compared_by(&of_json(json)?)?,
        _ => return None,
    };
    // a checked rule has no empty texts; one that slipped in equals nothing
    let is = |text: &String| compared_by(text).is_some_and(|wanted| found == wanted);
    let part =
        |text: &String, of: fn(&str, &str) -> bool| compared_by(text).is_some_and(|part| of(&found, &part));
    let contains: fn(&str, &str) -> bool = |found, part| found.contains(part);
    let starts: fn(&str, &str) -> bool = |found, part| found.starts_with(part);
    let ends: fn(&str, &str) -> bool = |found, part| found.ends_with(part);
    Some(match test {
        TextTest::Equals(text) => is(text),
        TextTest::NotEquals(text) => !is(text),
        TextTest::Contains(text) => part(text, contains),
        TextTest::NotContains(text) => !part(text, contains),
        TextTest::StartsWith(text) => part(text, starts),
        TextTest::NotStartsWith(text) => !part(text, starts),
        TextTest::EndsWith(text) => part(text, ends),
        TextTest::NotEndsWith(text) => !part(text, ends),
        TextTest::In(texts) => texts.iter().any(is),
        TextTest::NotIn(texts) => !texts.iter().any(is),
    })
}
