//! Why somebody is in a segment, or isn't.

use super::RuleOf;
use chrono::{DateTime, Utc};
use patron_domain::{ids::CustomerId, words};

crate::wire! {
    /// Whose membership of what is to be explained.
    pub struct ExplainRequest {
        /// Of which people.
        #[serde(flatten)]
        pub of: RuleOf,
        /// Who.
        pub customer_id: CustomerId,
    }

    /// Why somebody matches a rule, or doesn't.
    pub struct Explanation {
        /// Who.
        pub customer_id: CustomerId,
        /// Whether they match.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub matches: bool,
        /// The rule, each part with what came of it.
        pub rule: ExplainedRule,
        /// As of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
        /// The zone whose days the rule means.
        #[cfg_attr(feature = "openapi", schema(example = "Asia/Kolkata"))]
        pub time_zone: String,
    }

    /// A part of a rule and what came of it.
    pub struct ExplainedRule {
        /// What it is.
        pub kind: ExplainedKind,
        /// The part in one line.
        #[cfg_attr(feature = "openapi", schema(example = "total_orders >= 3"))]
        pub text: String,
        /// Whether it holds of the person.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub matches: bool,
        /// A condition's own answer; `unknown` matches only when the condition includes the unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome: Option<ExplainedOutcome>,
        /// The value that was compared, in words; absent when it isn't known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2"))]
        pub value: Option<String>,
        /// The parts of a group.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        pub rules: Vec<ExplainedRule>,
    }
}

words! {
    /// Kinds of parts.
    ExplainedKind {
        /// All of its parts must hold.
        All = "all",
        /// One of its parts must hold.
        Any = "any",
        /// Its part must not hold.
        Not = "not",
        /// A condition.
        Condition = "condition",
    }
}

words! {
    /// What a condition says of a person.
    ExplainedOutcome {
        /// It holds.
        True = "true",
        /// It doesn't.
        False = "false",
        /// The value isn't known.
        Unknown = "unknown",
    }
}
