//! Rules: which people belong to a segment.
//!
//! A [`Rule`] is a typed tree. It has two written forms that say the same: JSON for programs ([`json`]) and one line
//! of text for people ([`mod@parse`], whose docs have the grammar, and [`Rule`]'s `Display`). What it means is told by
//! [`evaluate`], which the compiler to SQL in `patron-db` must agree with.
//!
//! To add an attribute: [`attribute`], a column in `patron-db`'s compiler, a fact in [`facts`].

#[cfg(any(test, feature = "arbitrary"))]
pub mod arbitrary;
pub mod attribute;
pub mod audience;
pub mod check;
pub mod condition;
pub mod date;
pub mod evaluate;
pub mod explain;
pub mod facts;
pub mod json;
mod nearest;
pub mod parse;
mod print;
#[cfg(test)]
mod properties;
pub mod resolve;
pub mod rows;
mod subjects;
pub mod templates;
pub mod test;
mod values;

pub use attribute::{Attribute, Kind};
pub use audience::marketing;
pub use check::RuleError;
pub use condition::{Condition, SegmentKey, Subject, Unknown};
pub use date::{Calendar, DateTest, Span, Unit, When};
pub use evaluate::{Outcome, outcome, place};
pub use explain::{Explained, ExplainedKind};
pub use facts::{Facts, Row, Value, derived::EU_EEA};
pub use json::from_json;
pub use parse::parse;
pub use resolve::Dates;
pub use rows::{Field, Filter, Measure, Relation, Rows};
pub use subjects::operators;
pub use templates::{TEMPLATES, Template};
pub use test::{Compare, ListTest, NumberTest, Test, TextTest};

/// How deep groups may nest.
pub const MAX_DEPTH: usize = 5;

/// How many conditions a rule may have, filters on rows among them.
pub const MAX_CONDITIONS: usize = 100;

/// A rule. Each condition is true or false of a person (see [`Unknown`] for what isn't known), and so is the whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// All of these hold; of none: everybody.
    All(Vec<Rule>),
    /// Any of these holds; never empty in a checked rule.
    Any(Vec<Rule>),
    /// Everybody whom this does not match: the complement of its matched set.
    Not(Box<Rule>),
    /// One condition.
    Is(Condition),
}

impl Rule {
    /// The rule that everybody matches; its text is `everyone`.
    pub const EVERYONE: Self = Self::All(Vec::new());

    /// Groups of one are what is in them, and two negations are none: the form that text gives back as it was.
    #[must_use]
    pub fn normal(self) -> Self {
        match self {
            Self::All(rules) => Self::group(rules, Self::All),
            Self::Any(rules) => Self::group(rules, Self::Any),
            Self::Not(rule) => match rule.normal() {
                Self::Not(inner) => *inner,
                other => Self::Not(Box::new(other)),
            },
            Self::Is(condition) => Self::Is(condition.normal()),
        }
    }

    fn group(rules: Vec<Self>, make: impl Fn(Vec<Self>) -> Self) -> Self {
        let mut rules: Vec<Self> = rules.into_iter().map(Self::normal).collect();
        match rules.pop() {
            Some(only) if rules.is_empty() => only,
            Some(last) => {
                rules.push(last);
                make(rules)
            }
            None => make(rules),
        }
    }

    /// Its conditions, from left to right.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            Self::All(rules) | Self::Any(rules) => rules.iter().flat_map(Self::conditions).collect(),
            Self::Not(rule) => rule.conditions(),
            Self::Is(condition) => vec![condition],
        }
    }

    /// How deep its groups nest; a single condition is 0.
    pub fn depth(&self) -> usize {
        match self {
            Self::All(rules) | Self::Any(rules) => 1 + rules.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(rule) => 1 + rule.depth(),
            Self::Is(_) => 0,
        }
    }

    /// The segments it refers to.
    pub fn segments(&self) -> Vec<&SegmentKey> {
        let mut out = Vec::new();
        for condition in self.conditions() {
            if let Subject::Segment(key) = &condition.subject {
                out.push(key);
            }
        }
        out
    }
}
