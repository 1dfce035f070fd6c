//! Rules as callers write them: read, checked, and made into conditions of the store.

use crate::{
    error::{ApiError, ApiResult},
    extract::Checked,
    state::AppState,
};
use patron_api_types::segments::{RuleInput, RuleOf};
use patron_db::{
    PgConnection,
    customers::Filter,
    segments::{RuleAt, resolve, store},
};
use patron_domain::{
    people_set::Moment,
    rule::{Rule, SegmentKey, check::RuleError, json::from_json, parse::parse},
    segment::NamedSet,
};

/// Now, in the shop's calendar.
pub fn moment(state: &AppState) -> Moment {
    Moment::new(state.now(), state.shop.time_zone, &state.shop.week_start)
}

/// Reads a rule of a body. What is wrong is told by `pointer` and the place in the tree, or by the character.
///
/// # Errors
/// What is wrong with it.
pub fn read(pointer: &str, input: &RuleInput) -> ApiResult<Rule> {
    match input {
        RuleInput::Text(text) => read_text(pointer, text),
        RuleInput::Tree(tree) => from_json(tree).map_err(|e| fault(pointer, &e)),
    }
}

/// Reads a rule in one line of text.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_text(pointer: &str, text: &str) -> ApiResult<Rule> {
    parse(text).map_err(|e| fault(pointer, &e))
}

fn fault(pointer: &str, e: &RuleError) -> ApiError {
    ApiError::field(format!("{pointer}{}", e.path), e.to_string())
}

/// As [`read`], among other fields that are looked at. Everybody when it is no good.
pub fn take(checked: &mut Checked, pointer: &str, input: &RuleInput) -> Rule {
    read(pointer, input).unwrap_or_else(|e| {
        for field in e.field_problems() {
            checked.fault(&field.pointer, field.message.clone());
        }
        Rule::EVERYONE
    })
}

/// A rule refers to a segment that is not there.
pub fn unknown_segment(pointer: &str) -> ApiError {
    ApiError::field(pointer, "refers to a segment that does not exist, or through too many others")
}

/// A rule as a condition of the store, as of now, with the rules of the segments it refers to.
///
/// # Errors
/// When a segment is not there.
pub async fn resolved(conn: &mut PgConnection, pointer: &str, rule: &Rule, at: Moment) -> ApiResult<RuleAt> {
    let rule = resolve(conn, rule).await?.ok_or_else(|| unknown_segment(pointer))?;
    Ok(RuleAt { rule, at })
}

/// The people of a rule, as of now.
///
/// # Errors
/// When a segment it refers to is not there.
pub async fn people(state: &AppState, pointer: &str, rule: &Rule, at: Moment) -> ApiResult<Filter> {
    let rule = resolved(&mut *state.db.staff.acquire().await?, pointer, rule, at).await?;
    Ok(Filter { rules: vec![rule], ..Filter::default() })
}

/// The rule that tells who is in a segment, with what its audience adds.
///
/// # Errors
/// When there is no such segment.
pub async fn of_segment(conn: &mut PgConnection, pointer: &str, key: SegmentKey) -> ApiResult<Rule> {
    let segment = store::get(conn, key).await?.ok_or_else(|| {
        let names: Vec<&str> = NamedSet::ALL.iter().map(|set| set.as_str()).collect();
        ApiError::field(pointer, format!("must be {} or the id of a segment", names.join(", ")))
    })?;
    Ok(segment.effective())
}

/// The rule that stands under `pointer` in a body, itself or by the name of a segment; and which of both was given.
///
/// # Errors
/// When both or none were given, or what was given is no good.
pub async fn of_either(state: &AppState, pointer: &str, of: &RuleOf) -> ApiResult<(Rule, String)> {
    match (&of.rule, of.segment) {
        (Some(input), None) => {
            let pointer = format!("{pointer}/rule");
            Ok((read(&pointer, input)?, pointer))
        }
        (None, Some(key)) => {
            let pointer = format!("{pointer}/segment");
            let rule = of_segment(&mut *state.db.staff.acquire().await?, &pointer, key).await?;
            Ok((rule, pointer))
        }
        (None, None) => Err(ApiError::field(format!("{pointer}/rule"), "must be given, or a segment")),
        (Some(_), Some(_)) => {
            Err(ApiError::field(format!("{pointer}/rule"), "can't be given together with a segment"))
        }
    }
}
