//! What follows on `=` and the other signs.

use super::{
    Parsed, Parser,
    lexer::{Sign, What},
};
use crate::rule::{
    DateTest, Kind, NumberTest, Test, TextTest, When, check::RuleError, subjects::takes, values::quoted,
};
use rust_decimal::Decimal;

impl Parser<'_> {
    /// What follows on a sign.
    pub(super) fn compare(&mut self, sign: Sign, kind: Kind) -> Parsed<Test> {
        self.value_at = self.at;
        if let Some(word) = self.bare(kind) {
            self.at += 1;
            return self.equal(sign, word.to_owned());
        }
        match (self.peek().cloned(), kind) {
            (Some(What::Number(n)), Kind::Count | Kind::Number | Kind::Money | Kind::Any) => {
                self.at += 1;
                Ok(Test::Number(number(sign, n)))
            }
            (Some(What::Text(text)), Kind::Text | Kind::Word(_) | Kind::Sealed | Kind::Any) => {
                self.at += 1;
                self.equal(sign, text)
            }
            (Some(What::When(when)), Kind::Date | Kind::Any) => {
                self.at += 1;
                self.date_sign(sign, when).map(Test::Date)
            }
            (Some(What::Word(_)), Kind::Flag | Kind::Any) if sign == Sign::Equal => self.flag(),
            _ => Err(self.no_value(kind)),
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self) -> Parsed<Test> {
        self.value_at = self.at;
        if self.word("true") {
            Ok(Test::Is(true))
        } else if self.word("false") {
            Ok(Test::Is(false))
        } else {
            Err(self.expected("`true` or `false`", &["true", "false"]))
        }
    }

    /// A test of equality of texts; there is no order among them.
    fn equal(&self, sign: Sign, text: String) -> Parsed<Test> {
        match sign {
            Sign::Equal => Ok(Test::Text(TextTest::Equals(text))),
            Sign::NotEqual => Ok(Test::Text(TextTest::NotEquals(text))),
            _ => {
                Err(self.fail(self.value_at.saturating_sub(1), "texts are compared with `=` or `!=`".into()))
            }
        }
    }

    fn date_sign(&self, sign: Sign, when: When) -> Parsed<DateTest> {
        match (sign, when) {
            (Sign::Equal, When::Day(day)) => Ok(DateTest::On(day)),
            (Sign::NotEqual, When::Day(day)) => Ok(DateTest::NotOn(day)),
            (Sign::More, when) => Ok(DateTest::After(when)),
            (Sign::AtLeast, when) => Ok(DateTest::OnOrAfter(when)),
            (Sign::Less, when) => Ok(DateTest::Before(when)),
            (Sign::AtMost, when) => Ok(DateTest::OnOrBefore(when)),
            (_, When::Instant(_)) => {
                Err(self.fail(self.value_at, "expected a day, such as 2026-11-01".into()))
            }
        }
    }

    /// Something else stands where a value of this kind should.
    pub(super) fn no_value(&self, kind: Kind) -> RuleError {
        match kind {
            Kind::Flag => self.expected("`= true` or `= false`", &["true", "false"]),
            Kind::Count | Kind::Number => self.expected("a number, such as 3", &[]),
            Kind::Money => self.expected("an amount without symbol or thousands mark, such as 1499.50", &[]),
            Kind::Word(words) => self.no_word(words),
            Kind::Text | Kind::Sealed => self.expected("a text in double quotes, such as \"gmail.com\"", &[]),
            Kind::Date => {
                self.expected("a day such as 2026-11-01, or an instant such as 2026-11-01T00:00:00Z", &[])
            }
            Kind::Any => self
                .expected("a number, a text in double quotes, a day, `true` or `false`", &["true", "false"]),
            Kind::List | Kind::Anniversary => self
                .wrong(self.value_at.saturating_sub(1), format!("has no `=` and the like: {}", takes(kind))),
        }
    }

    /// Something else stands where one of these words should.
    pub(super) fn no_word(&self, words: &[&str]) -> RuleError {
        self.expected(&format!("one of {}", quoted(words)), words)
    }
}

fn number(sign: Sign, n: Decimal) -> NumberTest {
    match sign {
        Sign::Equal => NumberTest::Equals(n),
        Sign::NotEqual => NumberTest::NotEquals(n),
        Sign::More => NumberTest::MoreThan(n),
        Sign::AtLeast => NumberTest::AtLeast(n),
        Sign::Less => NumberTest::LessThan(n),
        Sign::AtMost => NumberTest::AtMost(n),
    }
}
