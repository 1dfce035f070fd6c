//! `GET /api/v1/stats/overview`.

use super::{
    answer::{self, Answer, Asked},
    consents::channels,
    definitions,
    rates::{mean, mean_money, rate},
    shares,
};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use chrono::{DateTime, Utc};
use patron_api_types::{
    problem::ErrorCode,
    stats::{Overview, OverviewDay},
};
use patron_db::stats::{
    calendar::{self, Calendar},
    overview::{self as store, Day},
};
use patron_domain::{consent::Channel, money::Money};

/// The overview
///
/// What the original's cards and analytics show, counted by the database and correct at any size, as of now and
/// in the store's time zone. It costs the same with a million customers as with ten, so it may be polled, best with
/// `If-None-Match`; `GET /api/v1/stats/live` brings it when it changes. Charts as tables: `days`.
#[utoipa::path(tag = "stats", operation_id = "get_overview",
    params(Asked, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before.")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses(
        (status = 200, description = "The numbers; with `format=csv` a chart of them.",
            content((Overview = "application/json"), (String = "text/csv")),
            headers(("ETag" = String, description = "Of the numbers, whenever they were read."))),
        (status = 304, description = "Nothing has changed since the answer with this `ETag`."),
        Problems))]
#[get("/api/v1/stats/overview")]
pub async fn get_overview(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<Asked>,
) -> ApiResult<HttpResponse> {
    let asked = query.get()?;
    asked.chart_of::<Overview>()?;
    if asked.is_table() {
        let overview = count(&state).await?;
        return answer::respond(&request, &overview, overview.as_of, &asked);
    }
    Ok(ask(&state).await?.respond(&request))
}

/// The overview as of now, by a computation that began after this call.
pub(super) async fn read(state: &AppState) -> ApiResult<Overview> {
    let answer = ask(state).await?;
    serde_json::from_slice(answer.json()).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))
}

async fn ask(state: &AppState) -> ApiResult<Answer> {
    let compute = async {
        let overview = count(state).await?;
        Answer::new(&overview, overview.as_of)
    };
    state.answers.ask(state, "overview", compute).await
}

async fn count(state: &AppState) -> ApiResult<Overview> {
    let mut conn = state.db.staff.acquire().await?;
    loop {
        let calendar = calendar::ready(&mut conn).await?;
        let now = state.now();
        if let Some(found) = store::read(&mut conn, &calendar, now).await? {
            return Ok(wire(state, &calendar, now, &found));
        }
    }
}

/// Adds up the last days: so many, and before that as many that are left out.
fn last<T: std::iter::Sum>(days: &[Day], skip: usize, take: usize, of: impl Fn(&Day) -> T) -> T {
    days.iter().rev().skip(skip).take(take).map(of).sum()
}

fn wire(state: &AppState, calendar: &Calendar, now: DateTime<Utc>, o: &store::Overview) -> Overview {
    let days = o.days.as_slice();
    let revenue = |skip| Money::trusted(last(days, skip, 30, |d| d.revenue.amount()));
    let engaged = |days_ago| days.iter().rev().nth(days_ago).map_or(0, |d| d.engaged_30d);
    let email = o.channels.iter().find(|c| c.channel == Channel::Email);
    Overview {
        as_of: now,
        time_zone: calendar.zone.name().into(),
        currency: state.shop.currency.clone(),
        total_customers: o.total_customers,
        active_customers: o.active,
        inactive_customers: o.inactive,
        blocked_customers: o.blocked,
        new_7d: last(days, 0, 7, |d| d.signups),
        new_7d_before: last(days, 7, 7, |d| d.signups),
        new_30d: last(days, 0, 30, |d| d.signups),
        new_30d_before: last(days, 30, 30, |d| d.signups),
        new_today: last(days, 0, 1, |d| d.signups),
        engaged_30d: engaged(0),
        engaged_30d_before: engaged(30),
        inactive_30d: o.inactive_30d,
        disengaged_30d: o.disengaged_30d,
        new_wtd: o.new_wtd,
        new_wtd_before: o.new_wtd_before,
        new_mtd: o.new_mtd,
        new_mtd_before: o.new_mtd_before,
        total_logins: o.logins,
        failed_logins: o.failed_logins,
        average_logins: mean(o.logins, o.total_customers),
        logins_30d: last(days, 0, 30, |d| d.logins),
        logins_30d_before: last(days, 30, 30, |d| d.logins),
        failed_logins_30d: last(days, 0, 30, |d| d.failed_logins),
        failed_logins_30d_before: last(days, 30, 30, |d| d.failed_logins),
        failure_reasons: shares(&o.failure_reasons),
        marketing_opt_ins: o.opt_ins,
        email_opt_ins: email.map_or(0, |c| c.subscribed),
        email_opt_ins_default: email.map_or(0, |c| c.by_default),
        reachable_email: email.map_or(0, |c| c.reachable),
        opt_in_rate: rate(o.opt_ins, o.total_customers),
        channels: channels(&o.channels),
        total_orders: o.orders,
        total_revenue: o.revenue,
        average_order_value: mean_money(o.revenue, o.orders),
        buyers: o.buyers,
        repeat_buyers: o.repeat_buyers,
        repeat_rate: rate(o.repeat_buyers, o.buyers),
        orders_30d: last(days, 0, 30, |d| d.orders),
        orders_30d_before: last(days, 30, 30, |d| d.orders),
        revenue_30d: revenue(0),
        revenue_30d_before: revenue(30),
        throttled_30d: o.throttled_30d,
        days: days.iter().map(day).collect(),
        rebuilding: answer::rebuilding(calendar),
        definitions: definitions::map(definitions::OVERVIEW),
    }
}

fn day(d: &Day) -> OverviewDay {
    OverviewDay {
        day: d.day,
        signups: d.signups,
        logins: d.logins,
        failed_logins: d.failed_logins,
        orders: d.orders,
        revenue: d.revenue,
        active: d.active,
        engaged_30d: d.engaged_30d,
        active_customers: d.active_customers,
        marketing_opt_ins: d.marketing_opt_ins,
    }
}
