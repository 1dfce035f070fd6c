//! Throws damaged bodies at everything between the wire and the database. `PATRON_FUZZ_CASES` says how many.

use super::{Kind, body, decode, map::tests::rules};
use patron_db::ingest::{Act, Incoming};
use serde_json::Value;

/// Bodies as the clients' libraries send them, and one with everything in it.
const CAPTURED: [&str; 4] = [
    r#"{"batch": [{"timestamp": "2026-11-22T14:42:22.402Z", "integrations": {}, "event": "Order Completed",
        "type": "track", "properties": {"order_id": "o1", "total": 27.5, "currency": "EUR",
        "products": [{"product_id": "p1", "price": 19, "quantity": 1}]},
        "context": {"ip": "203.0.113.7", "library": {"name": "@segment/analytics-node"}}, "userId": "u1",
        "messageId": "node-next-1795358542402-3689124f", "_metadata": {"nodeVersion": "v20.20.2"}}],
        "writeKey": "wk-test", "sentAt": "2026-11-22T14:42:22.423Z"}"#,
    r#"{"batch": [{"userId": "u2", "traits": {"email": "bob@example.com", "createdAt": "2026-01-02T00:00:00.000Z"},
        "context": {"traits": {"email": "bob@example.com", "phone": "98765 43210"},
        "library": {"name": "analytics-node"}}, "type": "identify", "channel": "server",
        "originalTimestamp": "2026-11-22T14:42:22.492Z", "messageId": "22335bdf-2952-4fe3-88b7-9a8041770733",
        "sentAt": "2026-11-22T14:42:22.492Z"}], "timestamp": "2026-11-22T14:42:22.492Z",
        "sentAt": "2026-11-22T14:42:22.492Z"}"#,
    r#"{"timestamp": "2026-11-22T14:43:03.775Z", "event": "Product Viewed", "type": "track",
        "properties": {"price": 19}, "context": {"page": {"path": "/shop", "url": "https://shop.example/shop"},
        "userAgent": "Mozilla/5.0 ...", "campaign": {"source": "news"}}, "anonymousId": "14a5c3ef",
        "messageId": "ajs-next-1795358583775-c3efb722", "writeKey": "wk-test", "userId": null,
        "sentAt": "2026-11-22T14:43:03.783Z"}"#,
    r#"{"batch":[{"type":"track","event":"Order Refunded","userId":7,"properties":{"order_id":1,"total":"1.5e1"}},
        {"type":"track","event":"Signed Up","userId":"\ud83d\ude00","properties":{"email":"a@example.com",
        "last_name":"B"}},{"type":"track","event":"Signed In","userId":"u","context":{"ip":"2001:db8::7"}},
        {"type":"alias","userId":"a","previousId":"b"},{"type":"page","userId":"u"},
        {"type":"group","groupId":"g","traits":{"name":"G","n":[[1e308]]}}],
        "context":{"locale":"en-IN","ip":"203.0.113.9"}}"#,
];

/// What is put into bodies: things that broke somebody's parser once.
const SPLICES: [&str; 22] = [
    "\\u0000",
    "\\ud83d",
    "\\udc00",
    "\\\\u0000",
    "\u{0}",
    "\u{feff}",
    "₹",
    "null",
    "1e400",
    "-1e-99999",
    "99999999999999999999999999999.99",
    "{}",
    "[]",
    "{\"\":\"\"}",
    "\"\"",
    "-",
    "1969-12-31T23:59:60Z",
    "+262142-12-31T23:59:59Z",
    "Order Completed",
    "\"email\":\"x\",",
    "\"quantity\":-3,",
    "\"products\":[null],",
];

fn damaged(random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = CAPTURED[random.usize(..CAPTURED.len())].as_bytes().to_vec();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..=bytes.len());
        match random.u8(..7) {
            0 if at < bytes.len() => bytes[at] ^= 1_u8 << random.u8(..8),
            1 => bytes.truncate(at),
            2 => {
                let other = CAPTURED[random.usize(..CAPTURED.len())].as_bytes();
                bytes.splice(at..at, other[random.usize(..other.len())..].iter().copied());
            }
            3 => {
                let escape = format!("\\u{:04x}", random.u16(..));
                bytes.splice(at..at, escape.into_bytes());
            }
            4 => {
                let levels = random.usize(1..300);
                let nested = format!("{}1{}", "{\"a\":[".repeat(levels), "]}".repeat(levels));
                bytes.splice(at..at, nested.into_bytes());
            }
            5 => {
                let end = random.usize(at..=bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                bytes.splice(at..at, SPLICES[random.usize(..SPLICES.len())].bytes());
            }
        }
    }
    bytes
}

/// Puts something in place of a value, so that the body stays JSON and the damage reaches the fields.
fn replaced(random: &mut fastrand::Rng) -> Vec<u8> {
    let text = CAPTURED[random.usize(..CAPTURED.len())];
    let ends: Vec<usize> =
        text.match_indices("\": \"").chain(text.match_indices("\":\"")).map(|(at, _)| at).collect();
    let at = ends[random.usize(..ends.len())];
    let Some(start) = text[at + 1..].find('"').map(|n| at + 1 + n) else { return Vec::new() };
    let Some(end) = text[start + 1..].find('"').map(|n| start + 2 + n) else { return Vec::new() };
    let values = [
        "null",
        "5",
        "{}",
        "[]",
        "true",
        "-1",
        "1e308",
        r#""""#,
        r#"" ""#,
        r#""\u0000""#,
        r#""\ud83d""#,
        r#""\n""#,
    ];
    format!("{}{}{}", &text[..start], values[random.usize(..values.len())], &text[end..]).into_bytes()
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// What must hold of every event that came through.
fn holds(event: &Incoming, text: &str) {
    if let Some(record) = &event.record {
        for json in [&record.properties, &record.context] {
            let value = serde_json::from_str::<Value>(json).ok().filter(Value::is_object);
            assert!(value.is_some_and(|value| !has_nul(&value)), "{json}\nof {text}");
        }
        assert!((1..=255).contains(&record.name.chars().count()), "{text}");
    }
    assert!(event.at <= event.received_at + chrono::Duration::hours(24), "{text}");
    if !event.trusted {
        let behaviour = matches!(event.act, Act::Nothing | Act::Profile(_) | Act::Alias(_) | Act::Refused(_));
        assert!(behaviour && event.who.email.is_none(), "{text}");
    }
    assert!(event.sent.is_some(), "{text}");
}

#[test]
fn a_fuzzed_event_never_panics() {
    let cases = std::env::var("PATRON_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000_u32);
    let mut random = fastrand::Rng::with_seed(0x05e9_3e47);
    let mut read = 0_u32;
    for _ in 0..cases {
        let bytes = if random.bool() { damaged(&mut random) } else { replaced(&mut random) };
        let text = body::characters(bytes);
        let _ = decode::write_key(&text);
        for given in [None, Some(Kind::ALL[random.usize(..Kind::ALL.len())])] {
            for event in decode::all(&text, given, &rules(random.bool())).unwrap_or_default() {
                holds(&event, &text);
                read += 1;
            }
        }
    }
    assert!(read > cases / 4, "only {read} events got through: the fuzzer damages too much");
}
