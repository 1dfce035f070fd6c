//! A refused event tried again, as it was or mended, by staff who vouch for it.

use super::{Rules, decode, endpoints::describe, event::Envelope};
use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use chrono::{DateTime, Utc};
use patron_db::{
    ingest::{Act, Incoming},
    keys::ApiKey,
};
use uuid::Uuid;

/// A refused event as what ingestion takes: trusted as from a server's key, at the time it was first received.
/// `mends` is the refused event.
///
/// # Errors
/// What is still wrong with it, under `/event`.
pub async fn replay(
    state: &AppState,
    key: &ApiKey,
    event: &str,
    received_at: DateTime<Utc>,
    mends: Uuid,
) -> ApiResult<Incoming> {
    let rules = Rules {
        phone_country: &state.shop.phone_country,
        store_currency: &state.shop.currency,
        trusted: true,
        key: key.id,
        received_at,
        address: None,
    };
    let mut incoming = decode::one(event.trim(), None, &Envelope::default(), &rules, Some(mends));
    if let Act::Refused(refusal) = &incoming.act {
        return Err(ApiError::field(format!("/event{}", refusal.pointer), refusal.message.clone()));
    }
    describe(state, std::slice::from_mut(&mut incoming)).await;
    Ok(incoming)
}
