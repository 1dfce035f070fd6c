//! `GET /api/v1/stats/lifetime-value`.

use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
    stats::answer::{self, Asked},
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{About, LifetimeValue, ValueBucket, ValueCohort, ValueWindow};
use patron_db::stats::prepared::{self, Prepared, lifetime_value as stored};
use patron_domain::money::Money;

const DEFINITIONS: &[(&str, &str)] = &[
    ("buyers", "Live profiles with an order that counts, opening balances included."),
    (
        "total",
        "Totals of their orders that count, less refunds, without shipping and tax, opening balances included.",
    ),
    ("average", "`total` per buyer."),
    ("median", "Half of the buyers are at or below this."),
    ("p90", "Nine of ten buyers are at or below this."),
    ("distribution", "Buyers by their lifetime value."),
    ("cohorts", "Live profiles by the month of their first order that counts and has a date."),
    ("complete", "People of the cohort whose first order is at least so many days of 24 hours ago."),
    (
        "windows",
        "Mean value, of those, of orders that count and came within so many days after the first one.",
    ),
];

/// Lifetime value
///
/// What customers have been worth so far: mean, median and distribution over all buyers, and by month of the first
/// order after 30, 60, 90, 180 and 365 days, of people for whom so many days are over. Prepared in the background:
/// `computed_at` says when, `GET /api/v1/stats/refresh` how that stands. It predicts nothing.
#[utoipa::path(tag = "stats", operation_id = "get_lifetime_value", params(Asked),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The values.", body = LifetimeValue), Problems))]
#[get("/api/v1/stats/lifetime-value")]
pub async fn get_lifetime_value(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    asked: ValidQuery<Asked>,
) -> ApiResult<HttpResponse> {
    let asked = asked.get()?;
    let mut conn = state.db.staff.acquire().await?;
    let stored = prepared::lifetime_value(&mut conn).await?;
    let about = answer::about(&state, &mut conn, DEFINITIONS).await?;
    drop(conn);
    let as_of = about.as_of;
    answer::respond(&request, &shape(about, stored), as_of, &asked)
}

fn shape(about: About, report: Option<Prepared<stored::LifetimeValue>>) -> LifetimeValue {
    let computed_at = report.as_ref().map(|r| r.computed_at);
    let v = report.map(|Prepared { content, .. }| content).unwrap_or_default();
    LifetimeValue {
        about,
        computed_at,
        buyers: v.buyers,
        total: Money::trusted(v.total),
        average: v.average.map(Money::trusted),
        median: v.median.map(Money::trusted),
        p90: v.p90.map(Money::trusted),
        distribution: v.distribution.into_iter().map(shape_bucket).collect(),
        cohorts: v.cohorts.into_iter().map(shape_cohort).collect(),
    }
}

fn shape_bucket(b: stored::Bucket) -> ValueBucket {
    ValueBucket {
        from: Money::trusted(b.from),
        to: b.to.map(Money::trusted),
        people: b.people,
        total: Money::trusted(b.total),
    }
}

fn shape_cohort(c: stored::Cohort) -> ValueCohort {
    let window = |w: stored::Window| ValueWindow {
        days: w.days,
        complete: w.complete,
        average: w.average.map(Money::trusted),
    };
    ValueCohort {
        start: c.start,
        end: c.end,
        size: c.size,
        windows: c.windows.into_iter().map(window).collect(),
    }
}
