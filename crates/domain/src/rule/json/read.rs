//! The tree, and what its objects may hold.

use super::condition;
use crate::rule::{
    MAX_DEPTH, Rule,
    check::{RuleError, too_deep},
    nearest::hint,
};
use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

/// A rule at this level of the tree, from 1.
pub(super) fn rule(value: &Value, level: usize) -> Result<Rule, RuleError> {
    let Value::Object(object) = value else {
        return Err(RuleError::tree(
            "",
            "must be an object such as {\"attribute\": \"total_orders\", \"op\": \">=\", \"value\": 3}",
        ));
    };
    let group = ["all", "any", "not"].into_iter().find(|name| object.contains_key(*name));
    let Some(name) = group else { return condition::condition(object).map(Rule::Is) };
    if level > MAX_DEPTH {
        return Err(RuleError::tree("", too_deep()));
    }
    only(object, &[name])?;
    let inner = object.get(name).unwrap_or(&Value::Null);
    let path = format!("/{name}");
    if name == "not" {
        return rule(inner, level + 1).map(|inner| Rule::Not(Box::new(inner))).map_err(|e| e.under(&path));
    }
    let Value::Array(items) = inner else { return Err(RuleError::tree(path, "must be a list of rules")) };
    let mut rules = Vec::new();
    for (n, item) in items.iter().enumerate() {
        rules.push(rule(item, level + 1).map_err(|e| e.under(&format!("{path}/{n}")))?);
    }
    Ok(if name == "all" { Rule::All(rules) } else { Rule::Any(rules) })
}

/// Refuses members that mean nothing here.
pub(super) fn only(object: &Object, known: &[&str]) -> Result<(), RuleError> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(RuleError::tree(
            format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            format!("is not known here{}", hint(key, &mut known.iter().copied())),
        )),
    }
}

/// A member that must be a text.
pub(super) fn text<'a>(object: &'a Object, key: &str) -> Result<&'a str, RuleError> {
    match object.get(key) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(RuleError::tree(format!("/{key}"), "must be a text")),
        None => Err(RuleError::tree("", format!("`{key}` is missing"))),
    }
}

/// A member that must be one of these words, or what can be made of it.
pub(super) fn parsed<T: std::str::FromStr>(object: &Object, key: &str, must: &str) -> Result<T, RuleError> {
    text(object, key)?.parse().map_err(|_| RuleError::tree(format!("/{key}"), must))
}
