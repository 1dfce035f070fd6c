//! `POST /api/v1/consents`.

use super::report::{incoming, message};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, KeyCaller, ProfilesWrite, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::events::{ConsentReport, EventReported};
use patron_db::{
    consents::Wanted,
    ingest::{Act, Consent, Incoming, Outcome, Stored, Who},
    keys::ApiKey,
};
use patron_domain::consent::{ConsentBasis, ConsentState};

/// Report an answer about marketing
///
/// On one channel. Withdrawing always works; an opt-out is only lifted by the person, signed in, so a `SUBSCRIBED`
/// for somebody who withdrew changes nothing.
#[utoipa::path(tag = "shop server", operation_id = "create_consent", request_body = ConsentReport,
    security(("secret_key" = ["profiles:write"])),
    responses((status = 201, description = "Stored.", body = EventReported),
        (status = 200, description = "Stored before under this message id.", body = EventReported), Problems))]
#[post("/api/v1/consents")]
pub async fn report_consent(
    state: Data<AppState>,
    caller: KeyCaller<ProfilesWrite>,
    body: ValidJson<ConsentReport>,
) -> ApiResult<HttpResponse> {
    let event = check(&state, &caller.key, body.get()?)?;
    reported(state.ingest.submit_one(event).await?)
}

/// The answer to a report that makes nothing that could be shown.
pub(super) fn reported(outcome: Outcome) -> ApiResult<HttpResponse> {
    Ok(match outcome {
        Outcome::Stored(Stored { customer, id, .. }) => {
            HttpResponse::Created().json(EventReported { id, customer_id: customer, duplicate: false })
        }
        Outcome::Waiting => {
            HttpResponse::Created().json(EventReported { id: None, customer_id: None, duplicate: false })
        }
        Outcome::Duplicate(customer_id) => {
            HttpResponse::Ok().json(EventReported { id: None, customer_id, duplicate: true })
        }
        Outcome::Refused(refusal) => return Err(ApiError::from(refusal)),
    })
}

/// The event, or every fault at once.
pub(super) fn check(state: &AppState, key: &ApiKey, b: ConsentReport) -> ApiResult<Incoming> {
    let now = state.now();
    let mut c = Checked::default();
    let method = c.text("/method", b.method.as_deref(), 50).unwrap_or_else(|| "server".to_owned());
    let notice_version = c.text("/notice_version", b.notice_version.as_deref(), 100);
    let message_id = c.text("/message_id", b.message_id.as_deref(), 255);
    if !matches!(b.state, ConsentState::Subscribed | ConsentState::Unsubscribed) {
        c.fault("/state", "must be SUBSCRIBED or UNSUBSCRIBED");
    }
    c.done()?;
    let wanted = vec![Wanted { channel: b.channel, state: b.state, basis: Some(ConsentBasis::Express) }];
    let consent = Consent { wanted, by_person: false, method, notice_version, reason: None };
    let at = b.occurred_at.unwrap_or(now).min(now);
    let mut event = incoming(state, key, Who::email(b.email), at, Act::Consent(consent));
    event.message = message(message_id.as_deref());
    Ok(event)
}
