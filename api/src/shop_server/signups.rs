//! `POST /api/v1/signups`.

use super::{
    profiles,
    report::{incoming, message},
};
use crate::{
    error::ApiResult,
    extract::{Checked, KeyCaller, ProfilesWrite, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::{customers::Customer, profiles::SignupReport};
use patron_db::{
    ingest::{Act, Incoming, Profile, Who},
    keys::ApiKey,
    profiles::FirstTouch,
};

/// Report a signup
///
/// `trackSignup` of the original, for people who signed up elsewhere: as `PUT /api/v1/profiles`, with when they did
/// and what brought them. Somebody who has a profile keeps it; only gaps are filled, and an earlier signup counts.
#[utoipa::path(tag = "shop server", operation_id = "report_signup", request_body = SignupReport,
    security(("secret_key" = ["profiles:write"])),
    responses((status = 201, description = "The profile is new.", body = Customer),
        (status = 200, description = "The person was known.", body = Customer), Problems))]
#[post("/api/v1/signups")]
pub async fn report_signup(
    state: Data<AppState>,
    caller: KeyCaller<ProfilesWrite>,
    body: ValidJson<SignupReport>,
) -> ApiResult<HttpResponse> {
    let event = check(&state, &caller.key, body.get()?)?;
    profiles::answer(&state, state.ingest.submit_one(event).await?).await
}

/// The event, or every fault at once.
pub(super) fn check(state: &AppState, key: &ApiKey, b: SignupReport) -> ApiResult<Incoming> {
    let email = b.profile.email.clone();
    let now = state.now();
    let mut c = Checked::default();
    let at = b.signed_up_at.unwrap_or(now).min(now);
    if at.timestamp() < 631_152_000 {
        c.fault("/signed_up_at", "must not be before 1990");
    }
    let touch = FirstTouch {
        utm_source: c.text("/utm_source", b.utm_source.as_deref(), 255),
        utm_medium: c.text("/utm_medium", b.utm_medium.as_deref(), 255),
        utm_campaign: c.text("/utm_campaign", b.utm_campaign.as_deref(), 255),
        referrer: c.text("/referrer", b.referrer.as_deref(), 2048),
        landing_path: c.text("/landing_path", b.landing_path.as_deref(), 2048),
    };
    let last_touch = FirstTouch {
        utm_source: c.text("/last_utm_source", b.last_utm_source.as_deref(), 255),
        utm_medium: c.text("/last_utm_medium", b.last_utm_medium.as_deref(), 255),
        utm_campaign: c.text("/last_utm_campaign", b.last_utm_campaign.as_deref(), 255),
        referrer: c.text("/last_referrer", b.last_referrer.as_deref(), 2048),
        landing_path: c.text("/last_landing_path", b.last_landing_path.as_deref(), 2048),
    };
    let message_id = c.text("/message_id", b.message_id.as_deref(), 255);
    c.done()?;
    let said = profiles::details(state, b.profile)?;
    let profile =
        Profile { touch, last_touch, signup_date: Some(at), fill: true, method: "signup".to_owned(), ..said };
    let mut event = incoming(state, key, Who::email(email), at, Act::Profile(Box::new(profile)));
    event.message = message(message_id.as_deref());
    Ok(event)
}
