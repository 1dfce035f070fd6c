//! What stands beside the orders so that rules need no join is what the orders say, whatever happens to them.

mod single;

use crate::{
    reported,
    rollups::Dice,
    support::{Store, ago, money, order},
};
use patron_db::{
    ingest::OrderChange,
    merges::{self, Outcome, Wish},
    orders::{Item, NewOrder},
};
use patron_domain::{ids::CustomerId, order::OrderStatus};
use uuid::Uuid;

const PEOPLE: u64 = 4;
const ORDERS: u64 = 10;

/// Lines and places that are kept and not so, or so and not kept.
const WRONG: &str = "
    with said as (
      select i.order_id, i.line, o.customer_id, o.order_date,
        o.status not in ('cancelled', 'returned') as counted,
        case when o.store_total = o.total then i.unit_price * i.quantity
          when o.store_total is not null then round(i.unit_price * i.quantity
            * coalesce(o.exchange_rate, o.store_total / nullif(o.total, 0)), 2) end as store_amount,
        text_key(i.category) as category_key
      from order_items i join orders o on o.id = i.order_id),
    kept as (
      select order_id, line, customer_id, order_date, counted, store_amount, category_key from order_items),
    went as (
      select 'city' as kind, text_key(city) as key, customer_id from orders where text_key(city) is not null
      union
      select 'state', text_key(state), customer_id from orders where text_key(state) is not null
      union
      select 'country', text_key(country), customer_id from orders where text_key(country) is not null),
    known as (select kind, key, customer_id from customer_places)
    select 'a line is not ' || x::text from (select * from said except select * from kept) x
    union all
    select 'a line is ' || x::text from (select * from kept except select * from said) x
    union all
    select 'no place ' || x::text from (select * from went except select * from known) x
    union all
    select 'a place ' || x::text from (select * from known except select * from went) x";

async fn wrong(store: &Store) -> Vec<String> {
    sqlx::query_scalar(WRONG).fetch_all(store.db.owner.pool()).await.unwrap()
}

fn any_order(store: &Store, dice: &mut Dice) -> NewOrder {
    let id = format!("o{}", dice.roll(ORDERS));
    let (currency, rate) = dice.pick(&[
        ("INR", None),
        ("INR", None),
        ("EUR", None),
        ("EUR", Some("90.505")),
        ("EUR", Some("1")),
    ]);
    let items = (0..dice.roll(4))
        .map(|n| Item {
            product_id: format!("p{n}"),
            name: "Brass lamp".into(),
            category: dice.pick(&[None, Some("Lamps"), Some(" LAMPS "), Some("")]).map(str::to_owned),
            quantity: i32::try_from(1 + dice.roll(3)).unwrap(),
            unit_price: money(&format!("{}.{:02}", dice.roll(300), dice.roll(100))),
        })
        .collect();
    NewOrder {
        status: dice.pick(OrderStatus::ALL),
        order_date: ago(store, i64::try_from(dice.roll(60)).unwrap()),
        currency: currency.into(),
        exchange_rate: rate.map(|rate| rate.parse().unwrap()),
        city: dice.pick(&[None, Some("Pune"), Some(" PUNE"), Some("Delhi"), Some("")]).map(str::to_owned),
        state: dice.pick(&[None, Some("Maharashtra"), Some("Delhi")]).map(str::to_owned),
        country: dice.pick(&[None, Some("IN"), Some("US")]).map(str::to_owned),
        items,
        ..order(store, &id, &format!("{}", 100 + dice.roll(900)))
    }
}

async fn status(store: &Store, order_id: &str, status: OrderStatus) {
    let change = OrderChange {
        source: "shop".into(),
        order_id: order_id.into(),
        status: Some(status),
        ..OrderChange::default()
    };
    let mut tx = store.begin().await;
    reported::change(&mut tx, store, change).await.unwrap();
    tx.commit().await.unwrap();
}

async fn merge(store: &Store, keep: CustomerId, other: CustomerId) -> Uuid {
    let wish = Wish { keep, merge: other, actor: "test", reason: None, now: store.now };
    let mut tx = store.begin().await;
    let outcome = merges::merge(&mut tx, &wish).await.unwrap();
    tx.commit().await.unwrap();
    match outcome {
        Outcome::Merged(made) => made.id,
        other => panic!("{other:?}"),
    }
}

async fn undo(store: &Store, merge: Uuid) {
    let mut tx = store.begin().await;
    merges::undo(&mut tx, merge, "test", store.now).await.unwrap();
    tx.commit().await.unwrap();
}

/// Something happens; says what.
async fn step(store: &Store, dice: &mut Dice) -> &'static str {
    let pool = store.db.owner.pool();
    let people: Vec<Uuid> =
        sqlx::query_scalar("select id from customer_profiles order by email").fetch_all(pool).await.unwrap();
    let who = dice.pick(&people);
    match dice.roll(12) {
        0..=5 => {
            let order = any_order(store, dice);
            store.order(CustomerId(who), &order).await;
            "order"
        }
        6 | 7 => {
            let id = format!("o{}", dice.roll(ORDERS));
            status(store, &id, dice.pick(OrderStatus::ALL)).await;
            "status"
        }
        8 => {
            store.sql(&format!("delete from orders where order_id = 'o{}'", dice.roll(ORDERS))).await;
            "delete"
        }
        9 => {
            if let Some(other) = people.iter().copied().find(|id| *id != who) {
                merge(store, CustomerId(who), CustomerId(other)).await;
            }
            "merge"
        }
        10 => {
            let last = "select id from merges where undone_at is null order by id desc limit 1";
            if let Some(id) = sqlx::query_scalar(last).fetch_optional(pool).await.unwrap() {
                undo(store, id).await;
            }
            "undo"
        }
        // one statement over orders of everybody
        _ => {
            store
                .sql(&format!(
                    "update orders set city = case when city = 'Delhi' then ' pune ' else 'Delhi' end,
                       order_date = order_date - interval '1 hour', country = 'IN'
                     where order_id > 'o{}'",
                    dice.roll(ORDERS)
                ))
                .await;
            "many"
        }
    }
}

#[tokio::test]
async fn after_any_history_lines_and_places_are_what_the_orders_say() {
    for seed in 1..=3_u64 {
        let store = Store::new().await;
        for n in 0..PEOPLE {
            store.add(&format!("person{n}@example.com")).await;
        }
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for n in 0..80 {
            let what = step(&store, &mut dice).await;
            assert_eq!(wrong(&store).await, Vec::<String>::new(), "seed {seed}, step {n}: {what}");
        }
        for (happened, least) in [
            ("select count(*) from merges", 1),
            ("select count(*) from merges where undone_at is not null", 1),
            ("select count(*) from customer_places", 3),
            ("select count(*) from order_items", 3),
        ] {
            assert!(store.number(happened).await >= least, "seed {seed}: {happened}");
        }
        let before = "select count(*) from customer_places";
        let count = store.number(before).await;
        store.sql("select rebuild_customer_places()").await;
        assert_eq!(store.number(before).await, count);
        assert_eq!(wrong(&store).await, Vec::<String>::new(), "built anew");
    }
}
