//! `POST /api/v1/events`.

use super::{
    consents::reported,
    report::{incoming, message},
};
use crate::{
    error::ApiResult,
    extract::{Checked, EventsWrite, KeyCaller, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use chrono::Duration;
use patron_api_types::events::{EventReport, EventReported};
use patron_db::{
    ingest::{Act, Incoming, Record, RecordKind, Who},
    keys::ApiKey,
    logins::Origin,
};
use patron_domain::text;

/// Largest event, in bytes of its properties.
const PROPERTIES_MAX: usize = 32 * 1024;

/// Report an event
///
/// Anything a person did, with properties of any shape. Whose it is says an address that has a profile, the shop's own
/// user id, or a visitor's id: an event of a visitor joins the person once both ids are seen together.
#[utoipa::path(tag = "shop server", operation_id = "create_event", request_body = EventReport,
    security(("secret_key" = ["events:write"])),
    responses((status = 201, description = "Stored.", body = EventReported),
        (status = 200, description = "Stored before under this message id.", body = EventReported), Problems))]
#[post("/api/v1/events")]
pub async fn report_event(
    state: Data<AppState>,
    caller: KeyCaller<EventsWrite>,
    body: ValidJson<EventReport>,
) -> ApiResult<HttpResponse> {
    let event = check(&state, &caller.key, body.get()?)?;
    reported(state.ingest.submit_one(event).await?)
}

/// The event, or every fault at once.
pub(super) fn check(state: &AppState, key: &ApiKey, b: EventReport) -> ApiResult<Incoming> {
    let now = state.now();
    let mut c = Checked::default();
    let name = c.take("/name", text::required(&b.name, 255));
    let user_id = c.text("/user_id", b.user_id.as_deref(), 255);
    let anonymous_id = c.text("/anonymous_id", b.anonymous_id.as_deref(), 255);
    let message_id = c.text("/message_id", b.message_id.as_deref(), 255);
    if b.email.is_none() && user_id.is_none() && anonymous_id.is_none() {
        c.fault("/email", "must be given, or user_id, or anonymous_id");
    }
    let properties = serde_json::Value::Object(b.properties).to_string();
    if properties.len() > PROPERTIES_MAX {
        c.fault("/properties", "must be at most 32 KiB");
    }
    let at = b.occurred_at.unwrap_or(now).min(now + Duration::hours(24));
    if at.timestamp() < 0 {
        c.fault("/occurred_at", "must not be before 1970");
    }
    c.done()?;
    let record = Record {
        kind: RecordKind::Track,
        name,
        properties,
        context: "{}".to_owned(),
        original_at: b.occurred_at,
        origin: Origin::default(),
    };
    let who = Who { email: b.email, user_id, anonymous_id };
    let mut event = incoming(state, key, who, at, Act::Nothing);
    event.record = Some(record);
    event.message = message(message_id.as_deref());
    Ok(event)
}
