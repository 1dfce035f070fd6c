//! The same order again: what differs is told, what does not is left as it is.

use super::{address, assert_sound, customer, placed, report, take, take_one, totals};
use crate::support::{Store, ago, money, order};
use patron_db::{
    ingest::{Act, Incoming, Outcome, Stored},
    orders::NewOrder,
};
use patron_domain::order::OrderStatus;

fn stored(outcome: &Outcome) -> Stored {
    match outcome {
        Outcome::Stored(stored) => *stored,
        other => panic!("{other:?}"),
    }
}

/// What of the order is in the database, but for when it was said.
async fn rows(store: &Store) -> Vec<String> {
    sqlx::query_scalar(
        "select (to_jsonb(o) - 'event_at' - 'updated_at')::text from orders o
         union all select to_jsonb(i)::text || i.ctid::text from order_items i order by 1",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn the_same_order_again_is_no_change_and_anything_else_is() {
    let store = Store::new().await;
    let in_euros = NewOrder {
        currency: "EUR".into(),
        exchange_rate: Some("90.5050".parse().unwrap()),
        order_date: ago(&store, 9),
        ..order(&store, "1", "500")
    };
    let again = async |change: &dyn Fn(&mut NewOrder)| {
        let mut order = in_euros.clone();
        change(&mut order);
        stored(&take_one(&store, address("a@x.com"), placed(order)).await)
    };
    let first = again(&|_| {}).await;
    assert!(first.created && first.changed);
    let before = rows(&store).await;

    let silent = |o: &mut NewOrder| {
        o.customer_name = None;
        o.address = None;
        o.city = None;
    };
    for same in [again(&|_| {}).await, again(&silent).await] {
        assert_eq!((same.id, same.created, same.changed), (first.id, false, false));
    }
    assert_eq!(rows(&store).await, before, "nothing is written anew, lines neither");

    let changes: [&dyn Fn(&mut NewOrder); 8] = [
        &|o| o.total = money("501"),
        &|o| o.exchange_rate = Some("90.51".parse().unwrap()),
        &|o| o.payment_method = Some("card".into()),
        &|o| o.customer_name = Some("Somebody Else".into()),
        &|o| o.address = Some("13 Lotus Lane".into()),
        &|o| o.pincode = Some("560002".into()),
        &|o| o.state = Some("Kerala".into()),
        &|o| o.items[0].quantity = 2,
    ];
    for (n, change) in changes.into_iter().enumerate() {
        assert!(again(change).await.changed, "{n}");
        assert!(again(&|_| {}).await.changed, "{n}: and back");
        assert!(!again(&|_| {}).await.changed, "{n}: and again");
    }
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_order_that_tells_something_new_of_its_person_is_a_change() {
    let store = Store::new().await;
    let named = |name: Option<&str>| {
        let Act::Order(mut said) = placed(order(&store, "1", "500")) else { panic!("an order") };
        said.details.full_name = name.map(str::to_owned);
        Act::Order(said)
    };
    take_one(&store, address("a@x.com"), named(None)).await;
    let mut told = Vec::new();
    for name in [None, Some("Ada"), Some("Ada")] {
        told.push(stored(&take_one(&store, address("a@x.com"), named(name)).await).changed);
    }
    assert_eq!(told, [false, true, false]);
}

#[tokio::test]
async fn what_was_said_again_outweighs_what_was_said_before_it_and_comes_late() {
    let store = Store::new().await;
    let said = |days: i64, total: &str| {
        let order = NewOrder { order_date: ago(&store, 9), ..order(&store, "1", total) };
        [Incoming { at: ago(&store, days), ..report(&store, address("a@x.com"), placed(order)) }]
    };
    let id = customer(&take(&store, &said(9, "500")).await[0]);
    assert!(!stored(&take(&store, &said(3, "500")).await[0]).changed);
    assert!(!stored(&take(&store, &said(5, "800")).await[0]).changed);
    assert_eq!(totals(&store, id).await, (1, "500.00".into()));
    assert!(stored(&take(&store, &said(2, "800")).await[0]).changed);
    assert_eq!(totals(&store, id).await, (1, "800.00".into()));
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_update_in_the_batch_of_its_order_loses_nothing_that_it_does_not_say() {
    let store = Store::new().await;
    let bare = NewOrder {
        customer_name: None,
        phone: None,
        address: None,
        pincode: None,
        ..order(&store, "1", "600")
    };
    let Act::Order(mut update) = placed(bare) else { panic!("an order") };
    update.status = Some(OrderStatus::Delivered);
    let events = [
        report(&store, address("a@x.com"), placed(order(&store, "1", "500"))),
        report(&store, address("a@x.com"), Act::Order(update)),
    ];
    let outcomes = take(&store, &events).await;
    assert!(stored(&outcomes[1]).changed && !stored(&outcomes[1]).created);
    let whole =
        "select count(*) from orders where status = 'delivered' and num_nulls(customer_name, phone, address,
        pincode, pincode_index) = 0";
    assert_eq!(store.number(whole).await, 1);
    assert_sound(&store).await;
}
