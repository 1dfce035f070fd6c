//! The writer behind everything that is reported: full, and beside another node's.

use futures_util::{StreamExt as _, stream};
use patron_api_client::ShopServer;
use patron_api_types::{
    events::{BatchItem, EventReport},
    logins::LoginReport,
};
use patron_tests::{
    App,
    raw::send,
    seed::{email, login, order, profile},
};
use reqwest::Method;
use std::time::Duration;

/// Twenty events of some 20 KB.
fn heavy(batch: usize) -> Vec<BatchItem> {
    let event = |n: usize| {
        let mut properties = serde_json::Map::new();
        properties.insert("text".into(), "x".repeat(20_000).into());
        BatchItem::Event(EventReport {
            name: "Product Viewed".into(),
            email: Some(email("ada@example.com")),
            user_id: None,
            anonymous_id: None,
            properties,
            occurred_at: None,
            message_id: Some(format!("{batch}-{n}")),
        })
    };
    (0..20).map(event).collect()
}

#[tokio::test]
async fn a_full_writer_says_so_at_once_and_loses_nothing_that_it_took() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    // nothing can be written while somebody holds the profiles
    let mut holder = app.sql().await;
    sqlx::raw_sql("begin; lock table customer_profiles in access exclusive mode")
        .execute(&mut holder)
        .await
        .unwrap();

    let mut waiting = Vec::new();
    let mut full = None;
    // sixty of them are what may wait
    for batch in 0..200 {
        let items: Vec<_> = heavy(batch).iter().map(|i| serde_json::to_value(i).unwrap()).collect();
        let request = app.request(Method::POST, "/api/v1/batch").bearer_auth(&app.keys.all_scopes);
        let mut answer = tokio::spawn(send(request.json(&serde_json::json!({ "items": items }))));
        match tokio::time::timeout(Duration::from_millis(100), &mut answer).await {
            Ok(answered) => {
                full = Some(answered.unwrap());
                break;
            }
            Err(_) => waiting.push(answer),
        }
    }
    let full = full.expect("two hundred batches of 400 KB don't fit into the writer's room");
    sqlx::raw_sql("commit").execute(&mut holder).await.unwrap();

    assert_eq!((full.status.as_u16(), full.code().as_str()), (429, "too_many_requests"), "{full:?}");
    assert!(full.header("retry-after").parse::<u32>().is_ok_and(|s| (1..=60).contains(&s)), "{full:?}");
    let mut taken = 0;
    for answer in waiting {
        let answer = answer.await.unwrap();
        let items = answer.json()["items"].as_array().cloned().unwrap_or_default();
        taken += items.iter().filter(|item| item["status"] == 201).count();
    }
    assert!(taken > 0, "what fits waits and is taken");
    let stored: i64 =
        sqlx::query_scalar("select count(*) from events").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(stored, i64::try_from(taken).unwrap());
}

#[tokio::test]
async fn two_nodes_write_at_once_and_count_each_thing_once() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let node = app.second_node();
    let shops = [app.reader(), ShopServer::new(node.client(), &app.keys.all_scopes)];

    let answers: Vec<bool> = stream::iter(0..240)
        .map(|n: usize| {
            let shop = &shops[n % 2];
            async move {
                // each message goes to both nodes, at about the same time
                let report =
                    LoginReport { message_id: Some(format!("m-{}", n / 2)), ..login("ada@example.com") };
                let login = shop.report_login(&report).await.unwrap();
                shop.upsert_order(&order("ada@example.com", &format!("A-{}", n / 8), "10.00")).await.unwrap();
                login.duplicate
            }
        })
        .buffer_unordered(32)
        .collect()
        .await;

    assert_eq!(answers.iter().filter(|duplicate| **duplicate).count(), 120);
    let ada = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!(
        (ada.row.login_count, ada.row.total_orders, ada.row.total_spent.to_string()),
        (120, 30, "300.00".into())
    );
    let verified = app.patron(&["stats", "verify"], "");
    assert!(verified.status.success(), "{verified:?}");
}
