//! How callers write a rule.

use patron_domain::rule::{Rule, SegmentKey};
use serde::{Deserialize, Serialize};

/// A rule as text (`"total_orders >= 3 and total_spent >= 1000"`) or as a tree
/// (`{"all": [{"attribute": "total_orders", "op": ">=", "value": 3}, …]}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!("total_orders >= 3 and total_spent >= 1000")))]
#[serde(untagged)]
pub enum RuleInput {
    /// One line of text.
    Text(String),
    /// A tree; see the schema `Rule`.
    #[cfg_attr(feature = "openapi", schema(value_type = Rule))]
    Tree(serde_json::Value),
}

impl From<&Rule> for RuleInput {
    fn from(rule: &Rule) -> Self {
        Self::Text(rule.to_string())
    }
}

/// People by a segment or by a rule: exactly one of both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RuleOf {
    /// A segment, by its name or id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "high_value"))]
    pub segment: Option<SegmentKey>,
    /// A rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleInput>,
}
