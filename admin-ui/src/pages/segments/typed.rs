//! From what was typed to a test, and back.

use super::ops::Draft;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use patron_domain::rule::{Calendar, Compare, DateTest, ListTest, NumberTest, Span, Test, TextTest, When};
use rust_decimal::Decimal;

fn compare(word: &str) -> Option<Compare> {
    Some(match word {
        "=" => Compare::Equal,
        "<" => Compare::Less,
        "<=" => Compare::AtMost,
        ">" => Compare::More,
        ">=" => Compare::AtLeast,
        _ => return None,
    })
}

const fn compared(compare: Compare) -> &'static str {
    match compare {
        Compare::Equal => "=",
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::More => ">",
        Compare::AtLeast => ">=",
    }
}

fn when(text: &str) -> Option<When> {
    let text = text.trim();
    let instant = || text.parse::<DateTime<Utc>>().ok().map(When::Instant);
    text.parse::<NaiveDate>().ok().map(When::Day).or_else(instant)
}

fn when_text(when: When) -> String {
    match when {
        When::Day(day) => day.to_string(),
        When::Instant(at) => at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    }
}

/// A number as people type it.
pub fn number(text: &str) -> Option<Decimal> {
    text.trim().replace([',', ' '], "").parse().ok()
}

fn number_text(number: Decimal) -> String {
    number.normalize().to_string()
}

impl Draft {
    fn at(&self, place: usize) -> &str {
        self.values.get(place).map(String::as_str).unwrap_or_default()
    }

    fn number(&self, place: usize) -> Option<Decimal> {
        number(self.at(place))
    }

    fn text(&self) -> Option<String> {
        Some(self.at(0).to_owned()).filter(|text| !text.trim().is_empty())
    }

