//! From a query on the wire to a filter of the store: days become instants in the store's zone.

use crate::{
    error::{ApiError, ApiResult},
    segments::rules,
    state::AppState,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use patron_api_types::{customers::CustomerQuery, problem::ErrorCode, segments::TargetQuery};
use patron_db::{
    customers::{Filter, PeopleCondition},
    page::LIMIT,
    segments::RuleAt,
};
use patron_domain::{
    money::Money,
    people_set::PeopleSets,
    period::day_start,
    rule::{Rule, SegmentKey},
    segment::Target,
    text,
};

/// Rows a page.
///
/// # Errors
/// When it is not 1 to 200.
pub fn limit(asked: Option<u16>) -> ApiResult<i64> {
    let (default, most) = LIMIT;
    match asked.map(i64::from) {
        None => Ok(default),
        Some(n) if (1..=most).contains(&n) => Ok(n),
        Some(_) => Err(ApiError::field("limit", format!("must be 1 to {most}"))),
    }
}

/// The cursor was made by another list.
pub fn invalid_cursor() -> ApiError {
    ApiError::new(ErrorCode::InvalidCursor).detail("Start again without a cursor.")
}

fn not_negative(name: &str, n: Option<i32>) -> ApiResult<Option<i32>> {
    match n {
        Some(n) if n < 0 => Err(ApiError::field(name, "must not be negative")),
        other => Ok(other),
    }
}

fn money(name: &str, m: Option<Money>) -> ApiResult<Option<Money>> {
    match m {
        Some(m) if m.is_negative() => Err(ApiError::field(name, "must not be negative")),
        other => Ok(other),
    }
}

/// The filter of the customer list.
///
/// # Errors
/// Naming the parameter.
pub async fn filter(state: &AppState, q: &CustomerQuery) -> ApiResult<Filter> {
    let zone = state.shop.time_zone;
    let start = |d: NaiveDate| day_start(d, zone);
    let after = |d: NaiveDate| start(d.checked_add_days(Days::new(1)).unwrap_or(d));
    let search = q.search.as_deref().map(|s| text::optional(s, 255)).transpose();
    let target = Target {
        min_orders: not_negative("min_orders", q.min_orders)?,
        min_spent: money("min_spent", q.min_spent)?,
        signup_after: q.signup_from.map(start),
        signup_before: q.signup_to.map(after),
        last_login_after: q.last_login_from.map(start),
        ..Target::default()
    };
    let max_orders = not_negative("max_orders", q.max_orders)?;
    let max_spent = money("max_spent", q.max_spent)?;
    let rule = q.rule.as_deref().map(|text| rules::read_text("rule", text)).transpose()?;
    Ok(Filter {
        phone_country: Some(state.shop.phone_country.clone()),
        search: search.map_err(|e| ApiError::field("search", e.0))?.flatten(),
        status: q.status,
        consent: q.consent,
        basis: None,
        marketing_consent: q.marketing_consent,
        source: q.source,
        max_orders,
        max_spent,
        logged_in_before: q.last_login_to.map(after),
        rules: conditions_of(state, &target, q.segment, rule).await?,
        sets: q.set.as_ref().map(|sets| conditions(state, sets)).unwrap_or_default(),
    })
}

/// Being in each of these sets, as of now in the shop's calendar.
fn conditions(state: &AppState, sets: &PeopleSets) -> Vec<PeopleCondition> {
    let at = rules::moment(state);
    sets.iter().map(|set| PeopleCondition { set, at }).collect()
}

/// A target, a segment and a rule as conditions, as of now. All must hold.
async fn conditions_of(
    state: &AppState,
    target: &Target,
    segment: Option<SegmentKey>,
    rule: Option<Rule>,
) -> ApiResult<Vec<RuleAt>> {
    let at = rules::moment(state);
    let mut out = Vec::new();
    if *target != Target::default() {
        out.push(RuleAt { rule: target.rule(), at });
    }
    if segment.is_none() && rule.is_none() {
        return Ok(out);
    }
    let mut conn = state.db.staff.acquire().await?;
    if let Some(key) = segment {
        let rule = rules::of_segment(&mut conn, "segment", key).await?;
        out.push(rules::resolved(&mut conn, "segment", &rule, at).await?);
    }
    if let Some(rule) = rule {
        out.push(rules::resolved(&mut conn, "rule", &rule, at).await?);
    }
    Ok(out)
}

/// The conditions of targeted marketing.
///
/// # Errors
/// Naming the parameter.
pub async fn targets(state: &AppState, q: &TargetQuery) -> ApiResult<Vec<RuleAt>> {
    let zone = state.shop.time_zone;
    let instant = |name: &str, value: Option<&str>| -> ApiResult<Option<DateTime<Utc>>> {
        let Some(text) = value else { return Ok(None) };
        if let Ok(at) = text.parse::<DateTime<Utc>>() {
            return Ok(Some(at));
        }
        let day = text.parse::<NaiveDate>().map_err(|_| {
            ApiError::field(name, "must be a time such as 2026-11-01T00:00:00Z or a day such as 2026-11-01")
        })?;
        Ok(Some(day_start(day, zone)))
    };
    let categories = q.categories.as_deref().unwrap_or_default();
    let categories: Vec<String> =
        categories.split(',').map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned).collect();
    if categories.len() > 50 {
        return Err(ApiError::field("categories", "must name at most 50"));
    }
    let target = Target {
        min_orders: not_negative("min_orders", q.min_orders)?,
        min_spent: money("min_spent", q.min_spent)?,
        signup_after: instant("signup_after", q.signup_after.as_deref())?,
        signup_before: None,
        last_login_after: instant("last_login_after", q.last_login_after.as_deref())?,
        last_login_before: instant("last_login_before", q.last_login_before.as_deref())?,
        categories,
    };
    conditions_of(state, &target, q.segment, None).await
}
