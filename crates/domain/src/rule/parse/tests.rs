//! Every test and function read and printed; what is wrong is refused at its place; nothing makes it panic.

use super::{MAX_BYTES, examples::CANONICAL, parse, tokens};
use crate::rule::{Attribute, MAX_CONDITIONS, Rule, TEMPLATES, from_json};
use proptest::prelude::*;

#[test]
fn every_test_is_printed_as_it_was_and_survives_both_forms() {
    for text in CANONICAL {
        let rule = parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(rule.to_string(), *text);
        assert_eq!(rule.check(), Ok(()), "{text}");
        assert_eq!(from_json(&rule.to_json()), Ok(rule.clone()), "{text}: {}", rule.to_json());
        let sent = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&sent).unwrap(), rule, "{sent}");
        assert!(tokens(text).iter().all(|(_, kind)| *kind != super::TokenKind::Wrong), "{text}");
    }
}

#[test]
fn what_people_also_write_is_understood() {
    for (typed, canonical) in [
        ("  TOTAL_ORDERS>=3 AND Spent<>0 ", "total_orders >= 3 and total_spent != 0"),
        ("((total_orders ≥ 3))", "total_orders >= 3"),
        ("not not email is set", "email is set"),
        ("ltv = 1000.00", "lifetime_value = 1000"),
        ("status = active", "status = \"active\""),
        ("status in (Active, \"blocked\")", "status in (\"active\", \"blocked\")"),
        ("signup_date >= 2026-11-01", "signup_date on or after 2026-11-01"),
        ("signup_date = 2026-11-01", "signup_date on 2026-11-01"),
        ("signup_date after 2026-11-01T05:30:00+05:30", "signup_date after 2026-11-01T00:00:00Z"),
        ("source != website including unknown", "source != \"website\""),
        ("in_segment(\"high_value\") = true", "in_segment(\"high_value\")"),
        ("not in_segment(\"high_value\")", "not (in_segment(\"high_value\"))"),
        ("signup_date in last 1 days", "signup_date in last 1 day"),
    ] {
        assert_eq!(parse(typed).map(|rule| rule.to_string()), Ok(canonical.to_owned()), "{typed}");
    }
    for attribute in Attribute::ALL {
        for name in attribute.aliases() {
            let test = if attribute.kind() == crate::rule::Kind::Flag { "= true" } else { "is set" };
            let rule = parse(&format!("{name} {test}")).unwrap();
            assert!(rule.to_string().starts_with(attribute.as_str()));
        }
    }
}

#[test]
fn errors_stand_at_their_character_and_suggest() {
    for (text, at, said) in [
        ("", 1, "expected a condition"),
        ("totl_orders >= 3", 1, "did you mean `total_orders`?"),
        ("₹ and", 1, "no meaning"),
        ("email is set and toal_spent > 1", 18, "did you mean `total_spent`?"),
        ("full_name = \"₹\" and ordrs().count = 1", 21, "did you mean `orders`?"),
        ("full_name contain \"a\"", 11, "did you mean `contains`?"),
        ("signup_date befor 2026-01-01", 13, "did you mean `before`?"),
        ("total_orders contains \"a\"", 14, "a number takes `=`"),
        ("total_orders >= \"3\"", 17, "a number, such as 3"),
        ("total_spent >= 1,000", 17, "`and`, `or` or the end"),
        ("email_domain = gmail", 16, "double quotes"),
        ("email_domain > \"a\"", 14, "`=` or `!=`"),
        ("status = activ", 10, "did you mean `active`?"),
        ("status = \"activ\"", 10, "did you mean `active`?"),
        ("status in (\"active\", \"blockd\")", 22, "did you mean `blocked`?"),
        ("status in (active, blockd)", 20, "did you mean `blocked`?"),
        ("status contains \"act\"", 8, "a word takes"),
        ("mobile_number contains \"98\"", 15, "a sealed text takes"),
        ("email contains \"  \"", 16, "must not be empty"),
        ("email = \"a", 9, "no closing"),
        ("signup_date in last 30", 23, "`hours`, `days`"),
        ("signup_date in last 30 dys", 24, "did you mean `days`?"),
        ("signup_date in last 30d", 21, "`30 days`"),
        ("signup_date in last 0 days", 21, "1 to 3650"),
        ("signup_date in last 2.5 days", 21, "whole number"),
        ("signup_date at least 3 days", 28, "`ago`"),
        ("signup_date between 60 days and 30 days ago", 33, "longer ago"),
        ("total_orders between 5 and 3", 22, "greater"),
        ("signup_date on 2026-02-30", 16, "2026-11-01"),
        ("signup_date in month 13", 22, "1 to 12"),
        ("birthday in last 7 days", 10, "a day of the year takes"),
        ("preferred_categories = \"a\"", 22, "a list takes"),
        ("orders.count >= 1", 7, "expected `(`"),
        ("orders(amout >= 1).count >= 1", 8, "did you mean `amount`?"),
        ("orders(amount >= 1).cout >= 1", 21, "did you mean `count`?"),
        ("orders().sum(status) > 1", 14, "only `amount`"),
        ("logins(property(\"a\") = 1).count > 1", 8, "has no `property`"),
        ("event(\"\").count > 1", 1, "must not be empty"),
        ("in_segment(\"vip\")", 12, "high_value"),
        ("in_campaign(\"x\")", 13, "id of a campaign"),
        ("random_bucket(\"a\", 0)", 1, "more than 0"),
        ("in_segment(\"high_value\") is set", 26, "`and`, `or` or the end"),
        ("email = \"a\" excluding unknown", 13, "only negative tests"),
        ("email is set an city is set", 14, "did you mean `and`?"),
        ("(email is set", 14, "expected `)`"),
        ("email is set)", 13, "`and`, `or` or the end"),
        ("email is", 9, "`set`"),
        ("total_orders = 1e9", 16, "1499.50"),
        ("total_spent = 0.0000001", 15, "6 after"),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(error.at, Some(at), "{text}: {error}");
        assert!(error.message.contains(said), "{text}: {error}");
        assert_eq!(error.path, "");
    }
    assert!(parse("total_orders").unwrap_err().to_string().starts_with("at character 13: expected a test"));
}

