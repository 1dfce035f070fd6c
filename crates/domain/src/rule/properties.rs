//! Both written forms give every rule back.

use super::{arbitrary, from_json, parse};
use proptest::prelude::*;

proptest! {
    #[test]
    fn text_gives_the_rule_back(rule in arbitrary::rule()) {
        let text = rule.to_string();
        prop_assert_eq!(parse(&text), Ok(rule), "{}", text);
    }

    #[test]
    fn json_gives_the_rule_back(rule in arbitrary::rule()) {
        let tree = rule.to_json();
        prop_assert_eq!(from_json(&tree), Ok(rule), "{}", tree);
    }

    #[test]
    fn rules_that_are_made_up_are_checked_and_normal(rule in arbitrary::rule()) {
        prop_assert_eq!(rule.check(), Ok(()));
        prop_assert_eq!(rule.clone().normal(), rule);
    }
}
