//! What goes over the stream, as bytes.

use crate::error::{ApiError, ApiResult};
use actix_web::web::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use patron_api_types::problem::ErrorCode;
use serde::Serialize;

/// Times are taken before the commit: what has an older one than the last event may still have come after it.
const SLACK: TimeDelta = TimeDelta::seconds(2);

/// What the poller tells the streams.
#[derive(Clone)]
pub(super) enum Frame {
    /// Bytes to pass on, and the time of the newest item they tell of.
    Event(Bytes, DateTime<Utc>),
    /// That is all.
    End,
}

/// A comment, so that neither side nor anything in between takes the stream for dead.
pub(super) const BEAT: Bytes = Bytes::from_static(b": beat\n\n");

/// One event. JSON has no line breaks of its own, so it is one line of data.
///
/// # Errors
/// When the data has no JSON.
pub(super) fn event(
    name: &str,
    newest: DateTime<Utc>,
    number: u64,
    data: &impl Serialize,
) -> ApiResult<Bytes> {
    let data = serde_json::to_string(data);
    let data = data.map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    Ok(format!("id: {}-{number}\nevent: {name}\ndata: {data}\n\n", newest.timestamp_millis()).into())
}

/// From when on to send again, by the id of the last event that arrived. Nothing for an id that is not ours.
pub(super) fn since(id: &str) -> Option<DateTime<Utc>> {
    let (millis, _) = id.split_once('-')?;
    DateTime::from_timestamp_millis(millis.parse().ok()?)
}

/// Whether something of this time may have been missed by who has heard of all until `since`.
pub(super) fn missed(at: DateTime<Utc>, since: DateTime<Utc>) -> bool {
    // what is compared was cut to milliseconds
    since.checked_sub_signed(SLACK).is_none_or(|since| at >= since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_from_when_on_to_send_again() {
        let at = DateTime::from_timestamp_millis(1_795_358_583_775).unwrap_or_default();

        let bytes = event("activity", at, 42, &serde_json::json!({"who": "a\nb"})).unwrap_or_default();

        let expected = "id: 1795358583775-42\nevent: activity\ndata: {\"who\":\"a\\nb\"}\n\n";
        assert_eq!(bytes, expected.as_bytes());
        assert_eq!(since("1795358583775-42"), Some(at));
        assert!(missed(at, at) && !missed(at - TimeDelta::seconds(3), at));
    }

    #[test]
    fn an_id_of_somebody_else_is_none() {
        for id in ["", "-", "x-1", "1795358583775", "99999999999999999999-1", "9223372036854775807-1"] {
            assert_eq!(since(id), None, "{id}");
        }
    }
}
