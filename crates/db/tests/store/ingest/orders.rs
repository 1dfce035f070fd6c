//! Orders and what changes on them, in any order.

use super::{
    address, assert_sound, customer, identify, placed, refund, refused, report, take, take_one, totals, user,
    visitor,
};
use crate::support::{Store, ago, order};
use patron_db::{
    ingest::{Act, Incoming, OrderChange, Outcome, RefusalCode, Who},
    orders::NewOrder,
};
use patron_domain::order::OrderStatus;

fn rest(order_id: &str) -> Act {
    Act::OrderChange(OrderChange {
        source: "shop".into(),
        order_id: order_id.into(),
        refund_rest: true,
        waits: true,
        ..OrderChange::default()
    })
}

fn cancelled(order_id: &str) -> Act {
    Act::OrderChange(OrderChange {
        source: "shop".into(),
        order_id: order_id.into(),
        status: Some(OrderStatus::Cancelled),
        waits: true,
        ..OrderChange::default()
    })
}

#[tokio::test]
async fn a_refund_before_its_order_is_counted_when_that_comes() {
    let store = Store::new().await;
    assert_eq!(take_one(&store, Who::default(), refund("1", "20.50")).await, Outcome::Waiting);
    assert_eq!(take_one(&store, Who::default(), refund("1", "10")).await, Outcome::Waiting);
    assert_eq!(take_one(&store, Who::default(), cancelled("2")).await, Outcome::Waiting);
    let first = take_one(&store, address("a@x.com"), placed(order(&store, "1", "500"))).await;
    take_one(&store, address("a@x.com"), placed(order(&store, "2", "700"))).await;
    assert_eq!(totals(&store, customer(&first)).await, (1, "469.50".into()));
    assert_eq!(store.number("select count(*) from waiting_events").await, 0);
    let too_much = take_one(&store, Who::default(), refund("1", "469.51")).await;
    assert_eq!(refused(&too_much), Some(RefusalCode::RefundTooLarge));
    take_one(&store, Who::default(), rest("1")).await;
    assert_eq!(totals(&store, customer(&first)).await, (1, "0.00".into()));
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_refund_and_its_order_at_the_same_time_do_not_miss_each_other() {
    let store = Store::new().await;
    store.add("a@x.com").await;
    for n in 0..40 {
        let id = n.to_string();
        let buys = [report(&store, address("a@x.com"), placed(order(&store, &id, "500")))];
        let back = ["20.50", "10"].map(|amount| [report(&store, Who::default(), refund(&id, amount))]);
        tokio::join!(take(&store, &back[0]), take(&store, &buys), take(&store, &back[1]));
    }
    assert_eq!(store.number("select count(*) from orders where refunded = 30.50").await, 40);
    assert_eq!(store.number("select count(*) from waiting_events").await, 0);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_refund_comes_before_its_order_in_one_batch() {
    let store = Store::new().await;
    let events = [
        report(&store, Who::default(), refund("1", "20")),
        report(&store, address("a@x.com"), placed(order(&store, "1", "500"))),
        report(&store, Who::default(), refund("1", "5")),
    ];
    let outcomes = take(&store, &events).await;
    assert!(outcomes.iter().all(|o| matches!(o, Outcome::Stored(_))), "{outcomes:?}");
    assert_eq!(totals(&store, customer(&outcomes[1])).await, (1, "475.00".into()));
    assert_sound(&store).await;
}

fn said(store: &Store, days_ago: i64, total: &str) -> Incoming {
    let at = ago(store, days_ago);
    let order = NewOrder { order_date: at, ..order(store, "1", total) };
    Incoming { at, ..report(store, address("a@x.com"), placed(order)) }
}

#[tokio::test]
async fn an_order_that_comes_late_does_not_undo_its_update() {
    let store = Store::new().await;
    let (first, updated) = (said(&store, 9, "500"), said(&store, 5, "300"));
    let outcome = take(&store, &[updated, first]).await.remove(0);
    let id = customer(&outcome);
    assert_eq!(totals(&store, id).await, (1, "300.00".into()));
    take(&store, &[said(&store, 7, "400")]).await;
    assert_eq!(totals(&store, id).await, (1, "300.00".into()), "later too");
    assert_eq!(store.profile(id).await.first_order_at, Some(ago(&store, 9)), "it knows since when");
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_refund_does_not_hide_an_update_from_before_it() {
    let store = Store::new().await;
    let outcome = take(&store, &[said(&store, 9, "500")]).await.remove(0);
    let back = Incoming { at: ago(&store, 3), ..report(&store, Who::default(), refund("1", "100")) };
    take(&store, &[back]).await;
    take(&store, &[said(&store, 5, "800")]).await;
    assert_eq!(totals(&store, customer(&outcome)).await, (1, "700.00".into()));
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_order_of_another_customer_makes_no_profile() {
    let store = Store::new().await;
    take_one(&store, address("a@x.com"), placed(order(&store, "1", "500"))).await;
    let known = take_one(&store, user("u"), identify()).await;
    assert!(matches!(known, Outcome::Stored(s) if s.customer.is_none()), "{known:?}");
    for who in [address("b@x.com"), Who { user_id: Some("u".into()), ..address("b@x.com") }] {
        let outcome = take_one(&store, who, placed(order(&store, "1", "900"))).await;
        assert_eq!(refused(&outcome), Some(RefusalCode::OrderOfAnother));
    }
    assert_eq!(store.number("select count(*) from customer_profiles").await, 1);
    assert_eq!(store.number("select count(*) from orders where total = 500").await, 1);
    assert_sound(&store).await;
}

#[tokio::test]
async fn who_orders_at_a_shared_browser_is_the_one_with_the_address() {
    let store = Store::new().await;
    let at_home = |who: Who| Who { anonymous_id: Some("home".into()), ..who };
    let ada = customer(&take_one(&store, at_home(address("ada@x.com")), identify()).await);
    let buys = placed(order(&store, "1", "500"));
    let ben = customer(&take_one(&store, at_home(address("ben@x.com")), buys).await);
    assert_ne!(ada, ben);
    assert_eq!(totals(&store, ada).await, (0, "0.00".into()));
    assert_eq!(totals(&store, ben).await, (1, "500.00".into()));
    let unnamed = take_one(&store, visitor("home"), placed(order(&store, "2", "200"))).await;
    assert_eq!(customer(&unnamed), ada, "the browser stays hers");
    assert_sound(&store).await;
}
