//! `GET /api/v1/stats/login-health`.

use super::{
    answer::{self, Asked},
    definitions, shares,
};
use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{AttackSource, Attacked, LoginHealth, LoginHealthDay};
use patron_db::stats::{
    calendar,
    login_health::{self as store, Day, Source},
};

/// Login health
///
/// Failed attempts of the last 24 hours and 30 days and why they failed, and the accounts, addresses and IP addresses
/// behind five or more failures in 24 hours. Attempts that the throttle refused are counted apart. Charts as tables:
/// `days`, `reasons`, `accounts`, `addresses`, `sources`.
#[utoipa::path(tag = "stats", operation_id = "get_login_health",
    params(Asked, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before.")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses(
        (status = 200, description = "The numbers; with `format=csv` a chart of them.",
            content((LoginHealth = "application/json"), (String = "text/csv")),
            headers(("ETag" = String, description = "Of the numbers, whenever they were read."))),
        (status = 304, description = "Nothing has changed since the answer with this `ETag`."),
        Problems))]
#[get("/api/v1/stats/login-health")]
pub async fn get_login_health(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<Asked>,
) -> ApiResult<HttpResponse> {
    let asked = query.get()?;
    asked.chart_of::<LoginHealth>()?;
    let health = count(&state).await?;
    answer::respond(&request, &health, health.about.as_of, &asked)
}

async fn count(state: &AppState) -> ApiResult<LoginHealth> {
    let mut conn = state.db.staff.acquire().await?;
    loop {
        let calendar = calendar::ready(&mut conn).await?;
        let now = state.now();
        let Some(found) = store::read(&mut conn, &calendar, now).await? else { continue };
        let (accounts, addresses) = store::attacked(&mut conn, now).await?;
        let sources = store::sources(&mut conn, state.db.staff.keyring(), now).await?;
        return Ok(LoginHealth {
            about: answer::about_of(state, &calendar, now, definitions::LOGIN_HEALTH),
            logins_24h: found.logins_24h,
            failed_24h: found.failed_24h,
            throttled_24h: found.throttled_24h,
            days: found.days.iter().map(day).collect(),
            reasons: shares(&found.reasons),
            accounts: accounts.into_iter().map(attacked).collect(),
            addresses: addresses.into_iter().map(attacked).collect(),
            sources: sources.into_iter().map(source).collect(),
        });
    }
}

fn day(d: &Day) -> LoginHealthDay {
    LoginHealthDay { day: d.day, logins: d.logins, failed: d.failed, throttled: d.throttled }
}

fn attacked(a: store::Attacked) -> Attacked {
    Attacked {
        customer_id: a.customer_id,
        email: a.email,
        failures: a.failures,
        first_at: a.first_at,
        last_at: a.last_at,
        signed_in_since: a.signed_in_since,
    }
}

fn source(s: Source) -> AttackSource {
    AttackSource {
        ip_address: s.ip_address,
        failures: s.failures,
        addresses: s.addresses,
        last_at: s.last_at,
    }
}
