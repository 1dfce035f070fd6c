//! The paths that take events. All do the same; a single event has the type that its path says.

use super::{Kind, Rules, auth, body::Encoded, decode};
use crate::{
    error::{ApiError, ApiResult},
    extract::client_address,
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpRequest, post,
    web::{self, Data, Json},
};
use patron_api_types::{
    problem::ErrorCode,
    segment::{SegmentAnswer, SegmentBatch, SegmentEvent, SegmentRejected},
};
use patron_db::{
    ingest::{Act, Incoming, Outcome},
    logins::Origin,
};
use patron_domain::keys::KeyKind;
use std::collections::HashMap;

/// So many events are stored at once.
const CHUNK: usize = 500;
/// From so many bytes on, events are read away from the request's thread.
const INLINE_MAX: usize = 64 * 1024;
/// So many user agents of one request are looked up: each takes a millisecond, and a body could hold thousands.
const AGENTS_MAX: usize = 64;

macro_rules! takes {
    ($($(#[$doc:meta])+ $name:ident($path:tt, $id:tt, $body:ident, $kind:expr);)+) => {$(
        $(#[$doc])+
        #[utoipa::path(tag = "segment protocol", operation_id = $id, request_body = $body,
            security(("write_key" = [])),
            responses((status = 200, description = "What became of the events.", body = SegmentAnswer), Problems))]
        #[post($path)]
        pub async fn $name(
            state: Data<AppState>,
            request: HttpRequest,
            body: Encoded,
        ) -> ApiResult<Json<SegmentAnswer>> {
            answer(state, &request, body, $kind).await
        }
    )+};
}

takes! {
    /// Report a batch
    ///
    /// Up to 4 MiB after decompression, of any content type. Each event stands by itself: what is refused is named
    /// in `rejected` and kept for staff to mend, and costs none of the others.
    segment_batch("/v1/batch", "segment_batch", SegmentBatch, None);
    /// Report a batch, from a page
    ///
    /// As `POST /v1/batch`.
    segment_b("/v1/b", "segment_b", SegmentBatch, None);
    /// Import a batch
    ///
    /// As `POST /v1/batch`. Dates years ago are kept.
    segment_import("/v1/import", "segment_import", SegmentBatch, None);
    /// Report something that somebody did
    ///
    /// Orders, refunds, sign-ups and sign-ins by their names of the e-commerce vocabulary count as such; from a
    /// server's key only.
    segment_track("/v1/track", "segment_track", SegmentEvent, Some(Kind::Track));
    /// Report something that a visitor did
    ///
    /// As `POST /v1/track`.
    segment_t("/v1/t", "segment_t", SegmentEvent, Some(Kind::Track));
    /// Say who somebody is
    ///
    /// Traits add up, and of one trait the newest wins. An address makes a profile, or joins the one that has it;
    /// from a server's key only.
    segment_identify("/v1/identify", "segment_identify", SegmentEvent, Some(Kind::Identify));
    /// Say something of a visitor
    ///
    /// As `POST /v1/identify`.
    segment_i("/v1/i", "segment_i", SegmentEvent, Some(Kind::Identify));
    /// Report a page that was seen
    ///
    /// Without a name it goes by its path.
    segment_page("/v1/page", "segment_page", SegmentEvent, Some(Kind::Page));
    /// Report a page that a visitor saw
    ///
    /// As `POST /v1/page`.
    segment_p("/v1/p", "segment_p", SegmentEvent, Some(Kind::Page));
    /// Report a screen that was seen
    ///
    /// The page of an app.
    segment_screen("/v1/screen", "segment_screen", SegmentEvent, Some(Kind::Screen));
    /// Report a screen that a visitor saw
    ///
    /// As `POST /v1/screen`.
    segment_s("/v1/s", "segment_s", SegmentEvent, Some(Kind::Screen));
    /// Say that somebody belongs to a group
    ///
    /// Kept with the group's traits; somebody need not be named.
    segment_group("/v1/group", "segment_group", SegmentEvent, Some(Kind::Group));
    /// Say that a visitor belongs to a group
    ///
    /// As `POST /v1/group`.
    segment_g("/v1/g", "segment_g", SegmentEvent, Some(Kind::Group));
    /// Say that two ids are one person's
    ///
    /// `previousId` joins `userId`. Two people who each have a profile are never merged by this.
    segment_alias("/v1/alias", "segment_alias", SegmentEvent, Some(Kind::Alias));
    /// Say that a visitor is a user
    ///
    /// As `POST /v1/alias`.
    segment_a("/v1/a", "segment_a", SegmentEvent, Some(Kind::Alias));
}

