//! The Segment HTTP tracking protocol, as its clients speak it.

mod pages;
mod people;

use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt as _, stream};
use patron_api_types::problem::ErrorCode;
use patron_tests::{
    App,
    raw::{Answer, send},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::io::Write as _;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn post(app: &App, path: &str, key: &str) -> RequestBuilder {
    app.request(Method::POST, path).basic_auth(key, Some(""))
}

/// Sends a batch; what it is answered.
async fn batch(app: &App, key: &str, events: &Value) -> Value {
    let body = json!({"batch": events, "sentAt": null}).to_string();
    let answer = send(post(app, "/v1/batch", key).body(body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// Counted orders and money spent of an address, as the owner sees them.
async fn totals(app: &App, email: &str) -> (i32, String) {
    let customer = app.owner().await.customer(app.id_of(email).await).await.unwrap();
    (customer.row.total_orders, customer.row.total_spent.to_string())
}

async fn count(app: &App, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut app.sql().await).await.unwrap()
}

fn order(event: &str, properties: Value) -> Value {
    json!({"type": "track", "event": event, "userId": "u-1", "properties": properties})
}

fn identified() -> Value {
    json!({"type": "identify", "userId": "u-1", "traits": {"email": "ada@example.com", "firstName": "Ada"}})
}

#[tokio::test]
async fn a_servers_batch_is_stored_and_each_event_answered() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let events = json!([
        identified(),
        order("Order Completed", json!({"order_id": "o1", "total": 27.5, "products": [
            {"product_id": "p1", "price": 19, "quantity": 1, "category": "Lighting"}]})),
        {"type": "page", "userId": "u-1", "context": {"page": {"path": "/shop"}, "ip": "203.0.113.7"}},
    ]);

    let answer = batch(&app, &key, &events).await;

    assert_eq!(
        answer,
        json!({"success": true, "accepted": 3, "duplicates": 0, "waiting": 0, "rejected": []})
    );
    assert_eq!(totals(&app, "ada@example.com").await, (1, "27.50".into()));
    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!(customer.row.full_name.as_deref(), Some("Ada"));
    assert_eq!(customer.preferred_categories, ["Lighting"]);
    let names: Vec<String> = sqlx::query_scalar("select name from events order by kind, name")
        .fetch_all(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(names, ["/shop", "Order Completed"]);
    let told = count(&app, "select count(*) from events where context ? 'ip'").await;
    assert_eq!(told, 0, "an address is only stored sealed");
}

#[tokio::test]
async fn a_compressed_form_is_json_all_the_same() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let body = json!({"batch": [identified()]}).to_string();
    for (encoding, bytes) in [("gzip", gzip(body.as_bytes())), ("x-gzip", gzip(body.as_bytes()))] {
        let request = post(&app, "/v1/batch", &key)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("content-encoding", encoding);

        let answer = send(request.body(bytes)).await;

        assert_eq!((answer.status.as_u16(), &answer.json()["accepted"]), (200, &json!(1)), "{answer:?}");
    }
    let text = post(&app, "/v1/batch", &key).header("content-type", "text/plain").body(body);
    assert_eq!(send(text).await.status, 200);
}

#[tokio::test]
async fn what_can_not_be_read_fails_whole() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    for body in ["{", "[]", "{}", r#"{"batch":5}"#] {
        let answer = send(post(&app, "/v1/batch", &key).body(body)).await;
        assert_eq!(answer.code(), ErrorCode::MalformedBody, "{body}: {answer:?}");
    }
    let encoded = |encoding: &str, bytes: Vec<u8>| {
        send(post(&app, "/v1/batch", &key).header("content-encoding", encoding).body(bytes))
    };
    let broken = encoded("gzip", b"no gzip".to_vec()).await;
    assert_eq!(broken.code(), ErrorCode::MalformedBody);
    let unknown = encoded("zstd", b"{}".to_vec()).await;
    assert_eq!(unknown.code(), ErrorCode::UnsupportedMediaType);
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 128 * 1024, "a small body");
    assert_eq!(encoded("gzip", bomb).await.code(), ErrorCode::BodyTooLarge);
    let large = vec![b' '; 5 * 1024 * 1024];
    assert_eq!(send(post(&app, "/v1/batch", &key).body(large)).await.code(), ErrorCode::BodyTooLarge);
}

