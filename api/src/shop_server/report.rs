//! A checked report on its way to the writer, and the writer's word on its way back.

use crate::{error::ApiError, state::AppState};
use chrono::{DateTime, Utc};
use patron_api_types::problem::ErrorCode;
use patron_db::{
    ingest::{self, Act, Incoming, Refusal, RefusalCode, Who},
    keys::ApiKey,
};

/// An event that a shop's server reports with a secret key, taking place at `at`.
pub fn incoming(state: &AppState, key: &ApiKey, who: Who, at: DateTime<Utc>, act: Act) -> Incoming {
    Incoming {
        key: Some(key.id),
        actor: format!("key:{}", key.id),
        message: None,
        who,
        trusted: true,
        at,
        received_at: state.now(),
        act,
        record: None,
        sent: None,
        mends: None,
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, pointer, message } = refusal;
        match code {
            RefusalCode::Invalid | RefusalCode::RefundTooLarge => Self::field(pointer, message),
            RefusalCode::TooLarge => Self::new(ErrorCode::BodyTooLarge).detail(message),
            RefusalCode::IdentifierNotAllowed => Self::forbidden(&message),
            RefusalCode::OrderOfAnother => Self::new(ErrorCode::OrderOfAnother)
                .detail("This source and order_id belong to another customer's order."),
            RefusalCode::UnknownOrder => Self::not_found("order"),
            RefusalCode::UnknownPerson => Self::customer_not_found(),
            RefusalCode::NotStorable => Self::new(ErrorCode::ValidationFailed)
                .detail("A value is outside what can be stored. Nothing was stored."),
        }
    }
}

/// What the store keeps of a message id.
pub fn message(id: Option<&str>) -> Option<[u8; 16]> {
    id.map(ingest::digest)
}
