//! Lists: sets of texts, compared whole.

use super::text::key;
use crate::rule::{Compare, Kind, ListTest, facts::Value};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What the elements are compared by, without doubles and blanks; `None` of what is no list of texts.
///
/// SQL of a trait or property: `case when jsonb_typeof(v) = 'array' and not jsonb_path_exists(v, 'strict $[*] ? (@.type() !=
/// "string")') then array(select distinct text_key(x) from jsonb_array_elements_text(v) x where text_key(x) is not null)
/// end`
pub(super) fn elements(value: &Value) -> Option<BTreeSet<String>> {
    match value {
        Value::List(texts) => Some(texts.iter().filter_map(|text| key(text)).collect()),
        Value::Json(Json::Array(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
            Some(texts?.into_iter().filter_map(key).collect())
        }
        _ => None,
    }
}

/// Whether the test holds; `None` when it isn't known. An empty list is unknown to all tests but its length, which is 0; an
/// attribute without a value is an empty list, a trait or property without one isn't.
pub(super) fn holds(test: &ListTest, kind: Kind, value: Option<&Value>) -> Option<bool> {
    let found = match value {
        None if matches!(kind, Kind::List) => BTreeSet::new(),
        other => elements(other?)?,
    };
    if let ListTest::Length(compare, wanted) = test {
        return Some(compares(found.len(), *compare, usize::try_from(*wanted).ok()?));
    }
    if found.is_empty() {
        return None;
    }
    let has = |text: &String| key(text).is_some_and(|wanted| found.contains(&wanted));
    Some(match test {
        ListTest::Contains(text) => has(text),
        ListTest::NotContains(text) => !has(text),
        ListTest::ContainsAny(texts) => texts.iter().any(has),
        ListTest::ContainsAll(texts) => texts.iter().all(has),
        ListTest::NotContainsAny(texts) => !texts.iter().any(has),
        ListTest::NotContainsAll(texts) => !texts.iter().all(has),
        // the length was told above, and this one's list isn't empty
        ListTest::Length(..) | ListTest::IsEmpty => false,
    })
}

const fn compares(n: usize, compare: Compare, wanted: usize) -> bool {
    match compare {
        Compare::Equal => n == wanted,
        Compare::Less => n < wanted,
        Compare::AtMost => n <= wanted,
        Compare::More => n > wanted,
        Compare::AtLeast => n >= wanted,
    }
}
