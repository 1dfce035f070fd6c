//! RFM: scores, and the rows that say where each buyer stands.

use crate::{
    prepared::{compute, now, ordered},
    support::Store,
};
use chrono::Duration;
use patron_db::stats::prepared;
use patron_domain::rfm::RfmGroup;

#[tokio::test]
async fn fewer_than_fifty_buyers_are_placed_by_fixed_thresholds_and_prospects_have_no_order() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@example.com").await, store.add("b@example.com").await);
    let (c, _) = (store.add("c@example.com").await, store.add("d@example.com").await);
    for n in 0..3 {
        ordered(&store, a, &format!("a{n}"), "500", now() - Duration::days(n)).await;
    }
    ordered(&store, b, "b", "500", now() - Duration::days(100)).await;
    ordered(&store, c, "c", "500", now() - Duration::days(400)).await;
    compute(&store).await;
    let rfm = prepared::rfm(&mut *store.staff().await).await.unwrap().unwrap().content;
    assert_eq!((rfm.buyers, rfm.prospects, rfm.quantiles), (3, 1, false));
    let filled: Vec<_> = rfm.cells.iter().filter(|c| c.people > 0).collect();
    let filled: Vec<_> = filled.iter().map(|c| (c.recency, c.value, c.spent.to_string())).collect();
    assert_eq!(
        filled,
        [(1, 1, "0".to_owned()), (3, 1, "500.00".to_owned()), (5, 3, "1500.00".to_owned())],
        "the oldest order is outside the window"
    );
    let groups: Vec<(uuid::Uuid, String)> =
        sqlx::query_as("select customer_id, rfm_group from customer_rfm order by spent desc")
            .fetch_all(&mut *store.staff().await)
            .await
            .unwrap();
    let named: Vec<_> = groups.iter().map(|(id, group)| (*id, group.as_str())).collect();
    let name = |group: RfmGroup| group.as_str();
    assert_eq!(
        named,
        [(a.0, name(RfmGroup::Active)), (b.0, name(RfmGroup::AlmostLost)), (c.0, name(RfmGroup::Dormant))]
    );
}

/// Sixty buyers of one order of 100.00 each, six on each of the last ten days.
pub async fn sixty(store: &Store) {
    store
        .sql(
            "insert into customer_profiles (id, email, signup_date, created_at, updated_at, total_orders,
               total_spent, lifetime_value, first_order_at, last_order_at)
             select gen_random_uuid(), 'p' || n || '@example.com', timestamptz '2026-01-01 00:00Z', now(), now(),
               1, 100, 100, d, d
             from generate_series(0, 59) n,
               lateral (select timestamptz '2026-11-20 00:00Z' - make_interval(days => n % 10) as d) x;
             insert into orders (id, customer_id, source, order_id, status, payment_status, currency, subtotal,
               shipping, tax, total, refunded, store_total, store_refunded, store_shipping_tax, order_date,
               event_at, created_at, updated_at)
             select gen_random_uuid(), id, 'shop', id::text, 'confirmed', 'paid', 'INR', 100, 0, 0, 100, 0, 100, 0, 0,
               last_order_at, now(), now(), now()
             from customer_profiles where last_order_at is not null",
        )
        .await;
}

async fn places(store: &Store) -> Vec<(uuid::Uuid, String)> {
    sqlx::query_as("select customer_id, ctid::text from customer_rfm order by 1")
        .fetch_all(store.db.owner.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn equal_values_share_a_score_and_only_what_differs_is_written() {
    let store = Store::new().await;
    sixty(&store).await;
    compute(&store).await;
    let rfm = prepared::rfm(&mut *store.staff().await).await.unwrap().unwrap().content;
    assert_eq!((rfm.buyers, rfm.prospects, rfm.quantiles), (60, 0, true));
    for cell in &rfm.cells {
        // all have the same orders and spend, which is the best there is
        let expected = if cell.value == 5 { 12 } else { 0 };
        assert_eq!(cell.people, expected, "{cell:?}");
    }
    let parted = "select count(*) from (
        select from customer_rfm r join customer_profiles p on p.id = r.customer_id
        group by p.last_order_at having count(distinct r.recency) > 1) x";
    assert_eq!(store.number(parted).await, 0);

    let before = places(&store).await;
    compute(&store).await;
    assert_eq!(places(&store).await, before, "nothing differs, nothing is written");

    store
        .sql(
            "insert into orders (id, customer_id, source, order_id, status, payment_status, currency, subtotal,
               shipping, tax, total, refunded, store_total, store_refunded, store_shipping_tax, order_date,
               event_at, created_at, updated_at)
             select gen_random_uuid(), id, 'shop', 'again', 'confirmed', 'paid', 'INR', 7, 0, 0, 7, 0, 7, 0, 0,
               last_order_at, now(), now(), now() from customer_profiles where email = 'p0@example.com'",
        )
        .await;
    compute(&store).await;
    let after = places(&store).await;
    let moved = after.iter().filter(|place| !before.contains(place)).count();
    assert_eq!((after.len(), moved), (60, 1));

    store.sql("update customer_profiles set status = 'erased' where email = 'p1@example.com'").await;
    compute(&store).await;
    assert_eq!(store.number("select count(*) from customer_rfm").await, 59);
    assert_eq!(store.number("select count(*) from rfm_changes").await, 0);
}
