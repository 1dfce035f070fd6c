//! Whether a test fits a kind of value, and what it compares with is sensible.

use super::{
    DateTest, Kind, ListTest, NumberTest, Span, Test, TextTest, Unit, Unknown, When, check::RuleError,
    nearest::hint, subjects,
};
use chrono::Datelike as _;
use rust_decimal::Decimal;

/// How many texts a list in a rule may have.
const MAX_LIST: usize = 500;

/// How many characters a text in a rule may have.
const MAX_TEXT: usize = 1000;

/// Whether a test fits values of this kind, and is a sensible one.
pub(super) fn test(kind: Kind, test: &Test, unknown: Unknown) -> Result<(), RuleError> {
    if !fits(kind, test) {
        return Err(RuleError::tree("/op", format!("doesn't fit; {}", subjects::takes(kind))));
    }
    if unknown == Unknown::Include && !test.is_negative() {
        return Err(RuleError::tree("/unknown", ONLY_NEGATIVE));
    }
    match test {
        Test::IsSet | Test::IsNotSet | Test::Is(_) => Ok(()),
        Test::Number(test) => number(test),
        Test::Text(test) => text_test(kind, test),
        Test::List(test) => list(test),
        Test::Date(test) => date(test),
    }
}

/// Said of `unknown` where it has nothing to say.
pub(super) const ONLY_NEGATIVE: &str = "only negative tests (`!=`, `not …`) can include or exclude the unknown; all others are never true of them";

fn fits(kind: Kind, test: &Test) -> bool {
    match (kind, test) {
        (Kind::Any, _) | (_, Test::IsSet | Test::IsNotSet) => true,
        (Kind::Flag, Test::Is(_))
        | (Kind::Count | Kind::Number | Kind::Money, Test::Number(_))
        | (Kind::Text, Test::Text(_))
        | (Kind::Date, Test::Date(_))
        | (Kind::List, Test::List(_)) => true,
        (Kind::Word(_) | Kind::Sealed, Test::Text(test)) => matches!(
            test,
            TextTest::Equals(_) | TextTest::NotEquals(_) | TextTest::In(_) | TextTest::NotIn(_)
        ),
        (Kind::Anniversary, Test::Date(test)) => matches!(
            test,
            DateTest::InMonth(_)
                | DateTest::AnniversaryToday
                | DateTest::AnniversaryInNext(_)
                | DateTest::AnniversaryInLast(_)
        ),
        _ => false,
    }
}

fn number(test: &NumberTest) -> Result<(), RuleError> {
    match test {
        NumberTest::Equals(n)
        | NumberTest::NotEquals(n)
        | NumberTest::MoreThan(n)
        | NumberTest::AtLeast(n)
        | NumberTest::LessThan(n)
        | NumberTest::AtMost(n) => sensible(*n, "/value"),
        NumberTest::Between(from, to) => {
            sensible(*from, "/value/0")?;
            sensible(*to, "/value/1")?;
            in_order(from <= to)
        }
    }
}

fn sensible(n: Decimal, path: &str) -> Result<(), RuleError> {
    if n.abs() >= Decimal::from(1_000_000_000_000_000_000_i64) || n.normalize().scale() > 6 {
        return Err(RuleError::tree(path, "must have at most 18 digits before the point and 6 after it"));
    }
    Ok(())
}

fn in_order(ordered: bool) -> Result<(), RuleError> {
    if ordered {
        Ok(())
    } else {
        Err(RuleError::tree("/value", "the first must not be greater than the second"))
    }
}

/// Not blank, not endless, and nothing that terminals and storage choke on.
pub(super) fn text(value: &str, path: &str) -> Result<(), RuleError> {
    match crate::text::required(value, MAX_TEXT) {
        Err(e) => Err(RuleError::tree(path, e.0)),
        // trimming hides a tab or a line break at an end
        Ok(_) if value.chars().any(char::is_control) => {
            Err(RuleError::tree(path, "must not contain control characters"))
        }
        Ok(_) => Ok(()),
    }
}

fn texts(values: &[String], kind: Kind) -> Result<(), RuleError> {
    if values.is_empty() || values.len() > MAX_LIST {
        return Err(RuleError::tree("/value", format!("must have 1 to {MAX_LIST} texts")));
    }
    values.iter().enumerate().try_for_each(|(n, value)| word(value, kind, &format!("/value/{n}")))
}

