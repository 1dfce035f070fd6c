//! One thing at a time.

use super::{merge, status, undo};
use crate::support::{Store, ago, money, order};
use patron_db::orders::{Item, NewOrder};
use patron_domain::{ids::CustomerId, order::OrderStatus};
use uuid::Uuid;

/// The places of one kind that somebody's orders went to.
async fn places(store: &Store, id: CustomerId, kind: &str) -> Vec<String> {
    sqlx::query_scalar("select key from customer_places where customer_id = $1 and kind = $2 order by key")
        .bind(id.0)
        .bind(kind)
        .fetch_all(store.db.owner.pool())
        .await
        .unwrap()
}

/// Lines as customer, whether they count, amount and category.
async fn lines(store: &Store) -> Vec<(Uuid, bool, Option<String>, Option<String>)> {
    sqlx::query_as(
        "select customer_id, counted, store_amount::text, category_key from order_items
         order by order_id, line",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_line_follows_its_order() {
    let store = Store::new().await;
    let id = store.add("a@x.com").await;
    let lamp = |quantity, price: &str| Item {
        product_id: "p1".into(),
        name: "Brass lamp".into(),
        category: Some(" Lamps".into()),
        quantity,
        unit_price: money(price),
    };
    let in_euros = |rate: Option<&str>| NewOrder {
        currency: "EUR".into(),
        exchange_rate: rate.map(|rate| rate.parse().unwrap()),
        items: vec![lamp(3, "33.33")],
        ..order(&store, "1", "200")
    };
    let line = |counted: bool, amount: Option<&str>| {
        vec![(id.0, counted, amount.map(str::to_owned), Some("lamps".to_owned()))]
    };

    store.order(id, &in_euros(Some("90.5"))).await.unwrap();
    assert_eq!(lines(&store).await, line(true, Some("9049.10")), "99.99 at 90.5, rounded");
    status(&store, "1", OrderStatus::Returned).await;
    assert_eq!(lines(&store).await, line(false, Some("9049.10")));
    store.order(id, &in_euros(None)).await.unwrap();
    assert_eq!(lines(&store).await, line(true, None), "it can't be converted any more");
    store.order(id, &NewOrder { currency: "INR".into(), ..in_euros(None) }).await.unwrap();
    assert_eq!(lines(&store).await, line(true, Some("99.99")));

    let dated = NewOrder { currency: "INR".into(), order_date: ago(&store, 9), ..in_euros(None) };
    store.order(id, &dated).await.unwrap();
    let late = "select count(*) from order_items i join orders o on o.id = i.order_id
                where i.order_date = o.order_date and o.order_date < now() - interval '8 days'";
    assert_eq!(store.number(late).await, 1);
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn a_line_may_come_to_more_than_any_order() {
    let store = Store::new().await;
    let id = store.add("a@x.com").await;
    let mut huge = order(&store, "1", "200");
    huge.items[0].quantity = i32::MAX;
    huge.items[0].unit_price = money("999999999999.99");
    store.order(id, &huge).await.unwrap();
    assert_eq!(store.number("select count(*) from order_items where store_amount > 1e21").await, 1);
}

#[tokio::test]
async fn a_place_is_known_as_long_as_an_order_went_there() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add("b@x.com").await);
    let to = |n: &str, city: &str| NewOrder { city: Some(city.into()), ..order(&store, n, "200") };
    store.order(a, &to("1", "Pune")).await.unwrap();
    store.order(a, &to("2", " PUNE ")).await.unwrap();
    store.order(b, &to("3", "Delhi")).await.unwrap();
    assert_eq!(places(&store, a, "city").await, ["pune"]);
    assert_eq!(places(&store, b, "city").await, ["delhi"]);
    assert_eq!(places(&store, a, "country").await, ["in"]);

    store.order(a, &to("1", "Agra")).await.unwrap();
    assert_eq!(places(&store, a, "city").await, ["agra", "pune"], "one order still went to Pune");
    status(&store, "2", OrderStatus::Cancelled).await;
    assert_eq!(places(&store, a, "city").await, ["agra", "pune"], "whatever became of it");
    store.order(a, &to("2", "Agra")).await.unwrap();
    assert_eq!(places(&store, a, "city").await, ["agra"]);

    let made = merge(&store, a, b).await;
    assert_eq!(places(&store, a, "city").await, ["agra", "delhi"]);
    assert_eq!(places(&store, b, "city").await, [""; 0]);
    undo(&store, made).await;
    assert_eq!(places(&store, a, "city").await, ["agra"]);
    assert_eq!(places(&store, b, "city").await, ["delhi"]);
    assert_eq!(store.differences().await, []);
    store.sql("delete from orders where order_id = '3'").await;
    let left = format!("select count(*) from customer_places where customer_id = '{b}'");
    assert_eq!(store.number(&left).await, 0);
}

#[tokio::test]
async fn what_an_order_left_and_where_an_address_leads_stand_in_columns() {
    let store = Store::new().await;
    let id = store.add("Ada@Shop.Example.com").await;
    let back = NewOrder { refunded: money("50.25"), ..order(&store, "1", "200") };
    store.order(id, &back).await.unwrap();
    assert_eq!(store.number("select count(*) from orders where store_net = 149.75").await, 1);
    let domain = "select count(*) from customer_profiles where email_domain = 'shop.example.com'";
    assert_eq!(store.number(domain).await, 1);
}

#[tokio::test]
async fn a_line_that_a_server_of_before_adds_gets_what_its_order_says() {
    let store = Store::new().await;
    let id = store.add("a@x.com").await;
    store.order(id, &order(&store, "1", "200")).await.unwrap();
    store.sql("delete from order_items").await;
    store
        .sql(
            "insert into order_items (order_id, line, product_id, name, category, quantity, unit_price)
             select id, 1, 'p1', 'Brass lamp', 'Lamps', 2, 50 from orders",
        )
        .await;
    let line = (id.0, true, Some("100.00".to_owned()), Some("lamps".to_owned()));
    assert_eq!(lines(&store).await, [line]);
    assert_eq!(super::wrong(&store).await, Vec::<String>::new());
}
