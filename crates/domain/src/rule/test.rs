//! Tests of a value, by kind.

use super::DateTest;
use rust_decimal::Decimal;

/// A test of one value.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is known. An empty text and an empty list are not.
    IsSet,
    /// It isn't known; for a date: never.
    IsNotSet,
    /// It is this.
    Is(bool),
    /// Of a number or an amount.
    Number(NumberTest),
    /// Of a text or word: without case, trimmed, in NFC.
    Text(TextTest),
    /// Of an instant or a yearly day.
    Date(DateTest),
    /// Of a list.
    List(ListTest),
}

/// Tests of numbers and amounts.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they say it")]
pub enum NumberTest {
    Equals(Decimal),
    NotEquals(Decimal),
    MoreThan(Decimal),
    AtLeast(Decimal),
    LessThan(Decimal),
    AtMost(Decimal),
    /// Both ends included.
    Between(Decimal, Decimal),
}

/// Tests of texts. The texts are never empty; lists hold one or more.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they say it")]
pub enum TextTest {
    Equals(String),
    NotEquals(String),
    Contains(String),
    NotContains(String),
    StartsWith(String),
    NotStartsWith(String),
    EndsWith(String),
    NotEndsWith(String),
    In(Vec<String>),
    NotIn(Vec<String>),
}

/// Tests of lists: elements are compared whole, without case. The negative ones are true of an empty list unless the
/// unknown are excluded. Lists of texts hold one or more.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they say it")]
pub enum ListTest {
    Contains(String),
    NotContains(String),
    ContainsAny(Vec<String>),
    ContainsAll(Vec<String>),
    /// None of these.
    NotContainsAny(Vec<String>),
    /// Not all of these.
    NotContainsAll(Vec<String>),
    /// How many elements; an empty list has 0.
    Length(Compare, u32),
    /// The same as `is not set`.
    IsEmpty,
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it")]
pub enum Compare {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Test {
    /// Whether it says that something is not so: then it is true of the unknown unless told otherwise.
    /// `is not set` and `= false` are no negative tests.
    pub const fn is_negative(&self) -> bool {
        match self {
            Self::IsSet | Self::IsNotSet | Self::Is(_) => false,
            Self::Number(test) => matches!(test, NumberTest::NotEquals(_)),
            Self::Text(test) => matches!(
                test,
                TextTest::NotEquals(_)
                    | TextTest::NotContains(_)
                    | TextTest::NotStartsWith(_)
                    | TextTest::NotEndsWith(_)
                    | TextTest::NotIn(_)
            ),
            Self::Date(test) => matches!(test, DateTest::NotOn(_) | DateTest::NotInLast(_)),
            Self::List(test) => matches!(
                test,
                ListTest::NotContains(_) | ListTest::NotContainsAny(_) | ListTest::NotContainsAll(_)
            ),
        }
    }
}
