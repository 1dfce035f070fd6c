//! Tests of turning events into what ingestion takes.

use super::*;
use crate::segment::decode;
use patron_db::ingest::{Incoming, RefusalCode};
use patron_domain::{ids::KeyId, order::OrderStatus};

pub(in crate::segment) fn rules(trusted: bool) -> Rules<'static> {
    Rules {
        phone_country: "IN",
        store_currency: "INR",
        trusted,
        key: KeyId(uuid::Uuid::nil()),
        received_at: "2026-11-22T15:00:00Z".parse().unwrap(),
        address: Some("198.51.100.7"),
    }
}

fn one(event: &str, trusted: bool) -> Incoming {
    let body = format!(r#"{{"batch":[{event}]}}"#);
    decode::all(&body, None, &rules(trusted)).unwrap().remove(0)
}

fn code(event: &Incoming) -> Option<RefusalCode> {
    match &event.act {
        Act::Refused(refusal) => Some(refusal.code),
        _ => None,
    }
}

#[test]
fn an_order_keeps_its_digits() {
    let event = one(
        r#"{"type":"track","event":"completed order","userId":"u1","messageId":"m1","properties":{"orderId":77,
            "revenue":"19.989999999999998","shipping":5,"tax":0.1,"currency":"eur","email":"ada@example.com",
            "products":[{"sku":"S-1","price":"9.995","quantity":"2","category":"Kitchen"}]},
            "context":{"ip":"203.0.113.7","userAgent":"Test/1","library":{"version":1.0}}}"#,
        true,
    );
    let Act::Order(order) = &event.act else { panic!("{event:?}") };
    assert_eq!((order.order.order_id.as_str(), order.order.currency.as_str()), ("77", "EUR"));
    assert_eq!(order.order.total.to_string(), "25.09");
    assert_eq!(order.order.items[0].unit_price.to_string(), "10.00");
    assert_eq!(order.order.items[0].name, "S-1", "a product without a name goes by its id");
    assert_eq!(event.who.email.as_ref().unwrap().as_str(), "ada@example.com");
    let record = event.record.unwrap();
    assert_eq!(record.context, r#"{"library":{"version":1.0}}"#);
    assert_eq!(record.origin.ip_address.as_deref(), Some("203.0.113.7"));
    assert!(record.properties.contains(r#""revenue":"19.989999999999998""#));
    assert!(event.message.is_some() && event.sent.unwrap().message_id.as_deref() == Some("m1"));
}

#[test]
fn refunds_and_cancellations_wait_for_their_order() {
    let refund = |properties: &str| {
        let event =
            format!(r#"{{"type":"track","event":"Order Refunded","userId":"u","properties":{properties}}}"#);
        let Act::OrderChange(change) = one(&event, true).act else { panic!("{event}") };
        change
    };
    let part = refund(r#"{"order_id":"1","total":5}"#);
    assert_eq!(part.refund.unwrap().to_string(), "5.00");
    assert!(part.waits && !part.refund_rest);
    let whole = refund(r#"{"order_id":"1","total":null}"#);
    assert!(whole.refund.is_none() && whole.refund_rest);
    let event = r#"{"type":"track","event":"order cancelled","userId":"u","properties":{"order_id":"1"}}"#;
    let Act::OrderChange(change) = one(event, true).act else { panic!("{event}") };
    assert!(change.waits && change.status == Some(OrderStatus::Cancelled));
}

#[test]
fn a_page_says_nothing_of_who_somebody_is() {
    for event in [
        r#"{"type":"track","event":"Order Completed","anonymousId":"a","properties":{"order_id":"1"}}"#,
        r#"{"type":"track","event":"order refunded","anonymousId":"a","properties":{"order_id":"1"}}"#,
        r#"{"type":"track","event":"Signed Up","anonymousId":"a","properties":{"email":"a@example.com"}}"#,
        r#"{"type":"track","event":"signed in","anonymousId":"a"}"#,
        r#"{"type":"identify","userId":"u","traits":{"email":"a@example.com"}}"#,
        r#"{"type":"identify","userId":"u","traits":{"Phone_Number":"1"}}"#,
        r#"{"type":"identify","userId":"u","traits":{"marketing_consent":true}}"#,
        r#"{"type":"identify","userId":"u","traits":{"emailConsent":"SUBSCRIBED"}}"#,
        r#"{"type":"page","userId":"u","context":{"traits":{"e-mail":"a@example.com"}}}"#,
    ] {
        let refused = one(event, false);
        assert_eq!(code(&refused), Some(RefusalCode::IdentifierNotAllowed), "{event}");
        assert!(refused.message.is_none() && refused.sent.is_some_and(|s| s.event.is_some()), "{event}");
    }
}

#[test]
fn a_page_says_what_its_visitor_does_and_likes() {
    let seen = one(
        r#"{"type":"track","event":"Product Viewed","anonymousId":"a","properties":{"email":"a@example.com"},
            "context":{"ip":"203.0.113.7","userAgent":"Test/1"}}"#,
        false,
    );
    assert!(!seen.trusted && seen.who.email.is_none() && matches!(seen.act, Act::Nothing));
    let origin = seen.record.unwrap().origin;
    assert_eq!(origin.ip_address.as_deref(), Some("198.51.100.7"), "the connection's");
    assert_eq!(origin.user_agent.as_deref(), Some("Test/1"));
    let liked = one(r#"{"type":"identify","userId":"u","anonymousId":"a","traits":{"plan":"gold"}}"#, false);
    let Act::Profile(profile) = liked.act else { panic!("a profile") };
    assert!(profile.fill && !profile.makes && profile.signup_date.is_none());
    assert_eq!(profile.traits.get("plan").map(String::as_str), Some(r#""gold""#));
}

#[test]
fn a_person_is_made_known() {
    let known = one(
        r#"{"type":"identify","userId":"u2","traits":null,"context":{"campaign":{"source":"news"},
            "traits":{"email":"bob@example.com","createdAt":"2026-01-02T00:00:00.000Z"}}}"#,
        true,
    );
    let Act::Profile(profile) = known.act else { panic!("a profile") };
    assert!(profile.makes && profile.touch.utm_source.as_deref() == Some("news"));
    assert_eq!(profile.signup_date, Some("2026-01-02T00:00:00Z".parse().unwrap()));
    assert_eq!((known.record, known.who.email.map(|e| e.folded())), (None, Some("bob@example.com".into())));
    let signed_up = one(
        r#"{"type":"track","event":"Signed Up","userId":"u","timestamp":"2020-05-01T00:00:00Z","properties":{
            "email":"ada@example.com","first_name":"Ada","phone":"98765 43210","username":"ada","type":"x"}}"#,
        true,
    );
    let Act::Profile(profile) = signed_up.act else { panic!("a profile") };
    assert_eq!(profile.signup_date, Some("2020-05-01T00:00:00Z".parse().unwrap()));
    assert_eq!(profile.traits.keys().collect::<Vec<_>>(), ["username"]);
    assert!(!signed_up.record.unwrap().properties.contains("98765"));
}

#[test]
fn an_alias_of_oneself_is_nothing() {
    let same = one(r#"{"type":"alias","userId":"u","previousId":"u"}"#, true);
    assert!(matches!(same.act, Act::Nothing) && same.record.is_none());
    let other = one(r#"{"type":"alias","userId":"u","previousId":5}"#, true);
    assert!(matches!(&other.act, Act::Alias(a) if a.previous == "5"), "{other:?}");
}
