//! How the people of a rule are found quickest: which of its conditions tells whom, and what is then asked of them.
//!
//! What belongs here: what can be said of a rule without the database. What does not: SQL (`compile`), which writes down
//! what is decided here and goes by the same functions.

use super::{
    RuleAt,
    compile::{Place, affirmed, passing, place},
};
use chrono::{DateTime, Utc};
use patron_domain::{
    people_set::Moment,
    rule::{
        Attribute, Condition, Field, Filter, Kind, ListTest, Measure, NumberTest, Relation, Rows, Rule,
        Subject, Test, Unknown, evaluate::number, resolve::Dates,
    },
};
use rust_decimal::Decimal;

/// A rule or its complement, as of a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) rule: &'a Rule,
    pub(super) yes: bool,
    pub(super) at: &'a Moment,
}

/// What a rule, or its complement, wants all of; the rule itself when it is no such group.
fn parts_of(rule: &Rule, yes: bool) -> Vec<(&Rule, bool)> {
    match rule {
        Rule::Not(rule) => parts_of(rule, !yes),
        Rule::All(rules) if yes => rules.iter().flat_map(|rule| parts_of(rule, yes)).collect(),
        Rule::Any(rules) if !yes => rules.iter().flat_map(|rule| parts_of(rule, yes)).collect(),
        _ => vec![(rule, yes)],
    }
}

/// Whether a condition of these rules is told by an index of its own, and mostly of few people.
pub(crate) fn soon(rules: &[RuleAt]) -> bool {
    rules.iter().flat_map(Part::of).any(|part| part.rank() == Some(0))
}

impl<'a> Part<'a> {
    /// The parts of a rule.
    pub(super) fn of(RuleAt { rule, at }: &'a RuleAt) -> Vec<Self> {
        Part { rule, yes: true, at }.all()
    }

    /// Its own parts, of all of which it is true.
    pub(super) fn all(self) -> Vec<Self> {
        parts_of(self.rule, self.yes).into_iter().map(|(rule, yes)| Part { rule, yes, ..self }).collect()
    }

    /// When it is a choice: of what.
    pub(super) fn choice(self) -> Option<Vec<Self>> {
        match self.rule {
            Rule::Any(rules) if self.yes => Some(rules),
            Rule::All(rules) if !self.yes => Some(rules),
            _ => None,
        }
        .map(|rules| rules.iter().map(|rule| Part { rule, ..self }).collect())
    }

    /// Whether another table's rows tell whom it is true of; the less, the fewer of them are read.
    pub(super) fn rank(self) -> Option<u8> {
        match self.rule {
            Rule::Not(rule) => Part { rule, yes: !self.yes, ..self }.rank(),
            Rule::Is(condition) => listed_by(condition, self.at, self.yes),
            Rule::All(_) | Rule::Any(_) => match self.choice() {
                // everybody, or nobody
                Some(choices) if choices.is_empty() => None,
                Some(choices) => {
                    choices.into_iter().map(Part::rank).collect::<Option<Vec<u8>>>()?.into_iter().max()
                }
                None => self.all().into_iter().filter_map(Part::rank).min(),
            },
        }
    }

    /// Whether it can be asked of a person of whom nothing but the id is at hand, without looking at the person's row.
    pub(super) fn beside(self) -> bool {
        self.rule.conditions().into_iter().all(|c| match c.subject {
            Subject::Attribute(attribute) => match place(attribute) {
                Place::Here(_) => match (attribute, &c.test) {
                    (Attribute::Status, Test::Text(_)) | (Attribute::EmailVerified, Test::Is(_)) => true,
                    (Attribute::LastLoginAt, Test::Date(test)) => {
                        matches!(test.resolve(self.at), Dates::Within { from: Some(_), .. })
                    }
                    _ => false,
                },
                Place::Group => plain_group(c),
                _ => true,
            },
            _ => true,
        })
    }

    /// The attributes of the relation itself that it asks; `spared`: where the last order's time spares a look at orders.
    pub(super) fn here(self, spared: bool) -> Vec<Attribute> {
        let asked = self.rule.conditions().into_iter().filter_map(|c| match &c.subject {
            Subject::Attribute(attribute) => {
                matches!(place(*attribute), Place::Here(_) | Place::Group).then_some(*attribute)
            }
            Subject::Rows(rows) if spared => ordered_within(rows, c, self.at).map(|_| Attribute::LastOrderAt),
            _ => None,
        });
        asked.collect()
    }

    /// Whether people's rows are taken together to tell it.
    pub(super) fn grouped(self) -> bool {
        self.rule.conditions().into_iter().any(|c| match &c.subject {
            Subject::Rows(rows) => match (&rows.measure, &c.test) {
                (Measure::Count, Test::Number(test)) => any_or_none(test).is_none(),
                (_, test) => !matches!(test, Test::IsSet | Test::IsNotSet),
            },
            Subject::Attribute(attribute) => {
                matches!(place(*attribute), Place::Measured(..) | Place::Latest(..))
            }
            _ => false,
        })
    }

    /// Whether it asks scores, which stay for a while when their profile goes into another.
    pub(super) fn of_scores(self) -> bool {
        let scores = [Attribute::RfmGroup, Attribute::RfmRecency, Attribute::RfmValue];
        let mut subjects = self.rule.conditions().into_iter().map(|c| &c.subject);
        subjects.any(|subject| matches!(subject, Subject::Attribute(of) if scores.contains(of)))
    }

