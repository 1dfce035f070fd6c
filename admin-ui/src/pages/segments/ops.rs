//! Tests as a builder has them: a word, and what was typed beside it.

use patron_domain::rule::Kind;

/// What a test asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    Number,
    Numbers,
    Text,
    Texts,
    Day,
    When,
    Whens,
    Span,
    Spans,
    Calendar,
    Month,
    Days,
    Length,
}

/// One of the tests to choose from.
#[derive(Debug, PartialEq)]
pub struct Op {
    pub name: &'static str,
    pub label: &'static str,
    /// What it is a test of, where that isn't clear.
    pub of: &'static str,
    pub shape: Shape,
}

const fn op(name: &'static str, label: &'static str, of: &'static str, shape: Shape) -> Op {
    Op { name, label, of, shape }
}

const FLAGS: &[Op] = &[op("yes", "is yes", "", Shape::Nothing), op("no", "is no", "", Shape::Nothing)];
const KNOWN: &[Op] =
    &[op("is_set", "is known", "", Shape::Nothing), op("is_not_set", "is not known", "", Shape::Nothing)];
const NUMBERS: &[Op] = &[
    op(">=", "is at least", "number ", Shape::Number),
    op("<=", "is at most", "number ", Shape::Number),
    op(">", "is more than", "number ", Shape::Number),
    op("<", "is less than", "number ", Shape::Number),
    op("=", "is", "number ", Shape::Number),
    op("!=", "is not", "number ", Shape::Number),
    op("between", "is between", "number ", Shape::Numbers),
];
/// The first four are those of words.
const TEXTS: &[Op] = &[
    op("is", "is", "text ", Shape::Text),
    op("is_not", "is not", "text ", Shape::Text),
    op("in", "is one of", "text ", Shape::Texts),
    op("not_in", "is none of", "text ", Shape::Texts),
    op("contains", "contains", "text ", Shape::Text),
    op("not_contains", "does not contain", "text ", Shape::Text),
    op("starts", "starts with", "text ", Shape::Text),
    op("not_starts", "does not start with", "text ", Shape::Text),
    op("ends", "ends with", "text ", Shape::Text),
    op("not_ends", "does not end with", "text ", Shape::Text),
];
const DATES: &[Op] = &[
    op("in_last", "in the last", "date ", Shape::Span),
    op("not_in_last", "not in the last", "date ", Shape::Span),
    op("at_least_ago", "at least so long ago:", "date ", Shape::Span),
    op("in_next", "in the next", "date ", Shape::Span),
    op("between_ago", "between so long ago:", "date ", Shape::Spans),
    op("calendar", "is", "date ", Shape::Calendar),
    op("on", "is on", "date ", Shape::Day),
    op("not_on", "is not on", "date ", Shape::Day),
    op("before", "is before", "date ", Shape::When),
    op("on_or_before", "is on or before", "date ", Shape::When),
    op("after", "is after", "date ", Shape::When),
    op("on_or_after", "is on or after", "date ", Shape::When),
    op("whens", "is between", "date ", Shape::Whens),
];
const YEARLY: &[Op] = &[
    op("anniversary_next", "comes in the next", "date ", Shape::Days),
    op("anniversary_last", "was in the last", "date ", Shape::Days),
    op("anniversary_today", "is today", "date ", Shape::Nothing),
    op("month", "is in", "date ", Shape::Month),
];
const LISTS: &[Op] = &[
    op("any", "includes any of", "list ", Shape::Texts),
    op("all", "includes all of", "list ", Shape::Texts),
    op("not_any", "includes none of", "list ", Shape::Texts),
    op("not_all", "does not include all of", "list ", Shape::Texts),
    op("has", "includes", "list ", Shape::Text),
    op("has_not", "does not include", "list ", Shape::Text),
    op("length", "has so many:", "list ", Shape::Length),
    op("empty", "is empty", "list ", Shape::Nothing),
];

/// The tests to choose from, for a kind of value; `bare` for what is always known.
pub fn ops(kind: Kind, bare: bool) -> Vec<&'static Op> {
    let parts: &[&[Op]] = match kind {
        Kind::Flag if bare => &[FLAGS],
        Kind::Flag => &[FLAGS, KNOWN],
        Kind::Count | Kind::Number | Kind::Money => &[NUMBERS, KNOWN],
        Kind::Text => &[TEXTS, KNOWN],
        Kind::Word(_) => return TEXTS.iter().take(4).chain(KNOWN).collect(),
        Kind::Sealed => return TEXTS.iter().take(2).chain(KNOWN).collect(),
        Kind::Date => &[DATES, YEARLY, KNOWN],
        Kind::Anniversary => &[YEARLY, KNOWN],
        Kind::List => &[LISTS, KNOWN],
        Kind::Any => &[KNOWN, TEXTS, NUMBERS, FLAGS, DATES, YEARLY, LISTS],
    };
    parts.iter().flat_map(|part| part.iter()).collect()
}

fn found(name: &str) -> Option<&'static Op> {
    [FLAGS, KNOWN, NUMBERS, TEXTS, DATES, YEARLY, LISTS].into_iter().flatten().find(|op| op.name == name)
}

/// A test as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub op: &'static str,
    pub values: Vec<String>,
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

impl Draft {
    fn new(op: &'static str, values: &[&str]) -> Self {
        Self { op, values: owned(values) }
    }

    /// Where a new line begins.
    pub fn first(kind: Kind) -> Self {
        match kind {
            Kind::Flag => Self::new("yes", &[]),
            Kind::Count | Kind::Number => Self::new(">=", &["1"]),
            Kind::Money => Self::new(">=", &["1000"]),
            Kind::Text | Kind::Sealed | Kind::Any => Self::new("is", &[""]),
            Kind::Word(words) => Self::new("is", &[words.first().copied().unwrap_or_default()]),
            Kind::Date => Self::new("in_last", &["30", "day"]),
            Kind::Anniversary => Self::new("anniversary_next", &["30"]),
            Kind::List => Self::new("any", &[]),
        }
    }

    /// What its word asks for.
    pub fn shape(&self) -> Shape {
        found(self.op).map_or(Shape::Nothing, |op| op.shape)
    }

    /// Another word; what was typed stays where it still fits.
    pub fn turn(&mut self, name: &str, kind: Kind) {
        let Some(op) = found(name) else { return };
        let before = self.shape();
        self.op = op.name;
        let word = if let Kind::Word(words) = kind { words.first().copied().unwrap_or_default() } else { "" };
        let first = self.values.first().cloned().unwrap_or_default();
        self.values = match (before, op.shape) {
            (a, b) if a == b => return,
            (Shape::Text, Shape::Texts) if !first.trim().is_empty() => vec![first],
            (Shape::Texts, Shape::Text) if !first.is_empty() => vec![first],
            (Shape::Number, Shape::Numbers) => vec![first.clone(), first],
            (Shape::Numbers, Shape::Number) => vec![first],
            (_, shape) => match shape {
                Shape::Nothing | Shape::Texts => Vec::new(),
                Shape::Number | Shape::Month => owned(&["1"]),
                Shape::Numbers => owned(&["1", "10"]),
                Shape::Text => owned(&[word]),
                Shape::Day | Shape::When => owned(&[""]),
                Shape::Whens => owned(&["", ""]),
                Shape::Span => owned(&["30", "day"]),
                Shape::Spans => owned(&["30", "day", "60", "day"]),
                Shape::Calendar => owned(&["this_month"]),
                Shape::Days => owned(&["30"]),
                Shape::Length => owned(&[">=", "1"]),
            },
        };
    }
}
