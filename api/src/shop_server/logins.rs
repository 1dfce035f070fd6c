//! `POST /api/v1/login-attempts`.

use crate::{
    error::ApiResult,
    extract::{Checked, KeyCaller, LoginsWrite, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use chrono::{DateTime, Utc};
use patron_api_types::logins::{LoginReport, LoginReported};
use patron_db::{
    PgConnection, keys,
    logins::{self, NewLogin, Origin},
    profiles::{self, Known},
};
use patron_domain::login::LoginMethod;

/// Report a login attempt
///
/// `trackLoginActivity` of the original, for attempts that took place elsewhere. A success raises `login_count`
/// and moves `last_login_at` to the latest; a failure is kept with its reason, also for an address that nobody
/// has. With a `message_id` a retry is counted once.
#[utoipa::path(tag = "shop server", operation_id = "create_login_attempt", request_body = LoginReport,
    security(("secret_key" = ["logins:write"])),
    responses((status = 201, description = "Stored.", body = LoginReported),
        (status = 200, description = "Stored before under this message id.", body = LoginReported), Problems))]
#[post("/api/v1/login-attempts")]
pub async fn report_login(
    state: Data<AppState>,
    caller: KeyCaller<LoginsWrite>,
    body: ValidJson<LoginReport>,
) -> ApiResult<HttpResponse> {
    let b = body.get()?;
    let mut checked = Checked::default();
    let now = state.now();
    let reason = checked.text("/failure_reason", b.failure_reason.as_deref(), 200);
    let message = checked.text("/message_id", b.message_id.as_deref(), 255);
    let agent = checked.text("/user_agent", b.user_agent.as_deref(), 1024);
    let ip = b.ip_address.as_deref().map(str::trim).filter(|ip| !ip.is_empty());
    if ip.is_some_and(|ip| ip.parse::<std::net::IpAddr>().is_err()) {
        checked.fault("/ip_address", "must be an IP address such as 203.0.113.24");
    }
    // a clock that runs ahead does not make a login of tomorrow
    let at = b.occurred_at.unwrap_or(now).min(now);
    if at.timestamp() < 631_152_000 {
        checked.fault("/occurred_at", "must not be before 1990");
    }
    checked.done()?;
    let origin = Origin {
        ip_address: ip.map(str::to_owned),
        device_info: match &agent {
            Some(agent) => state.devices.describe(agent).await,
            None => None,
        },
        user_agent: agent,
    };
    state.db.staff.ensure_login_month(at).await?;
    let Some(message) = &message else {
        let mut conn = state.db.staff.acquire().await?;
        let known = profiles::by_email(&mut conn, b.email.as_str()).await?;
        let stored = store(&mut conn, &state, &b, known, at, reason.as_deref(), &origin).await?;
        return Ok(HttpResponse::Created().json(stored));
    };
    let mut tx = state.db.staff.begin().await?;
    let known = profiles::by_email(&mut tx, b.email.as_str()).await?;
    if !keys::claim_message(&mut tx, caller.key.id, message, now).await? {
        let customer_id = known.map(|k| k.id);
        return Ok(HttpResponse::Ok().json(LoginReported { id: None, customer_id, duplicate: true }));
    }
    let stored = store(&mut tx, &state, &b, known, at, reason.as_deref(), &origin).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(HttpResponse::Created().json(stored))
}

/// One statement, which needs no transaction around it.
async fn store(
    conn: &mut PgConnection,
    state: &AppState,
    b: &LoginReport,
    known: Option<Known>,
    at: DateTime<Utc>,
    reason: Option<&str>,
    origin: &Origin,
) -> ApiResult<LoginReported> {
    let customer_id = known.map(|k| k.id);
    let login = NewLogin {
        customer: customer_id,
        email: &b.email.folded(),
        at,
        method: b.login_method.unwrap_or(LoginMethod::External),
        success: b.success,
        failure_reason: reason.filter(|_| !b.success),
        origin,
    };
    let id = logins::record(conn, state.db.staff.keyring(), &login, state.now()).await?;
    Ok(LoginReported { id: Some(id), customer_id, duplicate: false })
}
