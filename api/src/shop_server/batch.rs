//! `POST /api/v1/batch`.

use super::{consents, events, logins, orders, profiles, refunds, signups};
use crate::{
    error::{ApiError, ApiResult},
    extract::{AnyKey, ValidJson, parse_json},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    ResponseError as _, post,
    web::{Data, Json},
};
use patron_api_types::events::{Batch, BatchAnswer, BatchItem, ItemAnswer};
use patron_db::{
    ingest::{Act, Incoming, Outcome},
    keys::ApiKey,
};
use patron_domain::keys::Scope;

/// Most items of a batch.
const MOST: usize = 1000;

/// Report many things
///
/// Up to 1,000 reports of any kind in one call. Each gets its own answer, as the call for a single one would give: one
/// that is refused costs none of the others. Each needs the scope of its kind.
#[utoipa::path(tag = "shop server", operation_id = "create_batch", request_body = Batch,
    security(("secret_key" = [])),
    responses((status = 200, description = "What became of each.", body = BatchAnswer), Problems))]
#[post("/api/v1/batch")]
pub async fn report_batch(
    state: Data<AppState>,
    caller: AnyKey,
    body: ValidJson<Batch>,
) -> ApiResult<Json<BatchAnswer>> {
    let items = body.get()?.items;
    if items.len() > MOST {
        return Err(ApiError::field("/items", format!("must have at most {MOST} entries")));
    }
    let mut answers: Vec<Option<ItemAnswer>> = Vec::with_capacity(items.len());
    let mut events = Vec::with_capacity(items.len());
    for item in items {
        match check(&state, &caller.key, &item).await {
            Ok(event) => {
                events.push(event);
                answers.push(None);
            }
            Err(e) => answers.push(Some(refused(&e))),
        }
    }
    let orders: Vec<bool> = events.iter().map(changes_order).collect();
    let mut outcomes = state.ingest.submit(events).await?.into_iter().zip(orders);
    let items = answers
        .into_iter()
        .map(|answer| {
            answer.or_else(|| outcomes.next().map(|(outcome, change)| shape(outcome, change))).unwrap_or_else(
                || {
                    refused(
                        &ApiError::new(patron_api_types::problem::ErrorCode::Internal).cause("no outcome"),
                    )
                },
            )
        })
        .collect();
    Ok(Json(BatchAnswer { items }))
}

fn changes_order(event: &Incoming) -> bool {
    matches!(event.act, Act::OrderChange(_))
}

/// The event of an item.
async fn check(state: &AppState, key: &ApiKey, item: &serde_json::Value) -> ApiResult<Incoming> {
    let item: BatchItem = parse_json(item.to_string().as_bytes())?;
    let allowed = |scope: Scope| {
        if key.scopes.contains(&scope) {
            Ok(())
        } else {
            Err(ApiError::forbidden(&format!("This needs a secret key with the scope {scope}.")))
        }
    };
    match item {
        BatchItem::Signup(b) => allowed(Scope::ProfilesWrite).and_then(|()| signups::check(state, key, b)),
        BatchItem::Profile(b) => allowed(Scope::ProfilesWrite).and_then(|()| profiles::check(state, key, b)),
        BatchItem::Consent(b) => allowed(Scope::ProfilesWrite).and_then(|()| consents::check(state, key, b)),
        BatchItem::Order(b) => allowed(Scope::OrdersWrite).and_then(|()| orders::check(state, key, b)),
        BatchItem::OrderChange(b) => {
            allowed(Scope::OrdersWrite).and_then(|()| orders::check_change(state, key, &b.order_id, b.change))
        }
        BatchItem::Refund(b) => {
            allowed(Scope::OrdersWrite).and_then(|()| refunds::check(state, key, &b.order_id, b.refund))
        }
        BatchItem::Event(b) => allowed(Scope::EventsWrite).and_then(|()| events::check(state, key, b)),
        BatchItem::LoginAttempt(b) => {
            allowed(Scope::LoginsWrite)?;
            logins::check(state, key, b).await
        }
    }
}

fn refused(e: &ApiError) -> ItemAnswer {
    ItemAnswer {
        status: e.status_code().as_u16(),
        customer_id: None,
        id: None,
        duplicate: false,
        code: Some(e.code()),
        detail: e.detail_text().map(str::to_owned),
        errors: e.field_problems().to_vec(),
    }
}

fn shape(outcome: Outcome, changes_order: bool) -> ItemAnswer {
    let answer = |status, customer_id, id, duplicate| ItemAnswer {
        status,
        customer_id,
        id,
        duplicate,
        code: None,
        detail: None,
        errors: Vec::new(),
    };
    match outcome {
        Outcome::Stored(s) => {
            let status = if changes_order || (!s.created && s.id.is_none()) { 200 } else { 201 };
            answer(status, s.customer, s.id, false)
        }
        Outcome::Duplicate(customer) => answer(200, customer, None, true),
        Outcome::Waiting => answer(202, None, None, false),
        Outcome::Refused(refusal) => refused(&ApiError::from(refusal)),
    }
}
