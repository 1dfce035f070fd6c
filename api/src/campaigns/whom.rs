//! What the making of a campaign and its preview ask in the same words.

use crate::{
    error::{ApiError, ApiResult},
    extract::Checked,
    segments::rules,
};
use patron_api_types::segments::RuleOf;
use patron_db::campaigns::{Of, Unknown};
use rust_decimal::Decimal;

/// How many of a hundred are held out unless somebody says.
const HOLDOUT: Decimal = Decimal::TEN;

/// How many of a hundred are held out.
pub(super) fn holdout(checked: &mut Checked, percent: Option<Decimal>) -> Decimal {
    let percent = percent.unwrap_or(HOLDOUT).normalize();
    if !(Decimal::ZERO..=Decimal::from(50)).contains(&percent) || percent.scale() > 2 {
        checked.fault("/holdout_percent", "must be 0 to 50, with at most two decimals");
    }
    percent
}

/// For how many days another campaign leaves somebody out.
pub(super) fn exclude_days(checked: &mut Checked, days: Option<u16>) -> Option<i32> {
    if days.is_some_and(|days| !(1..=365).contains(&days)) {
        checked.fault("/exclude_days", "must be 1 to 365");
    }
    days.map(i32::from)
}

/// Of whom it is.
pub(super) fn of(of: RuleOf) -> ApiResult<Of> {
    match of {
        RuleOf { segment: Some(key), rule: None } => Ok(Of::Segment(key)),
        RuleOf { segment: None, rule: Some(rule) } => Ok(Of::Rule(rules::read("/of/rule", &rule)?)),
        RuleOf { .. } => Err(ApiError::field("/of", "must have either a segment or a rule")),
    }
}

/// Nobody can tell whom it is of.
pub(super) fn unknown(why: Unknown) -> ApiError {
    match why {
        Unknown::Segment => ApiError::field("/of/segment", "must be a segment that there is"),
        Unknown::Reference => rules::unknown_segment("/of"),
    }
}