/// Drop usage counters
///
/// What clients report of themselves. Nothing is read or kept, so no key is asked for.
#[utoipa::path(tag = "segment protocol", operation_id = "segment_metrics", security(()),
    responses((status = 200, description = "Dropped.", body = SegmentAnswer), Problems))]
#[post("/v1/m")]
pub async fn segment_metrics() -> Json<SegmentAnswer> {
    Json(nothing())
}

fn nothing() -> SegmentAnswer {
    SegmentAnswer { success: true, accepted: 0, duplicates: 0, waiting: 0, rejected: Vec::new() }
}

/// Stores what a request reports. What this answers 200 is on disk; the client forgets it then.
async fn answer(
    state: Data<AppState>,
    request: &HttpRequest,
    body: Encoded,
    given: Option<Kind>,
) -> ApiResult<Json<SegmentAnswer>> {
    let received_at = state.now();
    // nothing of a stranger's is inflated when a header already says who it is
    let by_header = match auth::basic(request) {
        Some(name) => Some(auth::find(&state, &name).await?),
        None => None,
    };
    let text = body.text().await?;
    let key = match by_header {
        Some(key) => key,
        None => auth::find(&state, &decode::write_key(&text)?.ok_or_else(auth::missing)?).await?,
    };
    let address = client_address(request).0.map(|ip| ip.to_string());
    let size = text.len();
    let shared = state.clone();
    let read = move || {
        let rules = Rules {
            phone_country: &shared.shop.phone_country,
            store_currency: &shared.shop.currency,
            trusted: key.kind == KeyKind::WriteServer,
            key: key.id,
            received_at,
            address: address.as_deref(),
        };
        decode::all(&text, given, &rules)
    };
    let events = if size <= INLINE_MAX {
        read()?
    } else {
        web::block(read).await.map_err(|e| ApiError::new(ErrorCode::Internal).cause(e))??
    };
    Ok(Json(store(&state, events).await?))
}

/// Stores events in their order, and tells what became of them.
async fn store(state: &AppState, events: Vec<Incoming>) -> ApiResult<SegmentAnswer> {
    let mut tally = nothing();
    let mut index = 0;
    let mut left = events.into_iter();
    loop {
        let mut chunk: Vec<Incoming> = left.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(tally);
        }
        describe(state, &mut chunk).await;
        let told: Vec<(Option<String>, bool)> = chunk
            .iter()
            .map(|e| (e.sent.as_ref().and_then(|sent| sent.message_id.clone()), e.trusted))
            .collect();
        for ((message_id, trusted), outcome) in told.into_iter().zip(state.ingest.submit(chunk).await?) {
            match outcome {
                Outcome::Stored(_) => tally.accepted += 1,
                Outcome::Duplicate(_) => tally.duplicates += 1,
                Outcome::Waiting => {
                    tally.accepted += 1;
                    // a key that stands in pages does not learn who is known
                    tally.waiting += usize::from(trusted);
                }
                Outcome::Refused(refusal) => tally.rejected.push(SegmentRejected {
                    index,
                    message_id,
                    code: refusal.code.as_str().to_owned(),
                    message: format!("{} {}", refusal.pointer, refusal.message).trim().to_owned(),
                }),
            }
            index += 1;
        }
    }
}

/// Finds out the devices behind user agents and the places of addresses, and leaves of those what may be kept.
pub(super) async fn describe(state: &AppState, events: &mut [Incoming]) {
    let mut known = HashMap::new();
    for event in events {
        if let Some(record) = &mut event.record {
            describe_one(state, &mut record.origin, &mut known).await;
        }
        if let Act::Login(login) = &mut event.act {
            describe_one(state, &mut login.origin, &mut known).await;
        }
    }
}

async fn describe_one(state: &AppState, origin: &mut Origin, known: &mut HashMap<String, Option<String>>) {
    if let Some(ip) = origin.ip_address.take() {
        origin.ip_address = state.visitors.ip_to_store(&ip);
        if origin.place.is_none() {
            origin.place = state.visitors.place(&ip);
        }
    }
    let Some(agent) = &origin.user_agent else { return };
    if let Some(device) = known.get(agent) {
        origin.device_info.clone_from(device);
    } else if known.len() < AGENTS_MAX {
        let device = state.devices.describe(agent).await;
        known.insert(agent.clone(), device.clone());
        origin.device_info = device;
    }
}
