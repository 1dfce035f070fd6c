//! What a customer did, and what else is known of them.

use chrono::TimeDelta;
use patron_api_types::{
    events::{Event, EventKind, EventReport},
    page::PageQuery,
};
use patron_domain::{clock::Clock, ids::CustomerId};
use patron_tests::{
    App,
    raw::send,
    seed::{email, profile},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashSet;

fn report(name: &str, properties: &Value) -> EventReport {
    EventReport {
        name: name.into(),
        email: Some(email("ada@example.com")),
        user_id: None,
        anonymous_id: None,
        properties: properties.as_object().cloned().unwrap_or_default(),
        occurred_at: None,
        message_id: None,
    }
}

async fn segment(app: &App, events: Value) {
    let key = app.key("write_server", "");
    let body = json!({"batch": events, "sentAt": null}).to_string();
    let answer = send(app.request(Method::POST, "/v1/batch").basic_auth(key, Some("")).body(body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// All events, page by page.
async fn all(app: &App, id: CustomerId, limit: u16) -> Vec<Event> {
    let owner = app.owner().await;
    let mut page = PageQuery { limit: Some(limit), cursor: None };
    let mut events = Vec::new();
    loop {
        let answer = owner.customer_events(id, &page).await.unwrap();
        events.extend(answer.items);
        page.cursor = answer.next_cursor;
        if page.cursor.is_none() {
            return events;
        }
    }
}

#[tokio::test]
async fn events_come_newest_first_in_pages_that_miss_none() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let now = Clock::system().now();
    let shop = app.reader();
    for n in [3_i64, 0, 6, 1, 5, 2, 4] {
        // two at one instant, so that the cursor has to tell them apart
        let at = now - TimeDelta::days(n.min(5) * 20);
        let event = EventReport { occurred_at: Some(at), ..report("Product Viewed", &json!({"n": n})) };
        shop.report_event(&event).await.unwrap();
    }
    let id = app.id_of("ada@example.com").await;

    let events = all(&app, id, 2).await;

    assert_eq!(events.iter().map(|e| e.id).collect::<HashSet<_>>().len(), 7, "{events:#?}");
    assert!(events.windows(2).all(|pair| pair[0].occurred_at >= pair[1].occurred_at), "{events:#?}");
    assert_eq!(events[0].properties["n"], 0);
    assert!(events.iter().all(|e| e.received_at >= now - TimeDelta::seconds(5)), "{events:#?}");
}

#[tokio::test]
async fn an_event_tells_its_kind_page_and_properties_and_only_of_its_person() {
    let app = App::start().await;
    let place = json!({"page": {"url": "https://shop.example/lamps", "path": "/lamps"}});
    segment(
        &app,
        json!([
            {"type": "identify", "userId": "u-1", "traits": {"email": "ada@example.com"}},
            {"type": "page", "userId": "u-1", "context": place},
            {"type": "track", "event": "Product Viewed", "userId": "u-1", "properties": {"price": 19.5}},
            {"type": "track", "event": "Product Viewed", "anonymousId": "a stranger"},
        ]),
    )
    .await;
    let id = app.id_of("ada@example.com").await;

    let events = all(&app, id, 50).await;

    assert_eq!(events.len(), 2, "{events:#?}");
    let of = |kind| events.iter().find(|e| e.kind == kind).unwrap();
    let page = of(EventKind::Page);
    assert_eq!((page.name.as_str(), page.page.as_deref()), ("/lamps", Some("https://shop.example/lamps")));
    let track = of(EventKind::Track);
    assert_eq!((track.name.as_str(), track.page.as_deref()), ("Product Viewed", None));
    assert_eq!(track.properties["price"], 19.5);
}

#[tokio::test]
async fn a_key_that_reads_customers_reads_their_events_and_a_strange_cursor_is_told() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    app.reader().report_event(&report("Wishlist Shared", &json!({}))).await.unwrap();
    let path = format!("/api/v1/customers/{}/events", app.id_of("ada@example.com").await);
    let key = app.key("secret", "customers:read");

    let read = send(app.request(Method::GET, &path).bearer_auth(&key)).await;
    let strange = send(app.request(Method::GET, &format!("{path}?cursor=x")).bearer_auth(&key)).await;

    assert_eq!(read.json()["items"][0]["name"], "Wishlist Shared", "{read:?}");
    assert!(strange.body.contains("invalid_cursor"), "{strange:?}");
}

#[tokio::test]
async fn traits_that_are_no_field_are_shown_with_the_customer() {
    let app = App::start().await;
    app.has_profile(&profile("bob@example.com")).await;
    segment(
        &app,
        json!([{"type": "identify", "userId": "u-1", "traits": {"email": "ada@example.com", "firstName": "Ada",
            "plan": "gold", "seats": 3}}]),
    )
    .await;
    let owner = app.owner().await;

    let ada = owner.customer(app.id_of("ada@example.com").await).await.unwrap();
    let bob = owner.customer(app.id_of("bob@example.com").await).await.unwrap();

    assert_eq!(Value::Object(ada.traits), json!({"plan": "gold", "seats": 3}));
    assert!(bob.traits.is_empty(), "{bob:?}");
}
