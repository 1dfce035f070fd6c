//! `POST /api/v1/segments/conditions`.

use super::rules;
use crate::{
    error::ApiResult,
    extract::{Reader, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    post,
    web::{Data, Json},
};
use futures_util::{StreamExt as _, stream};
use patron_api_types::segments::{ConditionCount, ConditionCounts, ConditionsRequest};
use patron_db::{Error, customers, segments, stats};
use patron_domain::{
    people_set::Moment,
    rule::{Condition, Rule, Subject, Unknown},
};
use std::time::{Duration, Instant};

/// How many conditions are counted at a time.
const BESIDE: usize = 2;

/// How long all of them may take; those that are left then are not counted.
const PATIENCE: Duration = Duration::from_secs(20);

/// Count each condition of a rule
///
/// How many people each condition means by itself: of how many it is true, of how many it is false, and of how many the
/// value isn't known.
#[utoipa::path(tag = "segments", operation_id = "count_segment_conditions", request_body = ConditionsRequest,
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The counts.", body = ConditionCounts), Problems))]
#[post("/api/v1/segments/conditions")]
pub async fn count_conditions(
    state: Data<AppState>,
    _caller: Reader,
    body: ValidJson<ConditionsRequest>,
) -> ApiResult<Json<ConditionCounts>> {
    let rule = rules::read("/rule", &body.get()?.rule)?;
    let at = rules::moment(&state);
    // a segment that is gone is told as in a preview
    rules::people(&state, "/rule", &rule, at).await?;
    let customers = stats::customers(&mut *state.db.staff.acquire().await?).await?;
    let begun = Instant::now();
    let work: Vec<_> =
        rule.conditions().into_iter().map(|condition| one(&state, condition, at, customers, begun)).collect();
    let counted: Vec<ApiResult<ConditionCount>> = stream::iter(work).buffered(BESIDE).collect().await;
    let items = counted.into_iter().collect::<ApiResult<Vec<_>>>()?;
    Ok(Json(ConditionCounts { items, customers, as_of: at.now }))
}

async fn one(
    state: &AppState,
    condition: &Condition,
    at: Moment,
    customers: i64,
    begun: Instant,
) -> ApiResult<ConditionCount> {
    let late = begun.elapsed() >= PATIENCE;
    let counted = if late { None } else { Some(leaf(state, condition, at).await?) };
    let failure = match counted {
        None => Some("Counting the conditions before it took too long."),
        Some(None) => Some("Counting took longer than 10 seconds."),
        Some(Some(_)) => None,
    };
    let leaf = counted.flatten();
    let (matched, unknown) = leaf.map_or((0, 0), |leaf| (leaf.matched, leaf.unknown));
    Ok(ConditionCount {
        text: condition.to_string(),
        matched,
        not_matched: if leaf.is_some() { (customers - matched).max(0) } else { 0 },
        unknown,
        unknown_matches: condition.unknown == Unknown::Include,
        failure: failure.map(str::to_owned),
    })
}

/// Counts one condition; `None` when it takes too long.
async fn leaf(state: &AppState, condition: &Condition, at: Moment) -> ApiResult<Option<Counts>> {
    let staff = &state.db.staff;
    let counted = match condition.subject {
        // of being in a segment nothing is unknown
        Subject::Segment(_) => {
            let filter = rules::people(state, "/rule", &Rule::Is(condition.clone()), at).await?;
            let mut conn = staff.acquire().await?;
            customers::count(&mut conn, staff.keyring(), &filter)
                .await
                .map(|matched| Counts { matched, unknown: 0 })
        }
        _ => segments::condition(staff, condition, &at)
            .await
            .map(|leaf| Counts { matched: leaf.matched, unknown: leaf.unknown }),
    };
    match counted {
        Ok(counts) => Ok(Some(counts)),
        Err(Error::Timeout) => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}

#[derive(Clone, Copy)]
struct Counts {
    matched: i64,
    unknown: i64,
}