fn word(value: &str, kind: Kind, path: &str) -> Result<(), RuleError> {
    text(value, path)?;
    match kind {
        Kind::Word(words) if !words.iter().any(|word| word.eq_ignore_ascii_case(value.trim())) => {
            Err(RuleError::tree(
                path,
                format!("must be one of {}{}", quoted(words), hint(value, &mut words.iter().copied())),
            ))
        }
        _ => Ok(()),
    }
}

/// Words in a row, for messages.
pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

fn text_test(kind: Kind, test: &TextTest) -> Result<(), RuleError> {
    match test {
        TextTest::In(values) | TextTest::NotIn(values) => texts(values, kind),
        TextTest::Equals(value)
        | TextTest::NotEquals(value)
        | TextTest::Contains(value)
        | TextTest::NotContains(value)
        | TextTest::StartsWith(value)
        | TextTest::NotStartsWith(value)
        | TextTest::EndsWith(value)
        | TextTest::NotEndsWith(value) => word(value, kind, "/value"),
    }
}

fn list(test: &ListTest) -> Result<(), RuleError> {
    match test {
        ListTest::Contains(value) | ListTest::NotContains(value) => text(value, "/value"),
        ListTest::ContainsAny(values)
        | ListTest::ContainsAll(values)
        | ListTest::NotContainsAny(values)
        | ListTest::NotContainsAll(values) => texts(values, Kind::List),
        ListTest::Length(_, n) if *n > 10_000 => Err(RuleError::tree("/value", "must be at most 10000")),
        ListTest::Length(..) | ListTest::IsEmpty => Ok(()),
    }
}

fn date(test: &DateTest) -> Result<(), RuleError> {
    match test {
        DateTest::On(day) | DateTest::NotOn(day) => when(When::Day(*day)),
        DateTest::Before(at) | DateTest::OnOrBefore(at) | DateTest::After(at) | DateTest::OnOrAfter(at) => {
            when(*at)
        }
        DateTest::Between(from, to) => {
            when(*from)?;
            when(*to)?;
            match (from, to) {
                (When::Day(from), When::Day(to)) => in_order(from <= to),
                (When::Instant(from), When::Instant(to)) => in_order(from <= to),
                // which of both is later depends on the store's zone
                _ => Ok(()),
            }
        }
        DateTest::InLast(span)
        | DateTest::NotInLast(span)
        | DateTest::AtLeastAgo(span)
        | DateTest::InNext(span) => within(*span),
        DateTest::BetweenAgo(near, far) => {
            within(*near)?;
            within(*far)?;
            if hours(*near).0 > hours(*far).1 {
                return Err(RuleError::tree("/value", "the first must not be longer ago than the second"));
            }
            Ok(())
        }
        DateTest::InMonth(month) if !(1..=12).contains(month) => {
            Err(RuleError::tree("/value", "must be a month from 1 to 12"))
        }
        DateTest::AnniversaryInNext(n) | DateTest::AnniversaryInLast(n) if !(1..=366).contains(n) => {
            Err(RuleError::tree("/value", "must be 1 to 366 days"))
        }
        DateTest::In(_)
        | DateTest::InMonth(_)
        | DateTest::AnniversaryToday
        | DateTest::AnniversaryInNext(_)
        | DateTest::AnniversaryInLast(_) => Ok(()),
    }
}

fn when(at: When) -> Result<(), RuleError> {
    let year = match at {
        When::Day(day) => day.year(),
        When::Instant(at) => at.year(),
    };
    if (1..=9998).contains(&year) {
        Ok(())
    } else {
        Err(RuleError::tree("/value", "must be in the years 1 to 9998"))
    }
}

fn within(span: Span) -> Result<(), RuleError> {
    if (1..=3650).contains(&span.n) {
        Ok(())
    } else {
        Err(RuleError::tree("/value", "must be 1 to 3650 units of time"))
    }
}

/// The shortest and the longest that a span can be.
fn hours(span: Span) -> (u32, u32) {
    let (least, most) = match span.unit {
        Unit::Hour => (1, 1),
        Unit::Day => (24, 24),
        Unit::Week => (168, 168),
        Unit::Month => (28 * 24, 31 * 24),
        Unit::Year => (365 * 24, 366 * 24),
    };
    (least * u32::from(span.n), most * u32::from(span.n))
}