#[test]
fn depth_size_and_length_have_bounds() {
    let many = vec!["email is set"; MAX_CONDITIONS].join(" and ");
    assert!(parse(&many).is_ok());
    let error = parse(&format!("{many} and city is set")).unwrap_err();
    assert_eq!((error.at, error.message.contains("100 conditions")), (Some(many.chars().count() + 6), true));
    let filters = vec!["amount > 1"; MAX_CONDITIONS].join(", ");
    assert!(parse(&format!("orders({filters}).count > 1")).is_err(), "filters are conditions");

    let nested = |levels: usize| {
        (0..levels).fold("email is set".to_owned(), |inner, n| {
            format!("city is set {} ({inner})", if n % 2 == 0 { "and" } else { "or" })
        })
    };
    assert_eq!(parse(&nested(5)).unwrap().depth(), 5);
    assert!(parse(&nested(6)).unwrap_err().message.contains("5 deep"));
    for deep in ["(".repeat(50_000), "not ".repeat(20_000), format!("{}email", "not(".repeat(20_000))] {
        assert!(parse(&deep).unwrap_err().message.contains("5 deep"));
    }
    assert!(parse(&" ".repeat(MAX_BYTES + 1)).is_err());
}

#[test]
fn the_reference_names_every_attribute_and_template() {
    let reference = include_str!("../../../RULES.md");
    for attribute in Attribute::ALL {
        for name in std::iter::once(&attribute.as_str()).chain(attribute.aliases()) {
            assert!(reference.contains(&format!("`{name}`")), "RULES.md lacks {name}");
        }
    }
    for template in TEMPLATES {
        assert!(reference.contains(template.text), "RULES.md lacks {}", template.text);
        assert!(reference.contains(&format!("`{}`", template.name)), "RULES.md lacks {}", template.name);
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = parse(&text);
        let _ = tokens(&text);
    }

    #[test]
    fn no_change_of_a_rule_makes_it_panic(
        text in prop::sample::select(CANONICAL),
        cut in any::<prop::sample::Index>(),
        length in 0_usize..4,
        put in "[a-z0-9 ()\"\\\\.,=<>!₹_-]{0,4}",
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        let from = cut.index(chars.len());
        let to = (from + length).min(chars.len());
        drop(chars.splice(from..to, put.chars()));
        let changed: String = chars.into_iter().collect();
        let places: Vec<_> = tokens(&changed).into_iter().map(|(range, _)| range).collect();
        prop_assert!(places.iter().all(|range| changed.get(range.clone()).is_some()));
        match parse(&changed) {
            Ok(rule) => {
                prop_assert_eq!(rule.check(), Ok(()));
                prop_assert_eq!(parse(&rule.to_string()), Ok(rule));
            }
            Err(error) => prop_assert!(error.at.is_some_and(|at| at <= changed.chars().count() + 1)),
        }
    }
}
