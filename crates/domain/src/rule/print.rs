//! Rules as text: what [`parse`](super::parse::parse) reads back as the same rule.

use super::{
    Calendar, Compare, Condition, DateTest, Field, Filter, Kind, ListTest, Measure, NumberTest, Relation,
    Rows, Rule, Span, Subject, Test, TextTest, Unknown, When,
};
use chrono::SecondsFormat;
use std::fmt::{Display, Formatter, Result};

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All(rules) if rules.is_empty() => f.write_str("everyone"),
            // no rule says this; a checked one has no such group
            Self::Any(rules) if rules.is_empty() => f.write_str("not everyone"),
            Self::All(rules) => group(f, rules, " and ", |part| !matches!(part, Self::Any(_) | Self::All(_))),
            Self::Any(rules) => group(f, rules, " or ", |part| !matches!(part, Self::Any(_))),
            Self::Not(rule) if matches!(&**rule, Self::All(rules) if rules.is_empty()) => {
                f.write_str("not everyone")
            }
            Self::Not(rule) => write!(f, "not ({rule})"),
            Self::Is(condition) => condition.fmt(f),
        }
    }
}

/// The parts of a group; those that would be read otherwise stand in brackets.
fn group(f: &mut Formatter<'_>, rules: &[Rule], between: &str, bare: fn(&Rule) -> bool) -> Result {
    for (n, rule) in rules.iter().enumerate() {
        if n > 0 {
            f.write_str(between)?;
        }
        let everyone = matches!(rule, Rule::All(rules) if rules.is_empty());
        if bare(rule) || everyone { rule.fmt(f)? } else { write!(f, "({rule})")? }
    }
    Ok(())
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.subject.fmt(f)?;
        if self.subject.is_membership() && self.test == Test::Is(true) {
            return Ok(());
        }
        tested(f, self.subject.kind(), &self.test, self.unknown)
    }
}

impl Display for Subject {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Attribute(attribute) => f.write_str(attribute.as_str()),
            Self::Trait(name) => write!(f, "trait({})", Quoted(name)),
            Self::Rows(rows) => rows.fmt(f),
            Self::Segment(key) => write!(f, "in_segment(\"{key}\")"),
            Self::Campaign(id) => write!(f, "in_campaign(\"{id}\")"),
            Self::Holdout(id) => write!(f, "held_out(\"{id}\")"),
            Self::Export(id) => write!(f, "in_export(\"{id}\")"),
            Self::Bucket { salt, percent } => {
                write!(f, "random_bucket({}, {})", Quoted(salt), percent.normalize())
            }
        }
    }
}

impl Display for Rows {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}(", self.relation.as_str())?;
        let mut comma = "";
        if let Relation::Event(name) = &self.relation {
            Quoted(name).fmt(f)?;
            comma = ", ";
        }
        for filter in &self.filters {
            write!(f, "{comma}{filter}")?;
            comma = ", ";
        }
        match &self.measure {
            Measure::Count => f.write_str(").count"),
            Measure::Sum(field) => write!(f, ").sum({field})"),
            Measure::LastAt => f.write_str(").last_at"),
            Measure::FirstAt => f.write_str(").first_at"),
        }
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.field.fmt(f)?;
        tested(f, self.field.kind(), &self.test, self.unknown)
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Property(name) => write!(f, "property({})", Quoted(name)),
            field => f.write_str(field.as_str()),
        }
    }
}

/// A test with the blank before it, and what it says of the unknown where that isn't plain.
fn tested(f: &mut Formatter<'_>, kind: Kind, test: &Test, unknown: Unknown) -> Result {
    f.write_str(" ")?;
    let written = match test {
        Test::IsSet => f.write_str("is set"),
        Test::IsNotSet => f.write_str("is not set"),
        Test::Is(flag) => write!(f, "= {flag}"),
        Test::Number(test) => number(f, test),
        Test::Text(test) => text(f, test),
        Test::Date(test) => date(f, test),
        Test::List(test) => list(f, kind, test),
    };
    written?;
    if test.is_negative() && unknown == Unknown::Exclude { f.write_str(" excluding unknown") } else { Ok(()) }
}

