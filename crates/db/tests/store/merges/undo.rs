//! Undoing a merge.

use super::{busy, dump, kept_of, merged, undo_on, undone};
use crate::support::{Store, ago, money, order, phone};
use patron_db::{
    merges::{self, Undone},
    profiles::{self, Details},
};

#[tokio::test]
async fn undoing_brings_back_every_row_as_it_was() {
    let store = Store::new().await;
    let (a, b) = (busy(&store, "b@x.com").await, busy(&store, "d@x.com").await);
    let before = dump(&store).await;
    let changed_at = store.profile(b).await.updated_at;

    let made = merged(&store, a, b).await;
    assert_ne!(dump(&store).await, before);
    undone(&store, &made).await;

    assert_eq!(dump(&store).await, before);
    assert_eq!(store.profile(b).await.updated_at, changed_at);
    assert_eq!(store.differences().await, []);
    assert_eq!(kept_of(&store, b).await, None);
    assert_eq!(undo_on(&store, &made, 1).await, Undone::Already);
    let acts = "select count(*) from customer_changes
                where action in ('merged', 'merge_undone') and actor = 'staff:1'";
    assert_eq!(store.number(acts).await, 3, "one for the merge, one for each when it was undone");
}

#[tokio::test]
async fn what_came_in_since_stays_with_the_kept_profile() {
    let store = Store::new().await;
    let (a, b) = (busy(&store, "b@x.com").await, busy(&store, "d@x.com").await);
    let made = merged(&store, a, b).await;
    store.login(Some(a), "b@x.com", store.now, true).await;
    store.order(a, &order(&store, "since", "100")).await.unwrap();
    // the merged one's order is replaced meanwhile
    store.order(a, &order(&store, "d@x.com", "1000")).await.unwrap();
    store
        .sql(&format!(
            "insert into identities (id, kind, source, value, customer_id, root_id)
               select gen_random_uuid(), 'anonymous_id', 'shop', 'beside ' || value, '{a}', root_id from identities"
        ))
        .await;
    let mut tx = store.begin().await;
    let edit = profiles::Edit { full_name: Some(Some("New name".into())), ..Default::default() };
    profiles::edit(&mut tx, &store.keyring, a, &edit).await.unwrap();
    tx.commit().await.unwrap();

    undone(&store, &made).await;

    let (kept, back) = (store.profile(a).await, store.profile(b).await);
    assert_eq!((kept.row.login_count, back.row.login_count), (8, 7));
    assert_eq!((kept.row.total_spent, back.row.total_spent), (money("1300.50"), money("1500.50")));
    assert_eq!(kept.row.full_name.as_deref(), Some("New name"));
    let apart = "select count(distinct (root_id, customer_id)) - count(distinct root_id) from identities";
    assert_eq!(store.number(apart).await, 0, "the ids of a root are one person's");
    assert_eq!(back.row.full_name.as_deref(), Some("d@x.com"));
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn merges_into_one_profile_are_undone_from_the_last_and_through_a_third() {
    let store = Store::new().await;
    let (a, b) = (busy(&store, "b@x.com").await, busy(&store, "d@x.com").await);
    let (c, before) = (busy(&store, "f@x.com").await, dump(&store).await);
    let first = merged(&store, a, b).await;
    let mut second = merged(&store, a, c).await;
    assert_eq!(undo_on(&store, &first, 1).await, Undone::LaterFirst);
    undone(&store, &second).await;
    second = merged(&store, c, a).await;
    assert_eq!(kept_of(&store, b).await, Some(c), "by way of the one it went into");
    assert_eq!(undo_on(&store, &first, 1).await, Undone::KeptGone);
    undone(&store, &second).await;
    undone(&store, &first).await;
    assert_eq!(dump(&store).await, before);
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn a_merge_is_final_after_thirty_days_or_when_its_address_is_taken() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add_with("b@x.com", details(), None).await);
    let made = merged(&store, a, b).await;
    assert_eq!(undo_on(&store, &made, 30).await, Undone::TooLate);
    store.add("B@x.com").await;
    assert_eq!(undo_on(&store, &made, 29).await, Undone::Taken);
    assert_eq!(store.profile(a).await.mobile_e164.as_deref(), Some("+919876543210"), "nothing was changed");
    merges::prune(&mut *store.staff().await, ago(&store, -31)).await.unwrap();
    assert_eq!(store.number("select count(*) from merge_snapshots").await, 0);
    assert_eq!(store.number("select count(*) from merge_moves").await, 0);
}

fn details() -> Details {
    Details { phone: phone("98765 43210"), ..Details::default() }
}
