//! Whether a rule can be asked: tests fit what they test, words are known, sizes have bounds.

use super::{Condition, MAX_CONDITIONS, MAX_DEPTH, Rule, Subject, Test, subjects, values};

/// Why a rule was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// Where in a tree, as a JSON pointer; empty for text, and for the whole.
    pub path: String,
    /// Which character of a text, from 1.
    pub at: Option<usize>,
    /// What is wrong, and what was perhaps meant.
    pub message: String,
}

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Some(at) => write!(f, "at character {at}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for RuleError {}

impl RuleError {
    /// At this place of a tree.
    pub(super) fn tree(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), at: None, message: message.into() }
    }

    /// The same further down.
    #[must_use]
    pub(super) fn under(mut self, path: &str) -> Self {
        self.path.insert_str(0, path);
        self
    }
}

impl Rule {
    /// Checks everything that the types don't.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place in the JSON form.
    pub fn check(&self) -> Result<(), RuleError> {
        walk(self, 1, &mut 0)
    }
}

fn walk(rule: &Rule, level: usize, conditions: &mut usize) -> Result<(), RuleError> {
    if level > MAX_DEPTH && !matches!(rule, Rule::Is(_)) {
        return Err(RuleError::tree("", too_deep()));
    }
    let (name, rules) = match rule {
        Rule::Is(condition) => {
            count(conditions, condition.weight())?;
            return condition.check();
        }
        Rule::Not(inner) => {
            return walk(inner, level + 1, conditions).map_err(|e| e.under("/not"));
        }
        Rule::Any(rules) if rules.is_empty() => {
            return Err(RuleError::tree("/any", "must have at least one rule"));
        }
        Rule::All(rules) => ("all", rules),
        Rule::Any(rules) => ("any", rules),
    };
    if rules.is_empty() {
        // everybody: no condition, but work all the same when there are thousands of it
        count(conditions, 1)?;
    }
    for (n, rule) in rules.iter().enumerate() {
        walk(rule, level + 1, conditions).map_err(|e| e.under(&format!("/{name}/{n}")))?;
    }
    Ok(())
}

fn count(conditions: &mut usize, more: usize) -> Result<(), RuleError> {
    *conditions += more;
    if *conditions > MAX_CONDITIONS { Err(RuleError::tree("", too_many())) } else { Ok(()) }
}

pub(super) fn too_deep() -> String {
    format!("groups may nest at most {MAX_DEPTH} deep")
}

pub(super) fn too_many() -> String {
    format!("a rule may have at most {MAX_CONDITIONS} conditions, filters of rows among them")
}

impl Condition {
    /// How many conditions it counts as.
    pub(super) fn weight(&self) -> usize {
        match &self.subject {
            Subject::Rows(rows) => 1 + rows.filters.len(),
            _ => 1,
        }
    }

    fn check(&self) -> Result<(), RuleError> {
        subjects::check(&self.subject)?;
        if self.subject.is_membership() && !matches!(self.test, Test::Is(_)) {
            return Err(RuleError::tree("/op", "takes `= true` or `= false` only"));
        }
        values::test(self.subject.kind(), &self.test, self.unknown)
    }
}
