//! Totals are projections of rows.

use crate::reported;
use crate::support::{Store, ago, money, order};
use futures_util::future::join_all;
use patron_db::{Error, ingest::OrderChange, orders};
use patron_domain::{
    ids::CustomerId,
    order::{OrderStatus, PaymentStatus},
};

async fn totals(store: &Store, id: CustomerId) -> (i32, String) {
    let p = store.profile(id).await;
    (p.row.total_orders, p.row.total_spent.to_string())
}

async fn change(store: &Store, order_id: &str, change: OrderChange) -> bool {
    let mut tx = store.begin().await;
    let change = OrderChange { source: "shop".into(), order_id: order_id.into(), ..change };
    let done = reported::change(&mut tx, store, change).await.unwrap();
    tx.commit().await.unwrap();
    done
}

#[tokio::test]
async fn cancelled_and_returned_orders_do_not_count() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    for (n, status) in OrderStatus::ALL.iter().copied().enumerate() {
        let new = orders::NewOrder {
            status,
            order_date: ago(&store, i64::try_from(n).unwrap()),
            ..order(&store, status.as_str(), "250.50")
        };
        store.order(id, &new).await.unwrap();
    }
    assert_eq!(totals(&store, id).await, (4, "1002.00".into()));
    let p = store.profile(id).await;
    assert_eq!(
        (p.first_order_at, p.last_order_at),
        (Some(ago(&store, 3)), Some(store.now)),
        "those that count"
    );
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn an_order_that_is_cancelled_later_is_taken_back_and_one_that_revives_comes_back() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let (_, new) = store.order(id, &order(&store, "1", "900")).await.unwrap();
    assert!(new);
    let to = |status| OrderChange { status: Some(status), ..Default::default() };
    assert!(change(&store, "1", to(OrderStatus::Cancelled)).await);
    assert_eq!(totals(&store, id).await, (0, "0.00".into()));
    assert!(change(&store, "1", to(OrderStatus::Delivered)).await);
    assert_eq!(totals(&store, id).await, (1, "900.00".into()));
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn refunds_are_taken_off_and_can_not_exceed_the_order() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    store.order(id, &order(&store, "1", "900")).await.unwrap();
    let refund = |text| OrderChange {
        payment_status: Some(PaymentStatus::PartlyRefunded),
        refunded: Some(money(text)),
        ..Default::default()
    };
    assert!(change(&store, "1", refund("200.25")).await);
    assert_eq!(totals(&store, id).await, (1, "699.75".into()));
    assert!(!change(&store, "1", refund("900.01")).await);
    assert_eq!(totals(&store, id).await, (1, "699.75".into()));
    let value: rust_decimal::Decimal = sqlx::query_scalar("select lifetime_value from customer_profiles")
        .fetch_one(store.db.owner.pool())
        .await
        .unwrap();
    assert_eq!(value.to_string(), "599.75", "lifetime value leaves the 100 of shipping out");
    assert!(change(&store, "1", refund("900")).await);
    assert_eq!(totals(&store, id).await, (1, "0.00".into()));
}

#[tokio::test]
async fn another_currency_is_converted_with_its_rate_and_not_summed_without() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let with = |rate: Option<&str>, n: &str| orders::NewOrder {
        currency: "EUR".into(),
        exchange_rate: rate.map(|r| r.parse().unwrap()),
        ..order(&store, n, "200")
    };
    store.order(id, &with(Some("90.5"), "1")).await.unwrap();
    assert_eq!(totals(&store, id).await, (1, "18100.00".into()));
    store.order(id, &with(None, "2")).await.unwrap();
    assert_eq!(totals(&store, id).await, (2, "18100.00".into()), "counted as an order, adds no money");
    let refund = || OrderChange { refunded: Some(money("50")), ..Default::default() };
    assert!(change(&store, "1", refund()).await && change(&store, "2", refund()).await);
    assert_eq!(totals(&store, id).await, (2, "13575.00".into()), "a refund is converted too");
    assert_eq!(store.number("select count(*) from orders where store_total is null").await, 1);
}

