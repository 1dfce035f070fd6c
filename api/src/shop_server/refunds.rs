//! `POST /api/v1/orders/{order_id}/refunds`.

use super::{
    orders::{DEFAULT_SOURCE, stored},
    report::{incoming, message},
};
use crate::{
    error::ApiResult,
    extract::{Checked, KeyCaller, OrdersWrite, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use patron_api_types::{
    events::{EventReported, RefundReport},
    orders::Order,
};
use patron_db::{
    ingest::{self, Act, Incoming, Outcome, Who},
    keys::ApiKey,
};

/// Report a refund
///
/// A part of an order, or what is left of it. It is added to what was given back before; the order becomes
/// `partly_refunded` or `refunded`, and totals follow. With a `message_id` a retry is counted once.
#[utoipa::path(tag = "shop server", operation_id = "create_refund", request_body = RefundReport,
    params(("order_id" = String, Path, description = "The shop's own order id.", example = "TT-20417")),
    security(("secret_key" = ["orders:write"])),
    responses((status = 201, description = "Stored; the order.", body = Order),
        (status = 200, description = "Stored before under this message id.", body = EventReported), Problems))]
#[post("/api/v1/orders/{order_id}/refunds")]
pub async fn report_refund(
    state: Data<AppState>,
    caller: KeyCaller<OrdersWrite>,
    order_id: Path<String>,
    body: ValidJson<RefundReport>,
) -> ApiResult<HttpResponse> {
    let event = check(&state, &caller.key, &order_id, body.get()?)?;
    match state.ingest.submit_one(event).await? {
        Outcome::Duplicate(customer_id) => {
            Ok(HttpResponse::Ok().json(EventReported { id: None, customer_id, duplicate: true }))
        }
        outcome => Ok(HttpResponse::Created().json(stored(&state, outcome).await?.0)),
    }
}

/// The event, or every fault at once.
pub(super) fn check(state: &AppState, key: &ApiKey, order_id: &str, b: RefundReport) -> ApiResult<Incoming> {
    let mut c = Checked::default();
    let source = c.text("/source", b.source.as_deref(), 50).unwrap_or_else(|| DEFAULT_SOURCE.into());
    let message_id = c.text("/message_id", b.message_id.as_deref(), 255);
    if b.amount.is_some_and(|amount| amount.is_negative() || amount == patron_domain::money::Money::ZERO) {
        c.fault("/amount", "must be more than zero");
    }
    c.done()?;
    let change = ingest::OrderChange {
        source,
        order_id: order_id.to_owned(),
        refund: b.amount,
        refund_rest: b.amount.is_none(),
        ..ingest::OrderChange::default()
    };
    let mut event = incoming(state, key, Who::default(), state.now(), Act::OrderChange(change));
    event.message = message(message_id.as_deref());
    Ok(event)
}
