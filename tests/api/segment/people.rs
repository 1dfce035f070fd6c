//! What events make of people and their orders.

use super::{batch, count, identified, order, totals};
use patron_tests::App;
use serde_json::{Value, json};

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

#[tokio::test]
async fn hundreds_of_refunds_before_their_orders_are_stored_by_few_transactions() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let said = |event: &str, total: f64| -> Value {
        let one = |n: usize| {
            let mut event = order(event, json!({"order_id": format!("o{n}"), "total": total}));
            event["messageId"] = json!(format!("{event}-{n}"));
            event
        };
        (0..450).map(one).collect()
    };

    let refunds = said("Order Refunded", 1.0);
    let answer = batch(&app, &key, &refunds).await;

    assert_eq!((&answer["accepted"], &answer["waiting"]), (&json!(450), &json!(450)), "{answer}");
    let transactions = count(&app, "select count(distinct xmin::text) from waiting_events").await;
    assert!(transactions <= 30, "{transactions}");
    assert_eq!(batch(&app, &key, &refunds).await["duplicates"], 450);
    batch(&app, &key, &json!([identified()])).await;
    batch(&app, &key, &said("Order Completed", 3.0)).await;
    assert_eq!(totals(&app, "ada@example.com").await, (450, "900.00".into()));
    assert_eq!(count(&app, "select count(*) from waiting_events").await, 0);
}

#[tokio::test]
async fn an_address_that_two_want_at_once_is_refused_to_nobody() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let identify = |n: usize, name: &str| {
        let traits = json!({"email": format!("{name}{n}@example.com")});
        json!([{"type": "identify", "userId": format!("u-{n}"), "traits": traits}])
    };
    for n in 0..30 {
        batch(&app, &key, &identify(n, "old")).await;
        let (moved, placed) = (
            identify(n, "new"),
            json!([{"type": "track", "event": "Order Completed",
            "anonymousId": format!("guest-{n}"),
            "properties": {"order_id": format!("o{n}"), "total": 5, "email": format!("new{n}@example.com")}}]),
        );

        let (moved, placed) = tokio::join!(batch(&app, &key, &moved), batch(&app, &key, &placed));

        assert_eq!((&moved["rejected"], &placed["rejected"]), (&json!([]), &json!([])), "{moved} {placed}");
        assert_eq!(totals(&app, &format!("new{n}@example.com")).await, (1, "5.00".into()));
    }
}

#[tokio::test]
async fn an_order_that_waited_and_is_anothers_can_be_found_by_staff() {
    let app = App::start().await;
    let key = app.key("write_server", "");
    let waits = order("Order Completed", json!({"order_id": "o1", "total": 5}));
    assert_eq!(batch(&app, &key, &json!([waits])).await["waiting"], 1);
    let theirs = json!({"type": "track", "event": "Order Completed", "anonymousId": "guest",
        "properties": {"order_id": "o1", "total": 7, "email": "ben@example.com"}});
    batch(&app, &key, &json!([theirs])).await;

    batch(&app, &key, &json!([identified()])).await;

    let kept = "select count(*) from rejected_events where status = 'waiting' and code = 'order_of_another'
        and name = 'Order Completed'";
    assert_eq!(count(&app, kept).await, 1);
    assert_eq!(totals(&app, "ada@example.com").await, (0, "0.00".into()));
}
