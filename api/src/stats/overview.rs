//! `GET /api/v1/stats/overview`.

use crate::{error::ApiResult, extract::Reader, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::stats::{Overview, OverviewDay};
use patron_db::stats;
use patron_domain::period::{day_of, last_days_start};
use rust_decimal::Decimal;

/// The overview
///
/// What the original's cards and analytics show, counted by the database and correct at any size, as of now and
/// in the store's time zone. It costs the same with a million customers as with ten, so it may be polled;
/// `GET /api/v1/stats/live` brings it when it changes.
#[utoipa::path(tag = "stats", operation_id = "get_overview",
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The numbers.", body = Overview), Problems))]
#[get("/api/v1/stats/overview")]
pub async fn get_overview(state: Data<AppState>, _caller: Reader) -> ApiResult<Json<Overview>> {
    Ok(Json(read(&state).await?))
}

/// The overview as of now.
pub(super) async fn read(state: &AppState) -> ApiResult<Overview> {
    let now = state.now();
    let zone = state.shop.time_zone;
    let month_ago = last_days_start(now, 30, zone);
    let mut conn = state.db.staff.acquire().await?;
    let o = stats::overview(&mut conn, day_of(now, zone), month_ago).await?;
    // from the end: today and so many days before it
    let signups =
        |skip: usize, days: usize| o.days.iter().rev().skip(skip).take(days).map(|d| d.signups).sum();
    let average = (o.total_customers > 0)
        .then(|| (Decimal::from(o.logins) / Decimal::from(o.total_customers)).round_dp(2))
        .map(|d| format!("{d:.2}"));
    Ok(Overview {
        as_of: now,
        time_zone: zone.name().into(),
        currency: state.shop.currency.clone(),
        total_customers: o.total_customers,
        active_customers: o.active,
        inactive_customers: o.inactive,
        blocked_customers: o.blocked,
        new_7d: signups(0, 7),
        new_7d_before: signups(7, 7),
        new_30d: signups(0, 30),
        new_30d_before: signups(30, 30),
        new_today: signups(0, 1),
        total_logins: o.logins,
        failed_logins: o.failed_logins,
        average_logins: average,
        marketing_opt_ins: o.opt_ins,
        email_opt_ins: o.email_subscribed,
        email_opt_ins_default: o.email_subscribed_default,
        reachable_email: o.email_reachable,
        total_orders: o.orders,
        total_revenue: o.revenue,
        throttled_30d: o.throttled_30d,
        days: o
            .days
            .iter()
            .map(|d| OverviewDay {
                day: d.day,
                signups: d.signups,
                logins: d.logins,
                failed_logins: d.failed_logins,
            })
            .collect(),
    })
}
