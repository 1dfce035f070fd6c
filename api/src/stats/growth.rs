//! `GET /api/v1/stats/growth`.

use super::{
    answer::{self, Answer, Asked},
    definitions, question, span,
};
use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{About, Growth, GrowthBucket, GrowthSplit, SpanQuery};
use patron_db::stats::{
    calendar,
    growth::{self as store, Bucket, Split},
    span::Span,
};

/// Growth
///
/// New people by day, week or month of the store's time zone, without gaps, with those of the span before, how many
/// there were, who was active, orders, and the new ones by source and method of sign-up. Charts as tables: `series`,
/// `sources`, `methods`.
#[utoipa::path(tag = "stats", operation_id = "get_growth",
    params(SpanQuery, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before.")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses(
        (status = 200, description = "The numbers; with `format=csv` a chart of them.",
            content((Growth = "application/json"), (String = "text/csv")),
            headers(("ETag" = String, description = "Of the numbers, whenever they were read."))),
        (status = 304, description = "Nothing has changed since the answer with this `ETag`."),
        Problems))]
#[get("/api/v1/stats/growth")]
pub async fn get_growth(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<SpanQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.get()?;
    let asked = Asked::from(&query);
    asked.chart_of::<Growth>()?;
    if asked.is_table() {
        let growth = count(&state, &query).await?;
        return answer::respond(&request, &growth, growth.about.as_of, &asked);
    }
    let compute = async {
        let growth = count(&state, &query).await?;
        Answer::new(&growth, growth.about.as_of)
    };
    Ok(state.answers.ask(&state, &question("growth", &query), compute).await?.respond(&request))
}

async fn count(state: &AppState, query: &SpanQuery) -> ApiResult<Growth> {
    let mut conn = state.db.staff.acquire().await?;
    loop {
        let calendar = calendar::ready(&mut conn).await?;
        let now = state.now();
        let span = span::checked(query, &calendar, calendar.day(now))?;
        if let Some(found) = store::read(&mut conn, &calendar, &span).await? {
            let about = answer::about_of(state, &calendar, now, definitions::GROWTH);
            return Ok(wire(about, query, &span, found));
        }
    }
}

fn wire(about: About, query: &SpanQuery, span: &Span, g: store::Growth) -> Growth {
    Growth {
        about,
        unit: span::unit(query),
        from: span.from,
        to: span.to(),
        new: g.buckets.iter().map(|b| b.new).sum(),
        new_before: g.buckets.iter().map(|b| b.new_before).sum(),
        buckets: g.buckets.iter().map(bucket).collect(),
        by_source: g.by_source.into_iter().map(split).collect(),
        by_method: g.by_method.into_iter().map(split).collect(),
    }
}

fn bucket(b: &Bucket) -> GrowthBucket {
    GrowthBucket {
        start: b.period.start,
        end: b.period.end,
        partial: b.period.partial,
        new: b.new,
        new_before: b.new_before,
        cumulative: b.cumulative,
        active: b.active,
        active_new: b.active_new,
        orders: b.orders,
        revenue: b.revenue,
        restated_at: b.restated_at,
    }
}

fn split(s: Split) -> GrowthSplit {
    GrowthSplit { key: s.key, total: s.total, values: s.values }
}
