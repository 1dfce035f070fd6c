//! What semantics.md, 1.3 says of what isn't known, and of traits and properties that are of another kind.

use super::semantics_tests::{at, is, knowing, somebody};
use super::*;
use crate::rule::{Attribute, Compare, NumberTest, SegmentKey, Span, TextTest, Unit};
use serde_json::json;

fn said(condition: &Condition, facts: &Facts) -> (Outcome, bool) {
    (outcome(condition, facts, &at()), condition.matches(facts, &at()))
}

fn trait_is(test: Test, json: Json) -> Outcome {
    let mut facts = somebody();
    facts.traits.insert("t".to_owned(), json);
    outcome(&Condition::new(Subject::Trait("t".to_owned()), test), &facts, &at())
}

fn equals(text: &str) -> Test {
    Test::Text(TextTest::Equals(text.to_owned()))
}

fn differs(text: &str) -> Test {
    Test::Text(TextTest::NotEquals(text.to_owned()))
}

const MONTH: Span = Span { n: 30, unit: Unit::Day };

#[test]
fn negatives_include_the_unknown_unless_told_otherwise() {
    let mut not_india = is(Attribute::PhoneCountry, differs("IN"));
    assert_eq!(said(&not_india, &somebody()), (Outcome::Unknown, true));
    not_india.unknown = Unknown::Exclude;
    assert_eq!(said(&not_india, &somebody()), (Outcome::Unknown, false));
    let german = knowing(Attribute::PhoneCountry, Value::Text("DE".to_owned()));
    assert_eq!(said(&not_india, &german), (Outcome::True, true));
}

#[test]
fn positives_and_ordered_comparisons_never_match_the_unknown() {
    for (attribute, test) in [
        (Attribute::PhoneCountry, equals("IN")),
        (Attribute::AverageOrderValue, Test::Number(NumberTest::LessThan(100.into()))),
        (Attribute::AverageOrderValue, Test::Number(NumberTest::AtMost(100.into()))),
        (Attribute::EmailVerified, Test::Is(false)),
        (Attribute::LastLoginAt, Test::Date(DateTest::AtLeastAgo(MONTH))),
        (Attribute::City, Test::List(ListTest::Contains("Pune".to_owned()))),
    ] {
        assert_eq!(said(&is(attribute, test.clone()), &somebody()), (Outcome::Unknown, false), "{test:?}");
    }
}

#[test]
fn not_is_the_complement_of_the_matched_set() {
    let rule = Rule::Is(is(Attribute::PhoneCountry, equals("IN")));
    assert!(!rule.matches(&somebody(), &at()));
    assert!(Rule::Not(Box::new(rule)).matches(&somebody(), &at()));
    let rule = Rule::Is(is(Attribute::PhoneCountry, differs("IN")));
    assert!(!Rule::Not(Box::new(rule)).matches(&somebody(), &at()));
}

#[test]
fn everyone_is_in_all_of_nothing() {
    assert!(Rule::EVERYONE.matches(&somebody(), &at()));
    assert!(!Rule::Any(Vec::new()).matches(&somebody(), &at()));
}

#[test]
fn never_is_not_set_and_not_in_the_last_days() {
    let login = |test| said(&is(Attribute::LastLoginAt, test), &somebody());
    assert_eq!(login(Test::IsNotSet), (Outcome::True, true));
    assert_eq!(login(Test::IsSet), (Outcome::False, false));
    assert_eq!(login(Test::Date(DateTest::InLast(MONTH))), (Outcome::Unknown, false));
    assert_eq!(login(Test::Date(DateTest::NotInLast(MONTH))), (Outcome::Unknown, true));
}

#[test]
fn inactive_leaves_out_who_signed_up_today() {
    let rule = Rule::All(vec![
        Rule::Is(is(Attribute::LastLoginAt, Test::Date(DateTest::NotInLast(MONTH)))),
        Rule::Is(is(Attribute::SignupDate, Test::Date(DateTest::AtLeastAgo(MONTH)))),
    ]);
    let signed_up = |text: &str| knowing(Attribute::SignupDate, Value::Instant(text.parse().unwrap()));
    assert!(!rule.matches(&signed_up("2026-11-20T10:00:00Z"), &at()));
    assert!(rule.matches(&signed_up("2026-10-01T10:00:00Z"), &at()));
}

#[test]
fn an_empty_text_is_unknown() {
    let blank = knowing(Attribute::Location, Value::Text(" \t".to_owned()));
    assert_eq!(said(&is(Attribute::Location, Test::IsSet), &blank), (Outcome::False, false));
    assert_eq!(said(&is(Attribute::Location, differs("Pune")), &blank), (Outcome::Unknown, true));
}

