//! `GET /api/v1/stats/engagement`.

use super::{
    answer::{self, Answer, Asked},
    definitions, question,
    rates::{mean, rate},
    shares, span,
};
use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{
    About, ActivePeriod, Engagement, EngagementDay, FrequencyBucket, HeatRow, SpanQuery,
};
use patron_db::stats::{
    calendar,
    engagement::{self as store, Active, Day},
    span::Span,
};

/// From Monday, as the store counts them.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Engagement
///
/// Who comes back: daily, weekly and monthly active people as of today and by day, who was active by period, how often
/// people sign in, at which hour of which weekday, how, and with what; and why attempts failed. Active is who signed in
/// or placed an order that counts. Charts as tables: `periods`, `days`, `frequency`, `heat_map`, `methods`, `devices`,
/// `reasons`.
#[utoipa::path(tag = "stats", operation_id = "get_engagement",
    params(SpanQuery, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before.")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses(
        (status = 200, description = "The numbers; with `format=csv` a chart of them.",
            content((Engagement = "application/json"), (String = "text/csv")),
            headers(("ETag" = String, description = "Of the numbers, whenever they were read."))),
        (status = 304, description = "Nothing has changed since the answer with this `ETag`."),
        Problems))]
#[get("/api/v1/stats/engagement")]
pub async fn get_engagement(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<SpanQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.get()?;
    let asked = Asked::from(&query);
    asked.chart_of::<Engagement>()?;
    if asked.is_table() {
        let engagement = count(&state, &query).await?;
        return answer::respond(&request, &engagement, engagement.about.as_of, &asked);
    }
    let compute = async {
        let engagement = count(&state, &query).await?;
        Answer::new(&engagement, engagement.about.as_of)
    };
    Ok(state.answers.ask(&state, &question("engagement", &query), compute).await?.respond(&request))
}

async fn count(state: &AppState, query: &SpanQuery) -> ApiResult<Engagement> {
    let mut conn = state.db.staff.acquire().await?;
    loop {
        let calendar = calendar::ready(&mut conn).await?;
        let now = state.now();
        let span = span::checked(query, &calendar, calendar.day(now))?;
        if let Some(found) = store::read(&mut conn, &calendar, &span).await? {
            let about = answer::about_of(state, &calendar, now, definitions::ENGAGEMENT);
            return Ok(wire(about, query, &span, &found));
        }
    }
}

fn wire(about: About, query: &SpanQuery, span: &Span, e: &store::Engagement) -> Engagement {
    let sunday_first = about.week_start == "sunday";
    Engagement {
        about,
        unit: span::unit(query),
        from: span.from,
        to: span.to(),
        dau: e.dau,
        wau: e.wau,
        mau: e.mau,
        stickiness: rate(e.active_days_30d, 30 * e.mau),
        logins_30d: e.logins_30d,
        logins_per_engaged: mean(e.logins_30d, e.mau),
        periods: e.periods.iter().map(period).collect(),
        days: e.days.iter().map(day).collect(),
        login_frequency: frequency(&e.login_frequency),
        heat_map: heat_map(&e.heat_map, sunday_first),
        methods: shares(&e.methods),
        devices: shares(&e.devices),
        failure_reasons: shares(&e.failure_reasons),
    }
}

fn period(a: &Active) -> ActivePeriod {
    ActivePeriod {
        start: a.period.start,
        end: a.period.end,
        partial: a.period.partial,
        active: a.active,
        new: a.new,
    }
}

fn day(d: &Day) -> EngagementDay {
    EngagementDay {
        day: d.day,
        dau: d.dau,
        wau: d.wau,
        mau: d.mau,
        logins: d.logins,
        failed_logins: d.failed_logins,
    }
}

/// Each bucket ends before the next one.
fn frequency(buckets: &[(i32, i64)]) -> Vec<FrequencyBucket> {
    let ends = buckets.iter().skip(1).map(|(next, _)| Some(next - 1)).chain([None]);
    let bucket = |((from, people), to): (&(i32, i64), Option<i32>)| FrequencyBucket {
        from: *from,
        to,
        people: *people,
    };
    buckets.iter().zip(ends).map(bucket).collect()
}

fn heat_map(from_monday: &[Vec<i64>], sunday_first: bool) -> Vec<HeatRow> {
    let row =
        |(weekday, hours): (&&str, &Vec<i64>)| HeatRow { weekday: (*weekday).into(), hours: hours.clone() };
    let mut rows: Vec<HeatRow> = WEEKDAYS.iter().zip(from_monday).map(row).collect();
    if sunday_first && !rows.is_empty() {
        rows.rotate_right(1);
    }
    rows
}
