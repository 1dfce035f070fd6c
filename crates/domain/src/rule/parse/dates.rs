//! Tests of dates.

use super::{Parsed, Parser, lexer::What};
use crate::rule::{Calendar, DateTest, ListTest, Span, Test, Unit, When};
use chrono::NaiveDate;

const UNITS: [&str; 10] =
    ["hours", "days", "weeks", "months", "years", "hour", "day", "week", "month", "year"];

impl Parser<'_> {
    /// What follows on `is`.
    pub(super) fn is(&mut self) -> Parsed<Test> {
        if self.word("set") {
            Ok(Test::IsSet)
        } else if self.words(&["not", "set"]) {
            Ok(Test::IsNotSet)
        } else if self.word("empty") {
            Ok(Test::List(ListTest::IsEmpty))
        } else if self.word("today") {
            Ok(Test::Date(DateTest::In(Calendar::Today)))
        } else if self.word("yesterday") {
            Ok(Test::Date(DateTest::In(Calendar::Yesterday)))
        } else {
            let known = ["set", "not", "empty", "today", "yesterday"];
            Err(self.expected("`set`, `not set`, `empty`, `today` or `yesterday` after `is`", &known))
        }
    }

    /// What follows on `in`, but for texts.
    pub(super) fn date_in(&mut self) -> Parsed<DateTest> {
        self.value_at = self.at;
        if self.word("last") {
            if matches!(self.peek(), Some(What::Number(_))) {
                return self.span().map(DateTest::InLast);
            }
            return self.calendar([
                Calendar::LastWeek,
                Calendar::LastMonth,
                Calendar::LastQuarter,
                Calendar::LastYear,
            ]);
        }
        if self.word("this") {
            return self.calendar([
                Calendar::ThisWeek,
                Calendar::ThisMonth,
                Calendar::ThisQuarter,
                Calendar::ThisYear,
            ]);
        }
        if self.word("next") {
            return self.span().map(DateTest::InNext);
        }
        if self.word("month") {
            self.value_at = self.at;
            let month = self.whole(12, "a month from 1 to 12")?;
            return Ok(DateTest::InMonth(u8::try_from(month).unwrap_or_default()));
        }
        Err(self.expected(
            "`last`, `this`, `next`, `month`, or texts in brackets, after `in`",
            &["last", "this", "next", "month"],
        ))
    }

    fn calendar(&mut self, [week, month, quarter, year]: [Calendar; 4]) -> Parsed<DateTest> {
        for (word, span) in [("week", week), ("month", month), ("quarter", quarter), ("year", year)] {
            if self.word(word) {
                return Ok(DateTest::In(span));
            }
        }
        Err(self.expected(
            "`week`, `month`, `quarter` or `year`; or a length of time such as `last 7 days`",
            &["week", "month", "quarter", "year"],
        ))
    }

    /// What follows on one of the words of dates alone.
    pub(super) fn date(&mut self, word: &str) -> Parsed<DateTest> {
        match word {
            "on" if self.words(&["or", "before"]) => self.when().map(DateTest::OnOrBefore),
            "on" if self.words(&["or", "after"]) => self.when().map(DateTest::OnOrAfter),
            "on" => self.day().map(DateTest::On),
            "before" => self.when().map(DateTest::Before),
            "after" => self.when().map(DateTest::After),
            "at" => {
                self.expect_word("least")?;
                let span = self.span()?;
                self.expect_word("ago")?;
                Ok(DateTest::AtLeastAgo(span))
            }
            _ => self.anniversary(),
        }
    }

    fn anniversary(&mut self) -> Parsed<DateTest> {
        if self.word("today") {
            return Ok(DateTest::AnniversaryToday);
        }
        let next = self.words(&["in", "next"]);
        if !next && !self.words(&["in", "last"]) {
            return Err(
                self.expected("`today`, `in next` or `in last` after `anniversary`", &["today", "in"])
            );
        }
        self.value_at = self.at;
        let days = self.whole(366, "1 to 366 days")?;
        let days = u16::try_from(days).unwrap_or_default();
        if !self.word("days") && !self.word("day") {
            return Err(self.expected("`days`", &["days"]));
        }
        Ok(if next { DateTest::AnniversaryInNext(days) } else { DateTest::AnniversaryInLast(days) })
    }

    /// `30 days`.
    pub(super) fn span(&mut self) -> Parsed<Span> {
        self.value_at = self.at;
        let n = self.whole(3650, "a whole number from 1 to 3650, such as in `7 days`")?;
        let n = u16::try_from(n).unwrap_or_default();
        let unit = match self.peek_word() {
            Some("hour" | "hours") => Unit::Hour,
            Some("day" | "days") => Unit::Day,
            Some("week" | "weeks") => Unit::Week,
            Some("month" | "months") => Unit::Month,
            Some("year" | "years") => Unit::Year,
            _ => return Err(self.expected("`hours`, `days`, `weeks`, `months` or `years`", &UNITS)),
        };
        self.at += 1;
        Ok(Span { n, unit })
    }

    pub(super) fn day(&mut self) -> Parsed<NaiveDate> {
        self.value_at = self.at;
        let Some(&What::When(When::Day(day))) = self.peek() else {
            return Err(self.expected("a day, such as 2026-11-01", &[]));
        };
        self.at += 1;
        Ok(day)
    }

    pub(super) fn when(&mut self) -> Parsed<When> {
        self.value_at = self.at;
        let Some(&What::When(when)) = self.peek() else {
            return Err(
                self.expected("a day such as 2026-11-01, or an instant such as 2026-11-01T00:00:00Z", &[])
            );
        };
        self.at += 1;
        Ok(when)
    }
}