#[test]
fn an_empty_list_is_empty_and_not_set_alike_and_has_length_0() {
    let nothing = || ListTest::NotContainsAny(vec!["a".to_owned()]);
    for facts in [somebody(), knowing(Attribute::PreferredCategories, Value::List(vec![" ".to_owned()]))] {
        let likes = |test| said(&is(Attribute::PreferredCategories, test), &facts);
        assert_eq!(likes(Test::List(ListTest::IsEmpty)), (Outcome::True, true));
        assert_eq!(likes(Test::IsNotSet), (Outcome::True, true));
        assert_eq!(likes(Test::List(nothing())), (Outcome::Unknown, true));
        assert_eq!(likes(Test::List(ListTest::Length(Compare::Equal, 0))), (Outcome::True, true));
        let mut excluded = is(Attribute::PreferredCategories, Test::List(nothing()));
        excluded.unknown = Unknown::Exclude;
        assert!(!excluded.matches(&facts, &at()));
    }
}

#[test]
fn a_trait_of_another_kind_than_the_test_is_unknown() {
    let three = || Test::Number(NumberTest::Equals(3.into()));
    assert_eq!(trait_is(three(), json!(3)), Outcome::True);
    assert_eq!(trait_is(three(), json!("3.0")), Outcome::True);
    for other in
        [json!(" 3"), json!("3."), json!("+3"), json!("1e3"), json!("3.0000000"), json!(true), json!([3])]
    {
        assert_eq!(trait_is(three(), other.clone()), Outcome::Unknown, "{other}");
    }
    assert_eq!(trait_is(Test::Is(true), json!(true)), Outcome::True);
    assert_eq!(trait_is(Test::Is(true), json!("true")), Outcome::Unknown);
    assert_eq!(trait_is(equals("3"), json!(3)), Outcome::True);
    assert_eq!(trait_is(equals("TRUE"), json!(true)), Outcome::True);
    assert_eq!(trait_is(equals("a"), json!(["a"])), Outcome::Unknown);
    assert_eq!(trait_is(equals("a"), json!(null)), Outcome::Unknown);
}

#[test]
fn a_trait_that_is_a_day_is_the_stores_day() {
    let on = || Test::Date(DateTest::On("2026-03-31".parse().unwrap()));
    for day in ["2026-03-31", "2026-03-31T23:59:59Z", "2026-03-31 x"] {
        assert_eq!(trait_is(on(), json!(day)), Outcome::True, "{day}");
    }
    for other in ["2026-03-31x", "2026-02-29", "2026-3-31", " 2026-03-31", "0000-03-31", "२०२६-०३-३१"]
    {
        assert_eq!(trait_is(on(), json!(other)), Outcome::Unknown, "{other}");
    }
    assert_eq!(trait_is(Test::Date(DateTest::AnniversaryToday), json!("1990-11-20")), Outcome::True);
}

#[test]
fn a_trait_that_is_a_list_holds_texts_only() {
    let any = || Test::List(ListTest::ContainsAny(vec!["kitchen".to_owned()]));
    assert_eq!(trait_is(any(), json!(["Kitchen "])), Outcome::True);
    assert_eq!(trait_is(any(), json!(["Kitchen", 1])), Outcome::Unknown);
    assert_eq!(trait_is(any(), json!("Kitchen")), Outcome::Unknown);
    assert_eq!(trait_is(any(), json!([])), Outcome::Unknown);
    let none = || Test::List(ListTest::Length(Compare::Equal, 0));
    assert_eq!(trait_is(none(), json!([])), Outcome::True);
    assert_eq!(trait_is(none(), json!(null)), Outcome::Unknown);
    for (told, set) in [
        (json!(null), false),
        (json!([]), false),
        (json!(" "), false),
        (json!([" "]), true),
        (json!({}), true),
        (json!(false), true),
    ] {
        assert_eq!(trait_is(Test::IsSet, told.clone()) == Outcome::True, set, "{told}");
        assert_eq!(trait_is(Test::List(ListTest::IsEmpty), told.clone()) == Outcome::False, set, "{told}");
    }
}

#[test]
fn membership_is_known_but_of_a_segment_nobody_looked_at() {
    let mut facts = somebody();
    let (campaign, export) = (crate::ids::CampaignId::generate(), crate::ids::ExportId::generate());
    facts.campaigns.insert(campaign);
    facts.segments.insert("high_value".to_owned(), true);
    let in_it = |subject| said(&Condition::new(subject, Test::Is(true)), &facts);
    let named = |name: &str| Subject::Segment(name.parse::<SegmentKey>().unwrap());
    assert_eq!(in_it(Subject::Campaign(campaign)), (Outcome::True, true));
    assert_eq!(in_it(Subject::Holdout(campaign)), (Outcome::False, false));
    assert_eq!(in_it(Subject::Export(export)), (Outcome::False, false));
    assert_eq!(in_it(named("high_value")), (Outcome::True, true));
    assert_eq!(in_it(named("inactive_30d")), (Outcome::Unknown, false));
}