    fn texts(&self) -> Option<Vec<String>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }

    fn parsed<T: std::str::FromStr>(&self, place: usize) -> Option<T> {
        self.at(place).trim().parse().ok()
    }

    fn span(&self, place: usize) -> Option<Span> {
        Some(Span { n: self.parsed(place)?, unit: self.parsed(place + 1)? })
    }

    /// The test; nothing while something is missing or doesn't parse.
    pub fn test(&self) -> Option<Test> {
        let number = match self.op {
            "=" => NumberTest::Equals(self.number(0)?),
            "!=" => NumberTest::NotEquals(self.number(0)?),
            ">" => NumberTest::MoreThan(self.number(0)?),
            ">=" => NumberTest::AtLeast(self.number(0)?),
            "<" => NumberTest::LessThan(self.number(0)?),
            "<=" => NumberTest::AtMost(self.number(0)?),
            "between" => NumberTest::Between(self.number(0)?, self.number(1)?),
            "is_set" => return Some(Test::IsSet),
            "is_not_set" => return Some(Test::IsNotSet),
            "yes" => return Some(Test::Is(true)),
            "no" => return Some(Test::Is(false)),
            _ => return self.text_test().or_else(|| self.date_test()).or_else(|| self.list_test()),
        };
        Some(Test::Number(number))
    }

    fn text_test(&self) -> Option<Test> {
        Some(Test::Text(match self.op {
            "is" => TextTest::Equals(self.text()?),
            "is_not" => TextTest::NotEquals(self.text()?),
            "in" => TextTest::In(self.texts()?),
            "not_in" => TextTest::NotIn(self.texts()?),
            "contains" => TextTest::Contains(self.text()?),
            "not_contains" => TextTest::NotContains(self.text()?),
            "starts" => TextTest::StartsWith(self.text()?),
            "not_starts" => TextTest::NotStartsWith(self.text()?),
            "ends" => TextTest::EndsWith(self.text()?),
            "not_ends" => TextTest::NotEndsWith(self.text()?),
            _ => return None,
        }))
    }

    fn date_test(&self) -> Option<Test> {
        let when = |place| when(self.at(place));
        Some(Test::Date(match self.op {
            "on" => DateTest::On(self.parsed(0)?),
            "not_on" => DateTest::NotOn(self.parsed(0)?),
            "before" => DateTest::Before(when(0)?),
            "on_or_before" => DateTest::OnOrBefore(when(0)?),
            "after" => DateTest::After(when(0)?),
            "on_or_after" => DateTest::OnOrAfter(when(0)?),
            "whens" => DateTest::Between(when(0)?, when(1)?),
            "in_last" => DateTest::InLast(self.span(0)?),
            "not_in_last" => DateTest::NotInLast(self.span(0)?),
            "at_least_ago" => DateTest::AtLeastAgo(self.span(0)?),
            "in_next" => DateTest::InNext(self.span(0)?),
            "between_ago" => DateTest::BetweenAgo(self.span(0)?, self.span(2)?),
            "calendar" => DateTest::In(self.parsed::<Calendar>(0)?),
            "month" => DateTest::InMonth(self.parsed(0)?),
            "anniversary_today" => DateTest::AnniversaryToday,
            "anniversary_next" => DateTest::AnniversaryInNext(self.parsed(0)?),
            "anniversary_last" => DateTest::AnniversaryInLast(self.parsed(0)?),
            _ => return None,
        }))
    }

    fn list_test(&self) -> Option<Test> {
        Some(Test::List(match self.op {
            "has" => ListTest::Contains(self.text()?),
            "has_not" => ListTest::NotContains(self.text()?),
            "any" => ListTest::ContainsAny(self.texts()?),
            "all" => ListTest::ContainsAll(self.texts()?),
            "not_any" => ListTest::NotContainsAny(self.texts()?),
            "not_all" => ListTest::NotContainsAll(self.texts()?),
            "length" => ListTest::Length(compare(self.at(0))?, self.parsed(1)?),
            "empty" => ListTest::IsEmpty,
            _ => return None,
        }))
    }

    /// What somebody would have typed for a test.
    pub fn of(test: &Test) -> Self {
        let draft = |op, values| Self { op, values };
        match test {
            Test::IsSet => draft("is_set", Vec::new()),
            Test::IsNotSet => draft("is_not_set", Vec::new()),
            Test::Is(true) => draft("yes", Vec::new()),
            Test::Is(false) => draft("no", Vec::new()),
            Test::Number(test) => Self::of_number(test),
            Test::Text(test) => Self::of_text(test),
            Test::Date(test) => Self::of_date(test),
            Test::List(test) => Self::of_list(test),
        }
    }

    fn of_number(test: &NumberTest) -> Self {
        let (op, values) = match test {
            NumberTest::Equals(n) => ("=", vec![*n]),
            NumberTest::NotEquals(n) => ("!=", vec![*n]),
            NumberTest::MoreThan(n) => (">", vec![*n]),
            NumberTest::AtLeast(n) => (">=", vec![*n]),
            NumberTest::LessThan(n) => ("<", vec![*n]),
            NumberTest::AtMost(n) => ("<=", vec![*n]),
            NumberTest::Between(a, b) => ("between", vec![*a, *b]),
        };
        Self { op, values: values.into_iter().map(number_text).collect() }
    }

    fn of_text(test: &TextTest) -> Self {
        let (op, values) = match test {
            TextTest::Equals(text) => ("is", vec![text.clone()]),
            TextTest::NotEquals(text) => ("is_not", vec![text.clone()]),
            TextTest::Contains(text) => ("contains", vec![text.clone()]),
            TextTest::NotContains(text) => ("not_contains", vec![text.clone()]),
            TextTest::StartsWith(text) => ("starts", vec![text.clone()]),
            TextTest::NotStartsWith(text) => ("not_starts", vec![text.clone()]),
            TextTest::EndsWith(text) => ("ends", vec![text.clone()]),
            TextTest::NotEndsWith(text) => ("not_ends", vec![text.clone()]),
            TextTest::In(texts) => ("in", texts.clone()),
            TextTest::NotIn(texts) => ("not_in", texts.clone()),
        };
        Self { op, values }
    }

    fn of_date(test: &DateTest) -> Self {
        let spans = |spans: &[Span]| {
            spans.iter().flat_map(|span| [span.n.to_string(), span.unit.to_string()]).collect::<Vec<_>>()
        };
        let (op, values) = match test {
            DateTest::On(day) => ("on", vec![day.to_string()]),
            DateTest::NotOn(day) => ("not_on", vec![day.to_string()]),
            DateTest::Before(at) => ("before", vec![when_text(*at)]),
            DateTest::OnOrBefore(at) => ("on_or_before", vec![when_text(*at)]),
            DateTest::After(at) => ("after", vec![when_text(*at)]),
            DateTest::OnOrAfter(at) => ("on_or_after", vec![when_text(*at)]),
            DateTest::Between(from, to) => ("whens", vec![when_text(*from), when_text(*to)]),
            DateTest::InLast(span) => ("in_last", spans(&[*span])),
            DateTest::NotInLast(span) => ("not_in_last", spans(&[*span])),
            DateTest::AtLeastAgo(span) => ("at_least_ago", spans(&[*span])),
            DateTest::InNext(span) => ("in_next", spans(&[*span])),
            DateTest::BetweenAgo(from, to) => ("between_ago", spans(&[*from, *to])),
            DateTest::In(calendar) => ("calendar", vec![calendar.to_string()]),
            DateTest::InMonth(month) => ("month", vec![month.to_string()]),
            DateTest::AnniversaryToday => ("anniversary_today", Vec::new()),
            DateTest::AnniversaryInNext(days) => ("anniversary_next", vec![days.to_string()]),
            DateTest::AnniversaryInLast(days) => ("anniversary_last", vec![days.to_string()]),
        };
        Self { op, values }
    }

    fn of_list(test: &ListTest) -> Self {
        let (op, values) = match test {
            ListTest::Contains(text) => ("has", vec![text.clone()]),
            ListTest::NotContains(text) => ("has_not", vec![text.clone()]),
            ListTest::ContainsAny(texts) => ("any", texts.clone()),
            ListTest::ContainsAll(texts) => ("all", texts.clone()),
            ListTest::NotContainsAny(texts) => ("not_any", texts.clone()),
            ListTest::NotContainsAll(texts) => ("not_all", texts.clone()),
            ListTest::Length(compare, n) => ("length", vec![compared(*compare).to_owned(), n.to_string()]),
            ListTest::IsEmpty => ("empty", Vec::new()),
        };
        Self { op, values }
    }
}
