//! `POST /api/v1/segments/preview`.

use super::rules;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Reader, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    post,
    web::{Data, Json},
};
use futures_util::future::try_join;
use patron_api_types::{
    customers::{CustomerRow, CustomerSort, SortOrder},
    segments::{PreviewRequest, Reach, SegmentPreview},
};
use patron_db::{
    customers::{self, Filter, PageBy},
    page::LIMIT,
    segments, stats,
};
use patron_domain::{consent::Channel, money::Money, rule::audience::marketing, segment::Audience};
use std::time::Instant;

/// Count and show the people of a rule
///
/// While it is being written: nothing is stored. The rule comes back as it was understood, as a tree and in one line.
/// `added` is what a marketing segment adds to it.
#[utoipa::path(tag = "segments", operation_id = "preview_segment", request_body = PreviewRequest,
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "How many people, and the first of them.", body = SegmentPreview), Problems))]
#[post("/api/v1/segments/preview")]
pub async fn preview_segment(
    state: Data<AppState>,
    _caller: Reader,
    body: ValidJson<PreviewRequest>,
) -> ApiResult<Json<SegmentPreview>> {
    let request = body.get()?;
    let rule = rules::read("/rule", &request.rule)?;
    let sample = sample(request.sample)?;
    let added = match request.audience {
        Some(Audience::Marketing) => Some(marketing(request.channel.unwrap_or(Channel::Email))),
        Some(Audience::Analysis) | None => None,
    };
    let effective = match &added {
        Some(added) => rule.clone().and(added.clone()),
        None => rule.clone(),
    };
    let at = rules::moment(&state);
    let filter = rules::people(&state, "/rule", &effective, at).await?;
    let by = PageBy {
        sort: request.sort.unwrap_or(CustomerSort::Spent),
        desc: request.order != Some(SortOrder::Asc),
        limit: sample,
        cursor: None,
    };
    let (counted, sample) =
        try_join(count(&state, &filter, request.reach == Some(true)), show(&state, &filter, by)).await?;
    let customers = stats::customers(&mut *state.db.staff.acquire().await?).await?;
    Ok(Json(SegmentPreview {
        text: rule.to_string(),
        rule,
        added: added.map(|added| added.to_string()),
        people: counted.people,
        customers,
        reach: counted.reach,
        sample,
        as_of: at.now,
        time_zone: at.zone.name().to_owned(),
        took_ms: counted.took_ms,
    }))
}

fn sample(asked: Option<u16>) -> ApiResult<i64> {
    let (default, most) = LIMIT;
    match asked.map(i64::from) {
        None => Ok(default),
        Some(n) if n <= most => Ok(n),
        Some(_) => Err(ApiError::field("/sample", format!("must be 0 to {most}"))),
    }
}

struct Counted {
    people: i64,
    reach: Option<Reach>,
    took_ms: i64,
}

async fn count(state: &AppState, filter: &Filter, with_reach: bool) -> ApiResult<Counted> {
    let begun = Instant::now();
    let (people, reach) = if with_reach {
        let (people, reach) = segments::reach(&state.db.staff, filter).await?;
        let reach = Reach {
            email: reach.email,
            other_only: reach.other_only,
            none: reach.none,
            lifetime_value: Money::trusted(reach.lifetime_value),
        };
        (people, Some(reach))
    } else {
        let mut conn = state.db.staff.acquire().await?;
        (customers::count(&mut conn, state.db.staff.keyring(), filter).await?, None)
    };
    let took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    Ok(Counted { people, reach, took_ms })
}

/// The first people, on a connection of its own beside the count.
async fn show(state: &AppState, filter: &Filter, by: PageBy<'_>) -> ApiResult<Vec<CustomerRow>> {
    if by.limit == 0 {
        return Ok(Vec::new());
    }
    let mut conn = state.db.staff.acquire().await?;
    let slice = customers::list(&mut conn, state.db.staff.keyring(), filter, by).await?;
    // there is no cursor that would not fit
    Ok(slice.map(|slice| slice.items).unwrap_or_default().into_iter().map(shape::customer_row).collect())
}
