use super::*;
use crate::{
    ids::CustomerId,
    rule::{DateTest, Facts, facts::Value},
};
use proptest::proptest;

fn nobody() -> Facts {
    Facts::new(CustomerId(uuid::Uuid::nil()))
}

proptest! {
    #[test]
    fn any_rule_passes_its_check_and_is_normal(rule in rule()) {
        prop_assert_eq!(rule.check(), Ok(()));
        prop_assert_eq!(rule.clone().normal(), rule);
    }

    #[test]
    fn not_is_the_complement_of_any_rule(rule in rule(), at in moment()) {
        let facts = nobody();
        let not = Rule::Not(Box::new(rule.clone()));
        prop_assert_ne!(not.matches(&facts, &at), rule.matches(&facts, &at));
    }

    #[test]
    fn negative_dates_are_the_complement_on_known_ones(
        (at, instant) in moment().prop_flat_map(|at| (Just(at), instant(at))),
        days in 1..=90_u16,
    ) {
        let span = crate::rule::Span { n: days, unit: crate::rule::Unit::Day };
        let holds = |test: DateTest| test.resolve(&at).holds(instant, at.zone);
        prop_assert_ne!(holds(DateTest::InLast(span)), holds(DateTest::NotInLast(span)));
        // what isn't in the last days, nor longer ago, is in the future
        let past = holds(DateTest::InLast(span)) || holds(DateTest::AtLeastAgo(span));
        prop_assert_eq!(past, instant <= at.now);
    }

    #[test]
    fn an_explanation_says_what_the_rule_says(rule in rule(), at in moment(), name in spelled("Ananya")) {
        let mut facts = nobody();
        facts.values.insert(Attribute::FullName, Value::Text(name));
        facts.derive();
        let explained = rule.explain(&facts, &at);
        prop_assert_eq!(explained.matches, rule.matches(&facts, &at));
        prop_assert_eq!(explained.text, rule.to_string());
    }
}

#[test]
fn every_json_of_the_vocabulary_is_json() {
    for text in vocabulary::JSON {
        assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
    }
}