fn number(f: &mut Formatter<'_>, test: &NumberTest) -> Result {
    let (sign, n) = match test {
        NumberTest::Equals(n) => ("=", n),
        NumberTest::NotEquals(n) => ("!=", n),
        NumberTest::MoreThan(n) => (">", n),
        NumberTest::AtLeast(n) => (">=", n),
        NumberTest::LessThan(n) => ("<", n),
        NumberTest::AtMost(n) => ("<=", n),
        NumberTest::Between(from, to) => {
            return write!(f, "between {} and {}", from.normalize(), to.normalize());
        }
    };
    write!(f, "{sign} {}", n.normalize())
}

fn text(f: &mut Formatter<'_>, test: &TextTest) -> Result {
    let (words, text) = match test {
        TextTest::Equals(text) => ("=", text),
        TextTest::NotEquals(text) => ("!=", text),
        TextTest::Contains(text) => ("contains", text),
        TextTest::NotContains(text) => ("not contains", text),
        TextTest::StartsWith(text) => ("starts with", text),
        TextTest::NotStartsWith(text) => ("not starts with", text),
        TextTest::EndsWith(text) => ("ends with", text),
        TextTest::NotEndsWith(text) => ("not ends with", text),
        TextTest::In(texts) => return several(f, "in", texts),
        TextTest::NotIn(texts) => return several(f, "not in", texts),
    };
    write!(f, "{words} {}", Quoted(text))
}

fn several(f: &mut Formatter<'_>, words: &str, texts: &[String]) -> Result {
    write!(f, "{words} (")?;
    for (n, text) in texts.iter().enumerate() {
        write!(f, "{}{}", if n > 0 { ", " } else { "" }, Quoted(text))?;
    }
    f.write_str(")")
}

fn list(f: &mut Formatter<'_>, kind: Kind, test: &ListTest) -> Result {
    // where a text could be meant as well, elements have a word of their own
    let contains = if kind == Kind::Any { "has" } else { "contains" };
    match test {
        ListTest::Contains(text) => write!(f, "{contains} {}", Quoted(text)),
        ListTest::NotContains(text) => write!(f, "not {contains} {}", Quoted(text)),
        ListTest::ContainsAny(texts) => several(f, "contains any", texts),
        ListTest::ContainsAll(texts) => several(f, "contains all", texts),
        ListTest::NotContainsAny(texts) => several(f, "not contains any", texts),
        ListTest::NotContainsAll(texts) => several(f, "not contains all", texts),
        ListTest::Length(compare, n) => write!(f, "length {} {n}", compare.sign()),
        ListTest::IsEmpty => f.write_str("is empty"),
    }
}

impl Compare {
    /// As it is written, in both forms of a rule.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

fn date(f: &mut Formatter<'_>, test: &DateTest) -> Result {
    match test {
        DateTest::On(day) => write!(f, "on {day}"),
        DateTest::NotOn(day) => write!(f, "not on {day}"),
        DateTest::Before(when) => write!(f, "before {when}"),
        DateTest::OnOrBefore(when) => write!(f, "on or before {when}"),
        DateTest::After(when) => write!(f, "after {when}"),
        DateTest::OnOrAfter(when) => write!(f, "on or after {when}"),
        DateTest::Between(from, to) => write!(f, "between {from} and {to}"),
        DateTest::InLast(span) => write!(f, "in last {span}"),
        DateTest::NotInLast(span) => write!(f, "not in last {span}"),
        DateTest::AtLeastAgo(span) => write!(f, "at least {span} ago"),
        DateTest::InNext(span) => write!(f, "in next {span}"),
        DateTest::BetweenAgo(near, far) => write!(f, "between {near} and {far} ago"),
        DateTest::In(day @ (Calendar::Today | Calendar::Yesterday)) => write!(f, "is {day}"),
        DateTest::In(span) => write!(f, "in {}", span.as_str().replace('_', " ")),
        DateTest::InMonth(month) => write!(f, "in month {month}"),
        DateTest::AnniversaryToday => f.write_str("anniversary today"),
        DateTest::AnniversaryInNext(n) => write!(f, "anniversary in next {n} {}", days(*n)),
        DateTest::AnniversaryInLast(n) => write!(f, "anniversary in last {n} {}", days(*n)),
    }
}

const fn days(n: u16) -> &'static str {
    if n == 1 { "day" } else { "days" }
}

impl Display for Span {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} {}{}", self.n, self.unit, if self.n == 1 { "" } else { "s" })
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Instant(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        }
    }
}

/// A text in quotes.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
