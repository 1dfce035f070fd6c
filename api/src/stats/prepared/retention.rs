//! `GET /api/v1/stats/retention`.

use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
    stats::answer::{self, Asked},
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{Cohort, CohortUnit, Entry, Retention, RetentionQuery};
use patron_db::stats::prepared::{self, Prepared};

const DEFINITIONS: &[(&str, &str)] = &[
    (
        "cohorts",
        "Live profiles by the period of their first event ever: first successful login or first order that counts.",
    ),
    ("size", "Everybody of the cohort, also while its first period is not over."),
    ("cells", "Of those, with such an event in that period. Periods that are not over have no number."),
];

/// Retention
///
/// The last 12 cohorts over 12 periods, by first login or first order and by week or month, in the store's time zone.
/// Prepared in the background: `computed_at` says when, `GET /api/v1/stats/refresh` how that stands.
#[utoipa::path(tag = "stats", operation_id = "get_retention", params(RetentionQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The cohorts.", body = Retention), Problems))]
#[get("/api/v1/stats/retention")]
pub async fn get_retention(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<RetentionQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.get()?;
    let entry = query.entry.unwrap_or(Entry::Login);
    let unit = query.unit.unwrap_or(CohortUnit::Month);
    let mut conn = state.db.staff.acquire().await?;
    let stored = prepared::retention(&mut conn, stored_entry(entry), stored_unit(unit)).await?;
    let about = answer::about(&state, &mut conn, DEFINITIONS).await?;
    drop(conn);
    let as_of = about.as_of;
    let computed_at = stored.as_ref().map(|s| s.computed_at);
    let cohorts = stored.map(|Prepared { content, .. }| content).unwrap_or_default();
    let cohorts = cohorts.into_iter().map(shape).collect();
    let shown = Retention { about, computed_at, entry, unit, cohorts };
    answer::respond(&request, &shown, as_of, &Asked { format: query.format, chart: None })
}

const fn stored_entry(entry: Entry) -> prepared::Entry {
    match entry {
        Entry::Login => prepared::Entry::Login,
        Entry::Order => prepared::Entry::Order,
    }
}

const fn stored_unit(unit: CohortUnit) -> prepared::Unit {
    match unit {
        CohortUnit::Week => prepared::Unit::Week,
        CohortUnit::Month => prepared::Unit::Month,
    }
}

fn shape(c: prepared::Cohort) -> Cohort {
    Cohort { start: c.start, end: c.end, size: c.size, cells: c.cells }
}