#[tokio::test]
async fn the_key_is_in_the_header_or_in_the_body_and_an_unknown_one_is_refused() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let event = json!({"type": "page", "userId": "u"});
    let in_batch = json!({"batch": [event], "writeKey": key}).to_string();
    let in_event = json!({"batch": [{"type": "page", "userId": "u", "writeKey": key}]}).to_string();
    let nowhere = json!({"batch": [event]}).to_string();
    let bare = |body: &str| send(app.request(Method::POST, "/v1/batch").body(body.to_owned()));

    assert_eq!(bare(&in_batch).await.status, 200);
    assert_eq!(bare(&in_event).await.status, 200);
    assert_eq!(bare(&nowhere).await.code(), ErrorCode::Unauthorized);
    let other = send(post(&app, "/v1/batch", "ws_patron_unknown").body(in_batch)).await;
    assert_eq!(other.code(), ErrorCode::Unauthorized, "the header wins: {other:?}");
    for other in [&app.keys.secret, &app.keys.publishable] {
        let answer = send(post(&app, "/v1/batch", other).body(nowhere.clone())).await;
        assert_eq!(answer.code(), ErrorCode::Unauthorized, "no write key: {answer:?}");
    }
    let metrics = send(app.request(Method::POST, "/v1/m").body("{}")).await;
    assert_eq!(metrics.status, 200, "usage counters need no key");
}

#[tokio::test]
async fn bad_events_are_named_and_kept_and_their_neighbours_stored() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let nested = (0..60).fold(json!(1), |inner, _| json!({"a": inner}));
    let good =
        json!({"type": "track", "event": "good", "userId": "u", "properties": {"deep": nested, "n": 1e308}});
    let body = format!(
        r#"{{"batch":[{good},{{"type":"track","userId":"u","messageId":"bad-1"}},5,
            {{"type":"track","event":"half \ud83d","userId":"u","properties":{{"nul":"a\u0000b"}}}},
            {{"type":"track","event":"large","userId":"u","properties":{{"a":"{}"}}}},{good}]}}"#,
        "x".repeat(40_000)
    );

    let answer = send(post(&app, "/v1/batch", &key).body(body)).await;

    assert_eq!(answer.status, 200, "{answer:?}");
    let answer = answer.json();
    assert_eq!(answer["accepted"], 3, "{answer}");
    let rejected: Vec<(u64, &str)> = answer["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["index"].as_u64().unwrap(), r["code"].as_str().unwrap()))
        .collect();
    assert_eq!(rejected, [(1, "invalid"), (2, "invalid"), (4, "too_large")]);
    assert_eq!(answer["rejected"][0]["messageId"], "bad-1");
    assert!(answer["rejected"][0]["message"].as_str().unwrap().contains("/event"), "{answer}");
    assert_eq!(count(&app, "select count(*) from events").await, 3);
    assert_eq!(count(&app, "select count(*) from rejected_events").await, 3);
    let mended: String =
        sqlx::query_scalar("select properties ->> 'nul' from events where name like 'half%'")
            .fetch_one(&mut app.sql().await)
            .await
            .unwrap();
    assert_eq!(mended, "ab");
}

#[tokio::test]
async fn the_same_message_in_parallel_is_counted_once() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let event = json!({"event": "Product Viewed", "userId": "u", "messageId": "m-1"}).to_string();
    let request = || send(post(&app, "/v1/track", &key).body(event.clone()));

    let answers: Vec<Answer> = stream::iter(0..12).map(|_| request()).buffer_unordered(12).collect().await;

    assert!(answers.iter().all(|a| a.status == 200), "{answers:?}");
    let sum = |field: &str| answers.iter().map(|a| a.json()[field].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("accepted"), sum("duplicates")), (1, 11));
    assert_eq!(count(&app, "select count(*) from events").await, 1);
    let within = json!([{"type": "page", "userId": "u", "messageId": "m-2"}, {"type": "page", "userId": "u",
        "messageId": "m-2"}]);
    assert_eq!(batch(&app, &key, &within).await["duplicates"], 1);
}
