use super::*;
use crate::{
    ids::{CustomerId, next},
    rule::{Attribute, DateTest, NumberTest, Span, Subject, Test, Unit},
};

fn is(attribute: Attribute, test: Test) -> Rule {
    Rule::Is(Condition::new(Subject::Attribute(attribute), test))
}

fn at() -> Moment {
    Moment::new("2026-11-20T14:30:00Z".parse().unwrap(), chrono_tz::Asia::Kolkata, "monday")
}

#[test]
fn each_part_tells_its_text_its_value_and_what_came_of_it() {
    let days = Span { n: 30, unit: Unit::Day };
    let rule = Rule::All(vec![
        is(Attribute::TotalOrders, Test::Number(NumberTest::AtLeast(3.into()))),
        Rule::Not(Box::new(is(Attribute::LastLoginAt, Test::Date(DateTest::InLast(days))))),
        is(Attribute::LastLoginAt, Test::Date(DateTest::NotInLast(days))),
    ]);
    let mut facts = Facts::new(CustomerId(next()));
    facts.values.insert(Attribute::TotalOrders, Value::Number("2.0".parse().unwrap()));
    let explained = rule.explain(&facts, &at());
    assert_eq!((explained.kind, explained.matches), (ExplainedKind::All, false));
    assert_eq!((explained.outcome, explained.value), (None, None));
    let [orders, not, login] = explained.rules.as_slice() else { panic!("three parts") };
    assert_eq!((orders.text.as_str(), orders.value.as_deref()), ("total_orders >= 3", Some("2")));
    assert_eq!((orders.outcome, orders.matches), (Some(Outcome::False), false));
    assert_eq!((not.kind, not.matches, not.rules.len()), (ExplainedKind::Not, true, 1));
    assert_eq!((login.outcome, login.matches, &login.value), (Some(Outcome::Unknown), true, &None));
}

#[test]
fn values_are_said_in_words() {
    let instant = Value::Instant("2026-11-01T00:00:00Z".parse().unwrap());
    let list = ["Kitchen", "Garden"].map(str::to_owned).to_vec();
    for (value, said) in [
        (Value::Flag(true), "true"),
        (Value::Number("1000.50".parse().unwrap()), "1000.5"),
        (Value::Number("1000.00".parse().unwrap()), "1000"),
        (Value::Text(" Pune ".to_owned()), "Pune"),
        (instant, "2026-11-01T05:30:00+05:30"),
        (Value::Day("1990-05-17".parse().unwrap()), "1990-05-17"),
        (Value::List(list), "Kitchen, Garden"),
        (Value::Json(serde_json::json!(["a", 1])), "a, 1"),
        (Value::Json(serde_json::json!({"a": 1})), "{\"a\":1}"),
    ] {
        assert_eq!(words(&value, &at()), said);
    }
}
