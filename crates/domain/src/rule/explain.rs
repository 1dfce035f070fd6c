//! Why somebody matches a rule, or doesn't: the rule again, each part with what came of it.

use super::{
    Condition, Rule,
    evaluate::{self, Outcome, text},
    facts::{Facts, Value},
};
use crate::people_set::Moment;
use chrono::SecondsFormat;
use serde_json::Value as Json;

/// A part of a rule and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What it is.
    pub kind: ExplainedKind,
    /// The part in one line.
    pub text: String,
    /// Whether it holds of the person.
    pub matches: bool,
    /// A condition's own answer, before the unknown are included or left out.
    pub outcome: Option<Outcome>,
    /// A condition's value in words; absent when it isn't known.
    pub value: Option<String>,
    /// The parts of a group.
    pub rules: Vec<Explained>,
}

/// Kinds of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplainedKind {
    /// All of its parts must hold.
    All,
    /// One of its parts must hold.
    Any,
    /// Its part must not hold.
    Not,
    /// A condition.
    Condition,
}

impl Rule {
    /// What came of each part of it for a person as of a moment; `matches` is what [`Rule::matches`] says.
    pub fn explain(&self, facts: &Facts, at: &Moment) -> Explained {
        let parts = |rules: &[Self]| rules.iter().map(|rule| rule.explain(facts, at)).collect::<Vec<_>>();
        let (kind, rules) = match self {
            Self::All(rules) => (ExplainedKind::All, parts(rules)),
            Self::Any(rules) => (ExplainedKind::Any, parts(rules)),
            Self::Not(rule) => (ExplainedKind::Not, vec![rule.explain(facts, at)]),
            Self::Is(condition) => return of_condition(condition, facts, at),
        };
        let mut holds = rules.iter().map(|part| part.matches);
        let matches = match kind {
            ExplainedKind::Any => holds.any(|part| part),
            ExplainedKind::Not => !holds.all(|part| part),
            ExplainedKind::All | ExplainedKind::Condition => holds.all(|part| part),
        };
        Explained { kind, text: self.to_string(), matches, outcome: None, value: None, rules }
    }
}

fn of_condition(condition: &Condition, facts: &Facts, at: &Moment) -> Explained {
    let outcome = evaluate::outcome(condition, facts, at);
    let value = evaluate::value(&condition.subject, facts, at).filter(|value| evaluate::is_set(Some(value)));
    Explained {
        kind: ExplainedKind::Condition,
        text: condition.to_string(),
        matches: outcome.matches(condition.unknown),
        outcome: Some(outcome),
        value: value.map(|value| words(&value, at)),
        rules: Vec::new(),
    }
}

/// Numbers plain, instants with the store's offset, lists with commas between.
fn words(value: &Value, at: &Moment) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.normalize().to_string(),
        Value::Text(text) => text.trim_matches(text::BLANKS).to_owned(),
        Value::Instant(instant) => {
            instant.with_timezone(&at.zone).to_rfc3339_opts(SecondsFormat::AutoSi, true)
        }
        Value::Day(day) => day.to_string(),
        Value::List(texts) => texts.join(", "),
        Value::Json(Json::Array(items)) => items.iter().map(json_words).collect::<Vec<_>>().join(", "),
        Value::Json(json) => json_words(json),
    }
}

fn json_words(json: &Json) -> String {
    text::of_json(json).unwrap_or_else(|| json.to_string())
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
