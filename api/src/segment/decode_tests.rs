//! Tests of taking bodies apart.

use super::*;
use crate::segment::map::tests::rules;
use patron_db::ingest::RecordKind;

fn batch(events: &str) -> Vec<Incoming> {
    all(&format!(r#"{{"batch":[{events}],"writeKey":"k"}}"#), None, &rules(true)).unwrap()
}

fn code(event: &Incoming) -> Option<RefusalCode> {
    match &event.act {
        Act::Refused(refusal) => Some(refusal.code),
        _ => None,
    }
}

#[test]
fn a_bad_event_costs_none_of_its_neighbours() {
    let good = r#"{"type":"track","event":"a","userId":"u"}"#;
    let half =
        r#"{"type":"track","event":"half \ud83d","userId":"u\u0000","properties":{"\udc00":"\u0000"}}"#;
    let events = batch(&format!(r#"{good},5,null,"x",[],{{}},{half},{{"type":"track","event":"a"}},{good}"#));
    let codes: Vec<_> = events.iter().map(code).collect();
    let bad = Some(RefusalCode::Invalid);
    assert_eq!(codes, [None, bad, bad, bad, bad, bad, None, bad, None]);
    let mended = &events[6];
    let record = mended.record.as_ref().unwrap();
    assert_eq!((record.name.as_str(), mended.who.user_id.as_deref()), ("half \u{fffd}", Some("u")));
    assert_eq!(record.properties, "{\"\u{fffd}\":\"\"}");
    assert!(events[1].sent.as_ref().is_some_and(|s| s.event.as_deref() == Some("5")));
}

#[test]
fn size_depth_keys_and_numbers_have_measure() {
    let event = |properties: &str| {
        format!(r#"{{"type":"track","event":"a","userId":"u","messageId":"m","properties":{properties}}}"#)
    };
    let nested = |levels: usize| format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
    let keys: Vec<String> = (0..1000).map(|n| format!(r#""key{n}":{n}"#)).collect();
    for good in [nested(60), format!("{{{}}}", keys.join(",")), r#"{"n":1e308,"m":1.10}"#.to_owned()] {
        let stored = batch(&event(&good)).remove(0);
        assert_eq!(code(&stored), None, "{stored:?}");
        assert_eq!(stored.record.unwrap().properties, good, "as it was written");
    }
    assert_eq!(code(&batch(&event(&nested(3000)))[0]), Some(RefusalCode::Invalid));
    assert_eq!(code(&batch(&event(r#"{"n":1e400}"#))[0]), Some(RefusalCode::Invalid));
    let large = batch(&event(&format!(r#"{{"a":"{}"}}"#, "x".repeat(EVENT_MAX)))).remove(0);
    assert_eq!(code(&large), Some(RefusalCode::TooLarge));
    let sent = large.sent.unwrap();
    assert_eq!((sent.message_id.as_deref(), sent.name.as_deref(), sent.event), (Some("m"), Some("a"), None));
}

#[test]
fn what_the_batch_says_lies_under_each_event() {
    let body = r#"{"batch":[{"type":"page","userId":"u","context":{"locale":"en-IN"},
        "timestamp":"2026-11-22T14:00:00Z"}],
        "context":{"locale":"de","library":{"name":"x"},"ip":"203.0.113.9"},"sentAt":"2026-11-22T14:30:00Z"}"#;
    let event = all(body, None, &rules(true)).unwrap().remove(0);
    assert_eq!(event.at, "2026-11-22T14:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    let record = event.record.unwrap();
    assert_eq!(record.context, r#"{"locale":"en-IN","library":{"name":"x"}}"#);
    assert_eq!(record.origin.ip_address.as_deref(), Some("203.0.113.9"));
    // and stands by itself when it is tried again
    let again = event.sent.unwrap().event.unwrap();
    let again = one(&again, None, &Envelope::default(), &rules(true), Some(Uuid::nil()));
    assert_eq!((again.at, again.record.unwrap().context), (event.at, record.context));
}

#[test]
fn a_single_event_has_the_type_of_its_path() {
    let body =
        r#" {"type":"identify","event":"Product Viewed","anonymousId":"a","userId":null,"writeKey":"k"} "#;
    let event = all(body, Some(Kind::Track), &rules(false)).unwrap().remove(0);
    assert_eq!(event.record.unwrap().kind, RecordKind::Track);
    let sent = event.sent.unwrap().event.unwrap();
    assert!(sent.contains(r#""type":"track""#) && !sent.contains("writeKey"), "{sent}");
}

#[test]
fn what_is_no_batch_fails_whole() {
    for body in ["", "{", "[]", "5", "{}", r#"{"batch":null}"#, r#"{"batch":{}}"#, r#"{"batch":"x"}"#] {
        let error = all(body, None, &rules(true)).unwrap_err();
        assert_eq!(error.code(), ErrorCode::MalformedBody, "{body}");
    }
    assert!(batch("").is_empty());
    let bomb = format!(
        r#"{{"batch":[{}],"context":{{"a":"{}"}}}}"#,
        vec!["{}"; 10_000].join(","),
        "x".repeat(100_000)
    );
    assert_eq!(all(&bomb, None, &rules(false)).unwrap_err().code(), ErrorCode::BodyTooLarge);
}

#[test]
fn the_key_is_the_bodys_else_the_first_events() {
    let found = |body: &str| write_key(body).unwrap();
    assert_eq!(found(r#"{"batch":[{"writeKey":"b"}],"writeKey":"a"}"#).as_deref(), Some("a"));
    assert_eq!(found(r#"{"batch":[{"writeKey":"b","x":"\ud83d"}],"writeKey":null}"#).as_deref(), Some("b"));
    assert_eq!(found(r#"{"writeKey":"c","event":"x"}"#).as_deref(), Some("c"));
    assert_eq!(found(r#"{"batch":[]}"#), None);
    assert_eq!(found(r#"{"batch":[5]}"#), None);
    assert!(write_key("{").is_err());
}
