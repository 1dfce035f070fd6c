//! One customer, and the lists that belong to one.

use patron_api_types::page::PageQuery;
use patron_domain::ids::CustomerId;
use patron_tests::{
    App,
    raw::send,
    seed::{order, profile},
};
use reqwest::Method;
use std::collections::HashSet;

#[tokio::test]
async fn logins_and_orders_come_newest_first_in_pages_that_miss_nobody() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    for n in 0..7 {
        // two months, so that the pages cross a partition
        let month = if n % 2 == 0 { "10" } else { "11" };
        app.has_login_at("ada@example.com", format!("2026-{month}-0{}T08:00:00Z", n + 1).parse().unwrap())
            .await;
        let mut order = order("ada@example.com", &format!("O-{n}"), "100.00");
        order.order_date = Some(format!("2026-{month}-0{}T08:00:00Z", n + 1).parse().unwrap());
        app.has_order(&order).await;
    }
    let owner = app.owner().await;
    let id = app.id_of("ada@example.com").await;

    let (mut logins, mut orders, mut page) =
        (Vec::new(), Vec::new(), PageQuery { limit: Some(3), cursor: None });
    loop {
        let answer = owner.customer_logins(id, &page).await.unwrap();
        logins.extend(answer.items);
        page.cursor = answer.next_cursor;
        if page.cursor.is_none() {
            break;
        }
    }
    loop {
        let answer = owner.customer_orders(id, &page).await.unwrap();
        orders.extend(answer.items);
        page.cursor = answer.next_cursor;
        if page.cursor.is_none() {
            break;
        }
    }

    assert_eq!(logins.iter().map(|l| l.id).collect::<HashSet<_>>().len(), 7);
    assert!(logins.windows(2).all(|pair| pair[0].login_time > pair[1].login_time));
    assert_eq!(orders.iter().map(|o| o.id).collect::<HashSet<_>>().len(), 7);
    assert!(orders.windows(2).all(|pair| pair[0].order_date > pair[1].order_date));
    assert_eq!(orders[0].items[0].name, "Diya set of 12");
}

#[tokio::test]
async fn who_is_not_there_is_not_found() {
    let app = App::start().await;
    let owner = app.owner().await;
    let nobody = CustomerId::generate();
    let page = PageQuery::default();

    assert_eq!(owner.customer(nobody).await.unwrap_err().code(), Some("not_found"));
    assert_eq!(owner.customer_logins(nobody, &page).await.unwrap_err().code(), Some("not_found"));
    assert_eq!(owner.customer_orders(nobody, &page).await.unwrap_err().code(), Some("not_found"));
    assert_eq!(owner.customer_events(nobody, &page).await.unwrap_err().code(), Some("not_found"));
    assert_eq!(owner.customer_consents(nobody, &page).await.unwrap_err().code(), Some("not_found"));
    let request = app.request(Method::GET, "/api/v1/customers/not-an-id");
    let answer = send(request.bearer_auth(owner.access_token().unwrap())).await;
    assert!(matches!(answer.problem().status, 404 | 422), "{answer:?}");
}
