//! One condition: its subject is read in `subjects`, its test here and in `dates`.

use super::{
    Parsed, Parser,
    lexer::{Sign, What},
};
use crate::rule::{
    Compare, Condition, DateTest, Kind, ListTest, NumberTest, Subject, Test, TextTest, Unknown,
    check::RuleError,
    nearest::hint,
    subjects::{self as shared, operators, takes},
    values::{self, ONLY_NEGATIVE},
};
use rust_decimal::prelude::ToPrimitive as _;

impl Parser<'_> {
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        let from = self.at;
        let subject = self.subject()?;
        shared::check(&subject).map_err(|e| self.fail(from, e.message))?;
        let (test, unknown) = self.test_of(&subject)?;
        let condition = Condition { subject, test, unknown };
        self.count(from, condition.weight())?;
        Ok(condition)
    }

    fn test_of(&mut self, subject: &Subject) -> Parsed<(Test, Unknown)> {
        if !subject.is_membership() {
            return self.checked_test(subject.kind());
        }
        let test = if self.eat(&What::Sign(Sign::Equal)) { self.flag()? } else { Test::Is(true) };
        Ok((test, Unknown::Exclude))
    }

    /// A test of a value of this kind, and what it says of the unknown.
    pub(super) fn checked_test(&mut self, kind: Kind) -> Parsed<(Test, Unknown)> {
        let from = self.at;
        let test = self.test(kind)?;
        let unknown = self.unknown(&test)?;
        values::test(kind, &test, unknown).map_err(|e| {
            // texts of a list stand at every second token: between them are commas
            let nth = e.path.strip_prefix("/value/").and_then(|n| n.parse::<usize>().ok());
            match nth {
                Some(n) => self.fail(self.value_at + 2 * n, e.message),
                None if e.path == "/value" => self.fail(self.value_at, e.message),
                None => self.fail(from, e.message),
            }
        })?;
        Ok((test, unknown))
    }

    fn unknown(&mut self, test: &Test) -> Parsed<Unknown> {
        let from = self.at;
        let said = if self.words(&["excluding", "unknown"]) {
            Some(Unknown::Exclude)
        } else if self.words(&["including", "unknown"]) {
            Some(Unknown::Include)
        } else {
            None
        };
        match said {
            None if test.is_negative() => Ok(Unknown::Include),
            None => Ok(Unknown::Exclude),
            Some(_) if !test.is_negative() => Err(self.fail(from, ONLY_NEGATIVE.into())),
            Some(unknown) => Ok(unknown),
        }
    }

    fn test(&mut self, kind: Kind) -> Parsed<Test> {
        if let Some(&What::Sign(sign)) = self.peek() {
            self.at += 1;
            return self.compare(sign, kind);
        }
        let from = self.at;
        self.value_at = from;
        let word = self.peek_word().unwrap_or_default().to_owned();
        self.at += usize::from(!word.is_empty());
        match word.as_str() {
            "is" => self.is(),
            "not" => self.not(kind),
            "contains" => self.contains(kind, false),
            "has" => Ok(Test::List(ListTest::Contains(self.text("Kitchen")?))),
            "starts" => self.with().map(TextTest::StartsWith).map(Test::Text),
            "ends" => self.with().map(TextTest::EndsWith).map(Test::Text),
            "length" => self.length(),
            "in" if self.peek() == Some(&What::Open) => self.texts(kind).map(TextTest::In).map(Test::Text),
            "in" => self.date_in().map(Test::Date),
            "between" => self.between(kind),
            "on" | "before" | "after" | "at" | "anniversary" => self.date(&word).map(Test::Date),
            _ => {
                self.at = from;
                Err(self.no_test(kind))
            }
        }
    }

    /// Something else stands where a test should.
    fn no_test(&self, kind: Kind) -> RuleError {
        let first = |test: &'static str| test.split(' ').next().unwrap_or(test);
        let given = self.peek_word().unwrap_or_default();
        let whole = hint(given, &mut operators(kind).iter().copied());
        let said = if whole.is_empty() {
            hint(given, &mut operators(kind).iter().copied().map(first))
        } else {
            whole
        };
        self.wrong(
            self.at,
            format!("expected a test{said}{} {}", if said.is_empty() { ";" } else { "" }, takes(kind)),
        )
    }

    /// What follows on `not`.
    fn not(&mut self, kind: Kind) -> Parsed<Test> {
        let word = self.peek_word().unwrap_or_default().to_owned();
        let known = ["contains", "starts", "ends", "has", "in", "on"];
        if !known.contains(&word.as_str()) {
            return Err(self.expected(
                "`contains`, `starts with`, `ends with`, `in`, `on` or `has` after `not`",
                &known,
            ));
        }
        self.at += 1;
        match word.as_str() {
            "contains" => self.contains(kind, true),
            "has" => Ok(Test::List(ListTest::NotContains(self.text("Kitchen")?))),
            "starts" => self.with().map(TextTest::NotStartsWith).map(Test::Text),
            "ends" => self.with().map(TextTest::NotEndsWith).map(Test::Text),
            "on" => self.day().map(DateTest::NotOn).map(Test::Date),
            _ if self.peek() == Some(&What::Open) => self.texts(kind).map(TextTest::NotIn).map(Test::Text),
            _ if self.word("last") => self.span().map(DateTest::NotInLast).map(Test::Date),
            _ => Err(self
                .expected("`last`, or texts in brackets; other tests are negated as `not (…)`", &["last"])),
        }
    }

    fn with(&mut self) -> Parsed<String> {
        self.expect_word("with")?;
        self.text("ananya")
    }

    fn contains(&mut self, kind: Kind, negative: bool) -> Parsed<Test> {
        if self.word("any") {
            let texts = self.texts(kind)?;
            return Ok(Test::List(if negative {
                ListTest::NotContainsAny(texts)
            } else {
                ListTest::ContainsAny(texts)
            }));
        }
        if self.word("all") {
            let texts = self.texts(kind)?;
            return Ok(Test::List(if negative {
                ListTest::NotContainsAll(texts)
            } else {
                ListTest::ContainsAll(texts)
            }));
        }
        let text = self.text("Kitchen")?;
        Ok(match (kind, negative) {
            (Kind::List, false) => Test::List(ListTest::Contains(text)),
            (Kind::List, true) => Test::List(ListTest::NotContains(text)),
            (_, false) => Test::Text(TextTest::Contains(text)),
            (_, true) => Test::Text(TextTest::NotContains(text)),
        })
    }

    fn length(&mut self) -> Parsed<Test> {
        let compare = match self.peek() {
            Some(What::Sign(Sign::Equal)) => Compare::Equal,
            Some(What::Sign(Sign::More)) => Compare::More,
            Some(What::Sign(Sign::AtLeast)) => Compare::AtLeast,
            Some(What::Sign(Sign::Less)) => Compare::Less,
            Some(What::Sign(Sign::AtMost)) => Compare::AtMost,
            _ => return Err(self.expected("`=`, `<`, `<=`, `>` or `>=` after `length`", &[])),
        };
        self.at += 1;
        self.value_at = self.at;
        let n = self.whole(u32::MAX, "a whole number")?;
        Ok(Test::List(ListTest::Length(compare, n)))
    }

    /// Texts in brackets; fixed words need no quotes.
    fn texts(&mut self, kind: Kind) -> Parsed<Vec<String>> {
        self.expect(&What::Open, "`(` and texts, such as (\"a\", \"b\")")?;
        let first = self.at;
        let mut out = Vec::new();
        loop {
            if let Some(word) = self.bare(kind) {
                self.at += 1;
                out.push(word.to_owned());
            } else if let (Kind::Word(words), Some(_)) = (kind, self.peek_word()) {
                return Err(self.no_word(words));
            } else {
                out.push(self.text("Kitchen")?);
            }
            if self.eat(&What::Close) {
                self.value_at = first;
                return Ok(out);
            }
            self.expect(&What::Comma, "`,` or `)`")?;
        }
    }

    /// One of the fixed words, without quotes.
    pub(super) fn bare(&self, kind: Kind) -> Option<&'static str> {
        let (Kind::Word(words), Some(word)) = (kind, self.peek_word()) else { return None };
        words.iter().copied().find(|known| known.eq_ignore_ascii_case(word))
    }

    fn between(&mut self, kind: Kind) -> Parsed<Test> {
        self.value_at = self.at;
        match self.peek().cloned() {
            Some(What::Number(_)) if self.word_at(self.at + 1).is_some_and(|word| word != "and") => {
                let near = self.span()?;
                self.expect_word("and")?;
                let far = self.span()?;
                self.expect_word("ago")?;
                Ok(Test::Date(DateTest::BetweenAgo(near, far)))
            }
            Some(What::Number(from)) => {
                self.at += 1;
                self.expect_word("and")?;
                let Some(&What::Number(to)) = self.peek() else { return Err(self.expected("a number", &[])) };
                self.at += 1;
                Ok(Test::Number(NumberTest::Between(from, to)))
            }
            Some(What::When(from)) => {
                self.at += 1;
                self.expect_word("and")?;
                let to = self.when()?;
                Ok(Test::Date(DateTest::Between(from, to)))
            }
            _ => Err(self.no_value(kind)),
        }
    }

    /// A whole number from 0 to `most`.
    pub(super) fn whole(&mut self, most: u32, name: &str) -> Parsed<u32> {
        let number = match self.peek() {
            Some(What::Number(n)) if n.is_integer() => n.to_u32().filter(|n| *n <= most),
            _ => None,
        };
        let Some(number) = number else { return Err(self.expected(name, &[])) };
        self.at += 1;
        Ok(number)
    }
}
