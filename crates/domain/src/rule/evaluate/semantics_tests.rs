//! What semantics.md, 1.3 says, sentence by sentence: dates, texts, lists, numbers, related rows, shares.

use super::*;
use crate::{
    ids::next,
    rule::{
        Attribute, Calendar, Compare, Field, Filter, Measure, NumberTest, Relation, Rows, Span, TextTest,
        Unit, facts::Row,
    },
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Friday 20 November 2026, 20:00 in Kolkata.
pub(super) fn at() -> Moment {
    Moment::new("2026-11-20T14:30:00Z".parse().unwrap(), chrono_tz::Asia::Kolkata, "monday")
}

pub(super) fn somebody() -> Facts {
    Facts::new(CustomerId(next()))
}

pub(super) fn knowing(attribute: Attribute, value: Value) -> Facts {
    let mut facts = somebody();
    facts.values.insert(attribute, value);
    facts
}

pub(super) fn is(attribute: Attribute, test: Test) -> Condition {
    Condition::new(Subject::Attribute(attribute), test)
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn signed_up(text: &str, test: DateTest) -> bool {
    let facts = knowing(Attribute::SignupDate, Value::Instant(instant(text)));
    is(Attribute::SignupDate, Test::Date(test)).matches(&facts, &at())
}

const fn days(n: u16) -> Span {
    Span { n, unit: Unit::Day }
}

#[test]
fn in_last_7_days_includes_today_and_the_six_days_before_it() {
    let last = || DateTest::InLast(days(7));
    assert!(signed_up("2026-11-20T14:00:00Z", last()));
    assert!(signed_up("2026-11-13T18:30:00Z", last()));
    assert!(!signed_up("2026-11-13T18:29:59.999999Z", last()));
}

#[test]
fn in_last_excludes_future_dates_and_not_in_last_has_them() {
    assert!(signed_up("2026-11-20T14:30:00Z", DateTest::InLast(days(7))));
    assert!(!signed_up("2026-11-20T14:30:00.000001Z", DateTest::InLast(days(7))));
    assert!(signed_up("2026-11-21T00:00:00Z", DateTest::NotInLast(days(7))));
    assert!(signed_up("2026-11-21T00:00:00Z", DateTest::InNext(days(2))));
    assert!(!signed_up("2026-11-20T14:29:59Z", DateTest::InNext(days(2))));
}

#[test]
fn at_least_30_days_ago_includes_day_30() {
    // day 30 is 21 October
    assert!(signed_up("2026-10-21T18:29:59Z", DateTest::AtLeastAgo(days(30))));
    assert!(!signed_up("2026-10-21T18:30:00Z", DateTest::AtLeastAgo(days(30))));
    let between = || DateTest::BetweenAgo(days(30), days(31));
    assert!(signed_up("2026-10-21T18:29:59Z", between()));
    assert!(signed_up("2026-10-19T18:30:00Z", between()));
    assert!(!signed_up("2026-10-19T18:29:59Z", between()));
}

#[test]
fn hours_are_exact() {
    let last = || DateTest::InLast(Span { n: 168, unit: Unit::Hour });
    assert!(signed_up("2026-11-13T14:30:00Z", last()));
    assert!(!signed_up("2026-11-13T14:29:59.999999Z", last()));
}

#[test]
fn days_are_the_stores() {
    // 19 November, 23:59 and 20 November, 00:00 in Kolkata
    assert!(!signed_up("2026-11-19T18:29:59Z", DateTest::In(Calendar::Today)));
    assert!(signed_up("2026-11-19T18:30:00Z", DateTest::In(Calendar::Today)));
    assert!(signed_up("2026-10-31T18:30:00Z", DateTest::InMonth(11)));
}

#[test]
fn a_day_of_the_year_comes_each_year() {
    let facts = knowing(Attribute::Birthday, Value::Day("1990-11-20".parse().unwrap()));
    let holds = |test| is(Attribute::Birthday, Test::Date(test)).matches(&facts, &at());
    assert!(holds(DateTest::AnniversaryToday));
    assert!(holds(DateTest::InMonth(11)));
    assert!(holds(DateTest::AnniversaryInNext(1)));
    assert!(!holds(DateTest::InMonth(12)));
}

#[test]
fn between_is_inclusive_at_both_ends_and_money_is_decimal() {
    let spent = |n: &str, test: NumberTest| {
        let facts = knowing(Attribute::TotalSpent, Value::Number(n.parse().unwrap()));
        is(Attribute::TotalSpent, Test::Number(test)).matches(&facts, &at())
    };
    let d = |n: &str| n.parse::<Decimal>().unwrap();
    for (n, within) in
        [("999.99", false), ("1000.00", true), ("1500", true), ("2000", true), ("2000.01", false)]
    {
        assert_eq!(spent(n, NumberTest::Between(d("1000"), d("2000"))), within, "{n}");
    }
    assert!(spent("0.3", NumberTest::Equals(d("0.30"))));
    assert!(!spent("0.3", NumberTest::NotEquals(d("0.30"))));
    assert!(spent("1000", NumberTest::AtLeast(d("1000"))) && !spent("1000", NumberTest::MoreThan(d("1000"))));
    assert!(spent("1000", NumberTest::AtMost(d("1000"))) && !spent("1000", NumberTest::LessThan(d("1000"))));
}

#[test]
fn texts_are_compared_without_case_trimmed_in_nfc() {
    let facts = knowing(Attribute::FullName, Value::Text(" Zoe\u{308} RAO\n".to_owned()));
    let holds = |test| is(Attribute::FullName, Test::Text(test)).matches(&facts, &at());
    let t = str::to_owned;
    assert!(holds(TextTest::Equals(t("zoë rao"))));
    assert!(!holds(TextTest::NotEquals(t("ZOË Rao"))));
    assert!(holds(TextTest::Contains(t("Oë R"))));
    assert!(holds(TextTest::StartsWith(t("ZO"))) && holds(TextTest::EndsWith(t(" rao "))));
    assert!(!holds(TextTest::NotStartsWith(t("ZO"))) && holds(TextTest::NotEndsWith(t("ra"))));
    assert!(holds(TextTest::In(vec![t("a"), t("Zoë Rao")])));
    assert!(!holds(TextTest::NotIn(vec![t("a"), t("Zoë Rao")])) && holds(TextTest::NotIn(vec![t("a")])));
    assert!(!holds(TextTest::Contains(t("%"))));
}

#[test]
fn a_sealed_number_is_the_same_however_it_is_written() {
    let facts = knowing(Attribute::MobileNumber, Value::Text("+919876543210".to_owned()));
    let holds = |text: &str| {
        is(Attribute::MobileNumber, Test::Text(TextTest::Equals(text.to_owned()))).matches(&facts, &at())
    };
    assert!(holds("+91 98765 43210"));
    assert!(!holds("9876543210"));
}

#[test]
fn lists_hold_whole_elements_without_case_and_doubles() {
    let likes = ["Kitchen", "kitchen ", "Garden"].map(str::to_owned).to_vec();
    let facts = knowing(Attribute::PreferredCategories, Value::List(likes));
    let holds = |test| is(Attribute::PreferredCategories, Test::List(test)).matches(&facts, &at());
    let t = str::to_owned;
    assert!(holds(ListTest::Contains(t("KITCHEN"))) && !holds(ListTest::Contains(t("kitch"))));
    assert!(!holds(ListTest::NotContains(t("garden"))));
    assert!(holds(ListTest::ContainsAny(vec![t("books"), t("garden")])));
    assert!(!holds(ListTest::ContainsAll(vec![t("books"), t("garden")])));
    assert!(!holds(ListTest::NotContainsAny(vec![t("books"), t("garden")])));
    assert!(holds(ListTest::NotContainsAll(vec![t("books"), t("garden")])));
    assert!(holds(ListTest::Length(Compare::Equal, 2)) && !holds(ListTest::IsEmpty));
}

fn order(amount: i64, date: &str, status: &str, counts: bool) -> Row {
    let fields =
        vec![(Field::Amount, Value::Number(amount.into())), (Field::Status, Value::Text(status.to_owned()))];
    Row { counts, fields, ..Row::new(instant(date)) }
}

fn filter(field: Field, test: Test) -> Filter {
    let unknown = if test.is_negative() { Unknown::Include } else { Unknown::Exclude };
    Filter { field, test, unknown }
}

fn of(relation: Relation, filters: Vec<Filter>, measure: Measure) -> Subject {
    Subject::Rows(Rows { relation, filters, measure })
}

fn number(subject: &Subject, facts: &Facts) -> Option<String> {
    match value(subject, facts, &at())? {
        Value::Number(n) => Some(n.to_string()),
        Value::Instant(instant) => Some(instant.to_rfc3339()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn filters_hold_of_one_related_row_not_of_any_two() {
    let mut facts = somebody();
    facts.orders = vec![
        order(900, "2026-01-05T00:00:00Z", "placed", true),
        order(100, "2026-11-19T00:00:00Z", "placed", true),
    ];
    let large = || filter(Field::Amount, Test::Number(NumberTest::AtLeast(500.into())));
    let recent = || filter(Field::Date, Test::Date(DateTest::InLast(days(30))));
    let count = |filters| number(&of(Relation::Orders, filters, Measure::Count), &facts);
    assert_eq!(count(vec![large()]).as_deref(), Some("1"));
    assert_eq!(count(vec![recent()]).as_deref(), Some("1"));
    assert_eq!(count(vec![large(), recent()]).as_deref(), Some("0"));
}

#[test]
fn orders_count_unless_the_filters_say_which() {
    let mut facts = somebody();
    facts.orders = vec![
        order(900, "2026-01-05T00:00:00Z", "returned", false),
        order(100, "2026-11-19T00:00:00Z", "placed", true),
        Row { fields: Vec::new(), ..order(0, "2026-11-20T00:00:00Z", "placed", true) },
    ];
    let returned = || filter(Field::Status, Test::Text(TextTest::Equals("Returned".to_owned())));
    let made = |filters, measure| number(&of(Relation::Orders, filters, measure), &facts);
    assert_eq!(made(vec![], Measure::Count).as_deref(), Some("2"));
    assert_eq!(made(vec![returned()], Measure::Count).as_deref(), Some("1"));
    assert_eq!(made(vec![], Measure::Sum(Field::Amount)).as_deref(), Some("100"));
    assert_eq!(made(vec![], Measure::FirstAt).as_deref(), Some("2026-11-19T00:00:00+00:00"));
    assert_eq!(made(vec![returned()], Measure::LastAt).as_deref(), Some("2026-01-05T00:00:00+00:00"));
}

#[test]
fn events_go_by_name_and_sum_what_are_numbers() {
    let mut facts = somebody();
    for (name, price) in [("X", json!(10.5)), ("X", json!("2")), ("X", json!("1e3")), ("x", json!(100))] {
        let mut event = Row::new(at().now);
        event.name = name.to_owned();
        event.properties.insert("price".to_owned(), price);
        facts.events.push(event);
    }
    let x = || Relation::Event("X".to_owned());
    let price = || Field::Property("price".to_owned());
    assert_eq!(number(&of(x(), vec![], Measure::Count), &facts).as_deref(), Some("3"));
    assert_eq!(number(&of(x(), vec![], Measure::Sum(price())), &facts).as_deref(), Some("12.5"));
    let two = filter(price(), Test::Number(NumberTest::Equals(2.into())));
    assert_eq!(number(&of(x(), vec![two], Measure::Count), &facts).as_deref(), Some("1"));
    let never = of(Relation::Event("Y".to_owned()), vec![], Measure::Count);
    assert_eq!(number(&never, &facts).as_deref(), Some("0"));
    assert_eq!(number(&of(Relation::Logins, vec![], Measure::LastAt), &facts), None);
}

#[test]
fn a_random_share_is_stable_and_as_large_as_it_says() {
    // printf 'a:01234567-89ab-7def-8123-456789abcdef' | sha256sum
    let id: CustomerId = "01234567-89ab-7def-8123-456789abcdef".parse().unwrap();
    assert_eq!(place("a", id), 0x7a49_cc45);
    let ids: Vec<CustomerId> =
        (0..2000_u128).map(|n| CustomerId(crate::ids::made_up(at().now, n << 64))).collect();
    let share = |percent: &str| ids.iter().filter(|id| in_share("a", percent.parse().unwrap(), **id)).count();
    assert_eq!((share("0"), share("100")), (0, 2000));
    assert!((140..=260).contains(&share("10")), "{}", share("10"));
    assert!(share("10") <= share("10.5"));
}
