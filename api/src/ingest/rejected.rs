//! `/api/v1/rejected-events`: looked at, mended and tried again, or set aside.

use crate::{
    customers::query,
    error::{ApiError, ApiResult},
    extract::{StaffCaller, ValidJson, ValidQuery},
    openapi::Problems,
    segment, shape,
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use patron_api_types::{
    ingest::{RejectedEvent, RejectedQuery, RejectedStatus, ReplayRequest, Replayed},
    page::Page,
    problem::ErrorCode,
};
use patron_db::{
    ingest::Outcome,
    keys,
    rejected::{self, Rejected},
};
use patron_domain::ids::KeyId;
use uuid::Uuid;

/// Refused events
///
/// Newest first, each as it was sent and with why it was refused.
#[utoipa::path(tag = "ingest", operation_id = "list_rejected_events", params(RejectedQuery), security(("staff" = [])),
    responses((status = 200, description = "A page.", body = Page<RejectedEvent>), Problems))]
#[get("/api/v1/rejected-events")]
pub async fn list_rejected(
    state: Data<AppState>,
    _caller: StaffCaller,
    query: ValidQuery<RejectedQuery>,
) -> ApiResult<Json<Page<RejectedEvent>>> {
    let q = query.get()?;
    let limit = query::limit(q.limit)?;
    let status = q.status.unwrap_or(RejectedStatus::Waiting);
    let mut conn = state.db.staff.acquire().await?;
    let keyring = state.db.staff.keyring();
    let slice = rejected::list(&mut conn, keyring, status.as_str(), limit, q.cursor.as_deref()).await?;
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, event)))
}

fn event(r: Rejected) -> RejectedEvent {
    RejectedEvent {
        id: r.id,
        key_id: r.key_id,
        key_name: r.key_name,
        message_id: r.message_id,
        kind: r.kind,
        name: r.name,
        code: r.code,
        reason: r.reason,
        // what is no JSON is shown as the text that it is
        event: r.event.map(|e| serde_json::from_str(&e).unwrap_or(serde_json::Value::String(e))),
        received_at: r.received_at,
        status: r.status.parse().unwrap_or(RejectedStatus::Waiting),
    }
}

/// Try a refused event again
///
/// As it was sent, or mended. Staff vouches for it: it is taken as from a server's key, at the time it first came. It is
/// counted once however often this is called.
#[utoipa::path(tag = "ingest", operation_id = "replay_rejected_event", request_body = ReplayRequest,
    params(("id" = String, Path, format = Uuid, description = "The refused event's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "It was taken.", body = Replayed), Problems))]
#[post("/api/v1/rejected-events/{id}/replay")]
pub async fn replay_rejected(
    state: Data<AppState>,
    caller: StaffCaller,
    id: Path<String>,
    body: ValidJson<ReplayRequest>,
) -> ApiResult<Json<Replayed>> {
    let mended = body.get()?.event;
    let id = parsed(&id)?;
    let (known, key) = {
        let mut conn = state.db.staff.acquire().await?;
        let known = rejected::get(&mut conn, state.db.staff.keyring(), id).await?.ok_or_else(missing)?;
        let key = keys::get(&mut conn, KeyId(known.key_id.0)).await?.ok_or_else(missing)?;
        (known, key)
    };
    let text = mended
        .map(|e| e.to_string())
        .or(known.event)
        .ok_or_else(|| ApiError::field("/event", "must be given: the event was too large to keep"))?;
    let mut incoming = segment::replay(&state, &key, &text, known.received_at, id).await?;
    incoming.actor = caller.actor();
    match state.ingest.submit_one(incoming).await? {
        Outcome::Stored(stored) => Ok(Json(Replayed { customer_id: stored.customer, waiting: false })),
        Outcome::Waiting => Ok(Json(Replayed { customer_id: None, waiting: true })),
        Outcome::Duplicate(_) => Err(dealt_with()),
        Outcome::Refused(refusal) => {
            Err(ApiError::field(format!("/event{}", refusal.pointer), refusal.message))
        }
    }
}

/// Set a refused event aside
///
/// It stays as a record and is not counted.
#[utoipa::path(tag = "ingest", operation_id = "discard_rejected_event",
    params(("id" = String, Path, format = Uuid, description = "The refused event's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 204, description = "It is set aside."), Problems))]
#[delete("/api/v1/rejected-events/{id}")]
pub async fn discard_rejected(
    state: Data<AppState>,
    caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<HttpResponse> {
    let id = parsed(&id)?;
    let mut conn = state.db.staff.acquire().await?;
    if rejected::discard(&mut conn, id, &caller.actor(), state.now()).await? {
        return Ok(HttpResponse::NoContent().finish());
    }
    let known = rejected::get(&mut conn, state.db.staff.keyring(), id).await?;
    Err(known.map_or_else(missing, |_| dealt_with()))
}

fn parsed(id: &str) -> ApiResult<Uuid> {
    id.parse().map_err(|_| missing())
}

fn missing() -> ApiError {
    ApiError::not_found("refused event")
}

fn dealt_with() -> ApiError {
    ApiError::new(ErrorCode::WrongState).detail("Somebody has dealt with this event already.")
}