#[tokio::test]
async fn an_absurd_rate_is_an_error_and_no_panic() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let absurd = orders::NewOrder {
        currency: "EUR".into(),
        exchange_rate: Some(rust_decimal::Decimal::MAX),
        ..order(&store, "1", "200")
    };
    let result = reported::upsert(&mut *store.staff().await, &store, id, &absurd, store.now).await;
    assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
}

#[tokio::test]
async fn the_same_order_again_replaces_and_keeps_what_is_not_said() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let (first, _) = store.order(id, &order(&store, "1", "900")).await.unwrap();
    let mut again = order(&store, "1", "700");
    again.city = None;
    again.items[0].name = "Copper lamp".into();
    let (second, new) = store.order(id, &again).await.unwrap();
    assert_eq!((first, new), (second, false));
    assert_eq!(totals(&store, id).await, (1, "700.00".into()));
    let stored = orders::get(&mut *store.staff().await, first).await.unwrap().unwrap();
    assert_eq!(
        (stored.city.as_deref(), stored.items.len(), stored.items[0].name.as_str()),
        (Some("Bengaluru"), 1, "Copper lamp")
    );
    let other_source = orders::NewOrder { source: "pos".into(), ..order(&store, "1", "150") };
    assert!(store.order(id, &other_source).await.unwrap().1, "another shop's number 1");
}

#[tokio::test]
async fn an_order_of_another_customer_is_left_alone() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@example.com").await, store.add("b@example.com").await);
    store.order(a, &order(&store, "1", "900")).await.unwrap();
    assert_eq!(store.order(b, &order(&store, "1", "150")).await, None);
    assert_eq!(
        (totals(&store, a).await, totals(&store, b).await),
        ((1, "900.00".into()), (0, "0.00".into()))
    );
}

#[tokio::test]
async fn forty_orders_of_one_customer_at_once_are_all_counted() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let new: Vec<_> = (0..40).map(|n| order(&store, &n.to_string(), "100.01")).collect();
    join_all(new.iter().map(|o| store.order(id, o))).await;
    assert_eq!(totals(&store, id).await, (40, "4000.40".into()));
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn the_same_order_reported_eight_times_at_once_is_one() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let o = order(&store, "1", "300");
    let made = join_all((0..8).map(|_| store.order(id, &o))).await;
    assert_eq!(made.iter().flatten().filter(|(_, new)| *new).count(), 1);
    assert_eq!(totals(&store, id).await, (1, "300.00".into()));
    assert_eq!(store.number("select count(*) from order_items").await, 1);
}

#[tokio::test]
async fn categories_are_added_once_without_case_and_up_to_fifty() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let buying = |n: &str, categories: Vec<String>| {
        let mut o = order(&store, n, "300");
        let line = o.items[0].clone();
        o.items =
            categories.into_iter().map(|c| orders::Item { category: Some(c), ..line.clone() }).collect();
        o
    };
    store.order(id, &buying("1", vec!["Lamps".into(), "Rugs".into(), "lamps".into()])).await.unwrap();
    store.order(id, &buying("2", vec!["RUGS".into(), "Art".into()])).await.unwrap();
    assert_eq!(store.profile(id).await.preferred_categories, ["Lamps", "Rugs", "Art"]);
    store.order(id, &buying("3", (0..80).map(|n| format!("c{n}")).collect())).await.unwrap();
    assert_eq!(store.profile(id).await.preferred_categories.len(), 50);
}

#[tokio::test]
async fn a_page_of_orders_is_complete_and_newest_first() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    for n in 0..7 {
        let o = orders::NewOrder { order_date: ago(&store, n / 3), ..order(&store, &n.to_string(), "200") };
        store.order(id, &o).await.unwrap();
    }
    let mut conn = store.staff().await;
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = orders::list(&mut conn, id, 2, cursor.as_deref()).await.unwrap().unwrap();
        seen.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.windows(2).all(|w| (w[0].order_date, w[0].id) > (w[1].order_date, w[1].id)));
    assert!(seen.iter().all(|o| o.items.len() == 1));
}
