//! When an event took place: corrected by how far the sender's clock is off.

use super::json;
use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde_json::value::RawValue;

/// 1990-01-01: an earlier time is a clock that was never set or a zero value.
const EARLIEST: i64 = 631_152_000;

/// The time of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// By our clock.
    pub at: DateTime<Utc>,
    /// As the sender said.
    pub original: Option<DateTime<Utc>>,
}

/// The time by our clock: what the sender's said, plus how far that was behind when it sent. A time that is absent or
/// can't be read is that of arrival, and none is more than a day ahead of it.
pub fn corrected(base: Option<&RawValue>, sent: Option<&RawValue>, received: DateTime<Utc>) -> Times {
    let original = base.and_then(instant);
    let at = original
        .and_then(|said| match sent.and_then(instant) {
            Some(sent) => said.checked_add_signed(received.signed_duration_since(sent)),
            None => Some(said),
        })
        .filter(|at| at.timestamp() >= EARLIEST)
        .map_or(received, |at| at.min(received + Duration::hours(24)));
    Times { at, original }
}

/// The instant that a string or a number says.
pub fn instant(raw: &RawValue) -> Option<DateTime<Utc>> {
    parse(&json::text(raw)?)
}

/// A day since when something is known of a person; none when it lies ahead or before all shops.
pub fn past(raw: &RawValue, received: DateTime<Utc>) -> Option<DateTime<Utc>> {
    instant(raw).filter(|at| at.timestamp() >= EARLIEST && *at <= received)
}

/// ISO 8601 as it occurs, or a count of seconds or milliseconds since 1970.
fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let found = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .map(|at| at.with_timezone(&Utc))
        .ok()
        .or_else(|| without_zone(text))
        .or_else(|| since_1970(text));
    // years that every reader of the database takes
    found.filter(|at| (1..=9999).contains(&at.year()))
}

fn without_zone(text: &str) -> Option<DateTime<Utc>> {
    let time = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
    Some(time.or_else(day)?.and_utc())
}

fn since_1970(text: &str) -> Option<DateTime<Utc>> {
    let count: Decimal = text.parse().ok()?;
    // as seconds, a hundred thousand million is the year 5138
    let is_seconds = count.abs() < Decimal::from(100_000_000_000_i64);
    let millis = if is_seconds { count.checked_mul(Decimal::ONE_THOUSAND)? } else { count };
    DateTime::from_timestamp_millis(millis.trunc().to_i64()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    fn said(base: &str, sent: &str) -> DateTime<Utc> {
        corrected(Some(&*raw(base)), Some(&*raw(sent)), at("2026-11-22T12:00:00Z")).at
    }

    #[test]
    fn a_clock_that_is_behind_is_corrected() {
        let times = corrected(
            Some(&*raw(r#""2026-11-22T10:59:50Z""#)),
            Some(&*raw(r#""2026-11-22T11:00:00.500Z""#)),
            at("2026-11-22T12:00:00Z"),
        );
        assert_eq!(times.at, at("2026-11-22T11:59:49.5Z"));
        assert_eq!(times.original, Some(at("2026-11-22T10:59:50Z")));
    }

    #[test]
    fn old_dates_are_kept_and_nonsense_is_now() {
        assert_eq!(said(r#""2019-03-01T08:00:00+05:30""#, "null"), at("2019-03-01T02:30:00Z"));
        let now = at("2026-11-22T12:00:00Z");
        for nonsense in [r#""yesterday""#, r#""0001-01-01T00:00:00Z""#, "{}", "true", r#""""#, "1e300"] {
            assert_eq!(said(nonsense, r#""2026-11-22T12:00:00Z""#), now, "{nonsense}");
        }
        assert_eq!(corrected(None, Some(&*raw(r#""2026-11-22T11:00:00Z""#)), now).at, now);
        // a device that thinks it is 1970
        assert_eq!(
            said(r#""1970-01-01T00:00:05Z""#, r#""1970-01-01T00:00:10Z""#),
            at("2026-11-22T11:59:55Z")
        );
        assert_eq!(said(r#""2030-01-01""#, "null"), at("2026-11-23T12:00:00Z"), "a day ahead at most");
        assert_eq!(
            said(r#""9999-12-31T23:59:59Z""#, r#""0001-01-01T00:00:00Z""#),
            at("2026-11-23T12:00:00Z")
        );
    }

    #[test]
    fn times_come_in_many_forms() {
        for form in [
            r#""2026-01-02T00:00:00.000Z""#,
            r#""2026-01-02T05:30:00+0530""#,
            r#""2026-01-02T00:00:00""#,
            r#""2026-01-02 00:00:00""#,
            r#""2026-01-02""#,
            "1767312000",
            "1767312000000",
            r#""1767312000000""#,
        ] {
            assert_eq!(instant(&raw(form)), Some(at("2026-01-02T00:00:00Z")), "{form}");
        }
    }
}
