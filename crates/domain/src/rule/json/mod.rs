//! Rules as JSON, for programs.
//!
//! A rule is `{"all": [rule, …]}`, `{"any": [rule, …]}`, `{"not": rule}` or a condition. A condition has one of
//! `attribute`, `trait`, `rows`, `segment`, `campaign`, `holdout`, `export`, `bucket`; then `op`, for most of them
//! `value`, and for negative ones `unknown` (`include`, the default, or `exclude`):
//!
//! ```json
//! {"all": [
//!   {"attribute": "total_orders", "op": ">=", "value": 3},
//!   {"attribute": "last_login_at", "op": "not_in_last", "value": {"n": 30, "unit": "day"}},
//!   {"rows": "event", "event": "Product Viewed",
//!    "where": [{"property": "category", "op": "=", "value": "Kitchen"}],
//!    "measure": "count", "op": ">=", "value": 2}
//! ]}
//! ```
//!
//! Decimals are texts (`"1499.50"`); whole numbers may be numbers. Where a trait or property is compared, a JSON text
//! is a text and a JSON number a number; a decimal is then written `{"number": "0.5"}`.

mod condition;
mod read;
#[cfg(feature = "openapi")]
mod schema;
mod test;
#[cfg(test)]
mod tests;
mod value;
mod write;

use super::{Rule, check::RuleError, parse::MAX_BYTES};
use serde_json::Value;

/// Reads a rule. The result is checked and [normal](Rule::normal).
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn from_json(value: &Value) -> Result<Rule, RuleError> {
    let rule = read::rule(value, 1)?;
    // before `normal`, so that places are those of `value`
    rule.check()?;
    let rule = rule.normal();
    // or the text that is shown of it could not be read back
    if rule.to_string().len() > MAX_BYTES {
        return Err(RuleError::tree(
            "",
            format!("must be at most {MAX_BYTES} bytes long when written as text"),
        ));
    }
    Ok(rule)
}

impl Rule {
    /// The rule as JSON.
    pub fn to_json(&self) -> Value {
        write::rule(self)
    }
}

impl serde::Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self.to_json(), serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = <Value as serde::Deserialize>::deserialize(deserializer)?;
        from_json(&value).map_err(|e| {
            let place = if e.path.is_empty() { String::new() } else { format!("{}: ", e.path) };
            serde::de::Error::custom(format!("{place}{e}"))
        })
    }
}