    /// Whether it asks events, which nothing ties to profiles.
    pub(super) fn of_events(self) -> bool {
        self.rule.conditions().iter().any(|c| match &c.subject {
            Subject::Rows(rows) => matches!(rows.relation, Relation::Event(_)),
            Subject::Attribute(attribute) => *attribute == Attribute::LastActivityAt,
            _ => false,
        })
    }
}

/// Whether a condition, or its complement, comes out as one `exists` over another table's rows, and which of several
/// such to begin with: the least.
pub(super) fn listed_by(c: &Condition, at: &Moment, yes: bool) -> Option<u8> {
    let measured = |counted: bool| match &c.test {
        Test::Number(test) => {
            (yes != number::holds(test, Decimal::ZERO)).then_some(if counted { 4 } else { 5 })
        }
        _ => None,
    };
    match &c.subject {
        Subject::Attribute(attribute) => match place(*attribute) {
            Place::Here(_) => None,
            Place::Side(..) => {
                sided_as(c, yes).1.then_some(if *attribute == Attribute::Birthday { 0 } else { 1 })
            }
            Place::Measured(..) => measured(false),
            Place::Latest(..) => extreme_as(c, at, yes).then_some(6),
            Place::Listed(..) => match &c.test {
                Test::IsSet => yes.then_some(3),
                Test::IsNotSet => (!yes).then_some(3),
                Test::List(ListTest::Contains(_) | ListTest::ContainsAny(_)) => yes.then_some(1),
                _ => None,
            },
            Place::Group => (plain_group(c) && yes != c.test.is_negative()).then_some(1),
        },
        Subject::Trait(_) => sided_as(c, yes).1.then_some(3),
        Subject::Rows(rows) => {
            let found = match rows.measure {
                Measure::Count | Measure::Sum(_) => measured(true).is_some(),
                Measure::LastAt | Measure::FirstAt => extreme_as(c, at, yes),
            };
            let dated = rows.filters.iter().any(|filter| filter.field == Field::Date);
            found.then_some(match rows.relation {
                Relation::Event(_) | Relation::FailedLogins => 0,
                Relation::Orders | Relation::Products if dated => 2,
                Relation::Orders | Relation::Products => 4,
                Relation::Logins => 5,
            })
        }
        _ => None,
    }
}

/// The test of another table's row that a condition comes to, and whether there is to be one that passes it.
pub(super) fn sided_as(c: &Condition, yes: bool) -> (Test, bool) {
    match &c.test {
        Test::IsNotSet | Test::List(ListTest::IsEmpty) => (Test::IsSet, !yes),
        test if test.is_negative() && c.unknown == Unknown::Include => (affirmed(test), !yes),
        test => (test.clone(), yes),
    }
}

/// Whether there is to be a group of rows that passes, for a test of the first or the latest of them.
pub(super) fn extreme_as(c: &Condition, at: &Moment, yes: bool) -> bool {
    match &c.test {
        Test::IsSet => yes,
        Test::IsNotSet => !yes,
        Test::Date(test) => {
            yes != (matches!(test.resolve(at), Dates::Outside { .. }) && c.unknown == Unknown::Include)
        }
        _ => false,
    }
}

/// Whether a test of the RFM group is told by the scores alone.
pub(super) fn plain_group(c: &Condition) -> bool {
    let Kind::Word(words) = Attribute::RfmGroup.kind() else { return false };
    let Test::Text(test) = &c.test else { return false };
    let unknown = c.test.is_negative() && c.unknown == Unknown::Exclude;
    !unknown && !passing(words, test).contains(&"PROSPECTS")
}

/// The span of a condition that asks nothing but whether there are orders within it, and whether there are to be some;
/// of one that isn't over: after one that is, most people have ordered again, and the time of the last order tells little.
pub(super) fn ordered_within(
    rows: &Rows,
    c: &Condition,
    at: &Moment,
) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>, bool)> {
    let ([Filter { field: Field::Date, test: Test::Date(dates), .. }], Relation::Orders, Measure::Count) =
        (rows.filters.as_slice(), &rows.relation, &rows.measure)
    else {
        return None;
    };
    let Test::Number(test) = &c.test else { return None };
    let some = any_or_none(test)?;
    match dates.resolve(at) {
        Dates::Within { from: Some(from), until } if until.is_none_or(|until| until > at.now) => {
            Some((from, until, some))
        }
        _ => None,
    }
}

/// Whether a test of a count passes exactly when it is not 0, or exactly when it is.
pub(super) fn any_or_none(test: &NumberTest) -> Option<bool> {
    let (zero, one) = (Decimal::ZERO, Decimal::ONE);
    match test {
        NumberTest::Equals(x) | NumberTest::AtMost(x) if *x == zero => Some(false),
        NumberTest::LessThan(x) if *x > zero && *x <= one => Some(false),
        NumberTest::MoreThan(x) | NumberTest::NotEquals(x) if *x == zero => Some(true),
        NumberTest::AtLeast(x) if *x > zero && *x <= one => Some(true),
        _ => None,
    }
}

#[cfg(test)]
#[path = "found_tests.rs"]
mod tests;
