//! `POST /api/v1/login-attempts`.

use super::report::{incoming, message};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, KeyCaller, LoginsWrite, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::logins::{LoginReport, LoginReported};
use patron_db::{
    ingest::{Act, Incoming, Login, Outcome, Stored, Who},
    keys::ApiKey,
    logins::{Origin, Place},
};
use patron_domain::{ids::LoginId, login::LoginMethod};

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
    let event = check(&state, &caller.key, body.get()?).await?;
    Ok(match state.ingest.submit_one(event).await? {
        Outcome::Stored(Stored { customer, id, .. }) => HttpResponse::Created().json(LoginReported {
            id: id.map(LoginId),
            customer_id: customer,
            duplicate: false,
        }),
        Outcome::Duplicate(customer_id) => {
            HttpResponse::Ok().json(LoginReported { id: None, customer_id, duplicate: true })
        }
        Outcome::Waiting => {
            HttpResponse::Created().json(LoginReported { id: None, customer_id: None, duplicate: false })
        }
        Outcome::Refused(refusal) => return Err(ApiError::from(refusal)),
    })
}

/// The event, or every fault at once.
pub(super) async fn check(state: &AppState, key: &ApiKey, b: LoginReport) -> ApiResult<Incoming> {
    let mut checked = Checked::default();
    let now = state.now();
    let reason = checked.text("/failure_reason", b.failure_reason.as_deref(), 200);
    let message_id = checked.text("/message_id", b.message_id.as_deref(), 255);
    let agent = checked.text("/user_agent", b.user_agent.as_deref(), 1024);
    let location = checked.text("/location", b.location.as_deref(), 255);
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
        ip_address: ip.and_then(|ip| state.visitors.ip_to_store(ip)),
        place: location
            .map(|name| Place { name, guessed: false })
            .or_else(|| ip.and_then(|ip| state.visitors.place(ip))),
        device_info: match &agent {
            Some(agent) => state.devices.describe(agent).await,
            None => None,
        },
        user_agent: agent,
    };
    let login = Login {
        method: b.login_method.unwrap_or(LoginMethod::External),
        success: b.success,
        failure_reason: reason,
        origin,
    };
    let mut event = incoming(state, key, Who::email(b.email), at, Act::Login(login));
    event.message = message(message_id.as_deref());
    Ok(event)
}
