//! Web pages with a write key that anybody can read.

use super::{batch, count, identified, order};
use patron_api_types::problem::ErrorCode;
use patron_tests::{
    App,
    raw::{Answer, send},
};
use reqwest::Method;
use serde_json::json;

fn words(answer: &Answer, header: &str) -> Vec<String> {
    answer.header(header).split(',').map(|word| word.trim().to_ascii_lowercase()).collect()
}

#[tokio::test]
async fn a_page_may_not_say_who_somebody_is() {
    let app = App::start().await;
    let (server, page) = (app.key("write_server", ""), app.key("write_browser", ""));
    batch(&app, &server, &json!([identified()])).await;
    let events = json!([
        order("Order Completed", json!({"order_id": "o1", "total": 5})),
        {"type": "track", "event": "Signed In", "userId": "u-1"},
        {"type": "identify", "userId": "u-1", "traits": {"email": "eve@example.com"}},
        {"type": "identify", "userId": "u-1", "traits": {"phone": "98765 43210"}},
        {"type": "identify", "userId": "u-1", "traits": {"marketing_consent": true}},
        {"type": "track", "event": "Product Viewed", "anonymousId": "a", "context": {"ip": "203.0.113.7"}},
    ]);

    let answer = batch(&app, &page, &events).await;

    assert_eq!(answer["accepted"], 1, "{answer}");
    let rejected = answer["rejected"].as_array().unwrap();
    assert_eq!(rejected.len(), 5, "{answer}");
    assert!(rejected.iter().all(|r| r["code"] == "identifier_not_allowed"), "{answer}");
    assert!(!answer.to_string().contains("ada@") && !answer.to_string().contains("eve@"), "{answer}");
    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((customer.row.total_orders, customer.row.login_count), (0, 0));
    assert_eq!(count(&app, "select count(*) from customer_profiles").await, 1);
}

#[tokio::test]
async fn a_page_changes_nothing_that_a_server_said_and_does_not_learn_who_is_known() {
    let app = App::start().await;
    let (server, page) = (app.key("write_server", ""), app.key("write_browser", ""));
    let known = json!({"type": "identify", "userId": "u-1",
        "traits": {"email": "ada@example.com", "plan": "gold", "card": 7}});
    batch(&app, &server, &json!([known])).await;
    let says = |id: &str| {
        let traits = json!({"name": "Eve", "plan": "iron", "theme": "dark", "address": {"city": "Atlantis"}});
        json!([{"type": "identify", "userId": id, "traits": traits}])
    };

    let of_known = batch(&app, &page, &says("u-1")).await;
    let of_nobody = batch(&app, &page, &says("u-2")).await;

    assert_eq!(of_known, of_nobody);
    assert_eq!((&of_nobody["accepted"], &of_nobody["waiting"]), (&json!(1), &json!(0)));
    assert_eq!(batch(&app, &server, &says("u-3")).await["waiting"], 1, "a server is told");
    let ada = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((ada.row.full_name, ada.row.location), (None, None));
    let plans =
        "select count(*) from customer_traits where traits @> '{\"plan\": \"gold\", \"theme\": \"dark\"}'";
    assert_eq!(count(&app, plans).await, 1);
    for _ in 0..3 {
        batch(&app, &page, &says("u-2")).await;
    }
    assert_eq!(count(&app, "select count(*) from waiting_events").await, 2, "one of a page, one of a server");
}

#[tokio::test]
async fn a_page_finds_its_settings() {
    let app = App::with_settings(&[("PATRON__HTTP__PUBLIC_URL", "https://track.shop.example")]).await;
    let key = app.key("write_browser", "");

    let answer = send(
        app.request(Method::GET, &format!("/v1/projects/{key}/settings"))
            .header("origin", "https://shop.example"),
    )
    .await;
    let unknown = send(app.request(Method::GET, "/v1/projects/wb_patron_unknown/settings")).await;

    assert_eq!(
        answer.json(),
        json!({
            "integrations": {"Segment.io": {"apiKey": key, "apiHost": "track.shop.example/v1", "protocol": "https"}},
            "metrics": {"sampleRate": 0}, "plan": {}, "enabledMiddleware": {}
        })
    );
    assert!(!answer.header("access-control-allow-origin").is_empty(), "{answer:?}");
    assert_eq!(unknown.code(), ErrorCode::NotFound);
    let plain = App::start().await;
    let key = plain.key("write_browser", "");
    let answer = send(plain.request(Method::GET, &format!("/v1/projects/{key}/settings"))).await;
    let place = format!("{}/v1", plain.origin().trim_start_matches("http://"));
    assert_eq!(answer.json()["integrations"]["Segment.io"]["apiHost"], json!(place));
}

#[tokio::test]
async fn a_page_elsewhere_may_report_and_read_when_to_come_back() {
    let app = App::start().await;
    for path in ["/v1/t", "/v1/b", "/v1/m"] {
        let request = app
            .request(Method::OPTIONS, path)
            .header("origin", "https://shop.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type,x-retry-count");

        let answer = send(request).await;

        assert!(answer.status.is_success(), "{path}: {answer:?}");
        let headers = words(&answer, "access-control-allow-headers");
        for name in ["authorization", "content-type", "x-retry-count"] {
            assert!(headers.iter().any(|h| h == name), "{path} {name}: {headers:?}");
        }
        let methods = words(&answer, "access-control-allow-methods");
        assert!(["get", "post"].iter().all(|m| methods.iter().any(|x| x == m)), "{path}: {methods:?}");
    }
    let refused =
        send(app.request(Method::POST, "/v1/t").header("origin", "https://shop.example").body("{}")).await;
    assert_eq!(refused.status, 401);
    assert!(!refused.header("access-control-allow-origin").is_empty(), "{refused:?}");
    assert!(
        words(&refused, "access-control-expose-headers").iter().any(|h| h == "retry-after"),
        "{refused:?}"
    );
}
