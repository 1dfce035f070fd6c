//! What events make of people and their orders.

use super::{batch, count, identified, order, totals};
use patron_tests::App;
use serde_json::json;

#[tokio::test]
async fn an_order_completed_twice_brings_its_revenue_once() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let mut completed =
        order("Order Completed", json!({"orderId": "o1", "revenue": "20.00", "shipping": 5, "tax": 2.5}));
    batch(&app, &key, &json!([identified()])).await;
    for (message, total) in [("m-1", "27.50"), ("m-2", "27.50")] {
        completed["messageId"] = json!(message);
        assert_eq!(batch(&app, &key, &json!([completed])).await["accepted"], 1);
        assert_eq!(totals(&app, "ada@example.com").await, (1, total.into()));
    }
    let updated = order("order updated", json!({"order_id": "o1", "total": 30}));
    batch(&app, &key, &json!([updated])).await;
    assert_eq!(totals(&app, "ada@example.com").await, (1, "30.00".into()));
    let cancelled = order("Order Cancelled", json!({"order_id": "o1"}));
    batch(&app, &key, &json!([cancelled])).await;
    assert_eq!(totals(&app, "ada@example.com").await, (0, "0.00".into()));
}

#[tokio::test]
async fn a_refund_that_comes_first_is_taken_off_when_its_order_comes() {
    let app = App::start().await;
    let key = app.key("write_server", "");

    let first =
        batch(&app, &key, &json!([order("Order Refunded", json!({"order_id": "o1", "total": 7.5}))])).await;
    let placed =
        order("Order Completed", json!({"order_id": "o1", "total": 27.5, "email": "ada@example.com"}));
    batch(&app, &key, &json!([placed])).await;

    assert_eq!((&first["waiting"], &first["rejected"]), (&json!(1), &json!([])));
    assert_eq!(totals(&app, "ada@example.com").await, (1, "20.00".into()));
    batch(&app, &key, &json!([order("Order Refunded", json!({"order_id": "o1"}))])).await;
    assert_eq!(totals(&app, "ada@example.com").await, (1, "0.00".into()), "without an amount all of it");
}

#[tokio::test]
async fn what_a_visitor_did_joins_the_person_at_identify() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let view = json!({"type": "track", "event": "Product Viewed", "anonymousId": "visitor-1"});
    batch(&app, &key, &json!([view])).await;
    let theirs = "select count(*) from events where customer_id is not null";
    assert_eq!(count(&app, theirs).await, 0);

    let known = json!({"type": "identify", "userId": "u-1", "anonymousId": "visitor-1",
        "traits": {"email": "Ada@example.com", "plan": "gold"}});
    batch(&app, &key, &json!([known, view])).await;

    assert_eq!(count(&app, theirs).await, 2, "before and after");
    let itself = json!({"type": "alias", "userId": "u-1", "previousId": "u-1"});
    assert_eq!(batch(&app, &key, &json!([itself])).await["accepted"], 1);
}
