//! The search for pairs.

use super::merged;
use crate::support::{Store, order, phone};
use patron_db::{
    merges::{self, Found, Pairs, Reason},
    orders::NewOrder,
    profiles::Details,
};
use patron_domain::ids::CustomerId;

async fn search(store: &Store) -> Found {
    let mut tx = store.begin().await;
    let found = merges::search(&mut tx, store.now).await.unwrap();
    tx.commit().await.unwrap();
    found
}

async fn pairs(store: &Store) -> Pairs {
    merges::pairs(&mut *store.staff().await, &store.keyring, 100).await.unwrap()
}

/// The pairs by their ids, the one that would stay first, with the reasons.
async fn found(store: &Store) -> Vec<(CustomerId, CustomerId, Vec<Reason>)> {
    search(store).await;
    pairs(store).await.items.into_iter().map(|p| (p.keep.id, p.other.id, p.reasons)).collect()
}

fn named(name: &str, number: Option<&str>) -> Details {
    Details { full_name: Some(name.into()), phone: number.and_then(phone), ..Details::default() }
}

/// Somebody whose orders go to this postcode.
async fn at(store: &Store, email: &str, name: &str, pincode: &str) -> CustomerId {
    let id = store.add_named(email, name).await;
    let order = NewOrder { pincode: Some(pincode.into()), ..order(store, email, "500") };
    store.order(id, &order).await.unwrap();
    id
}

#[tokio::test]
async fn the_same_phone_mailbox_or_name_and_postcode_make_a_pair() {
    let store = Store::new().await;
    let a = store.add_with("a@x.com", named("A", Some("98765 43210")), None).await;
    let b = store.add_with("b@x.com", named("B", Some("+91 98765 43210")), None).await;
    let c = store.add("ananya.m@gmail.com").await;
    let d = store.add("AnanyaM+shop@googlemail.com").await;
    let e = at(&store, "e@x.com", "Esha Marigold", "560 001").await;
    let f = at(&store, "f@x.com", "ESHA MARIGOLD", "560001").await;
    at(&store, "g@x.com", "Esha Marigold", "560002").await;
    store.add("an.anya@x.com").await;
    store.add("ananya@x.com").await;

    let mut seen = found(&store).await;

    seen.sort();
    let mut expected = [
        (a, b, vec![Reason::SamePhone]),
        (c, d, vec![Reason::SameMailbox]),
        (e, f, vec![Reason::SameNameAndPostcode]),
    ];
    expected.sort();
    assert_eq!(seen, expected, "dots count but at Gmail");
    let all = pairs(&store).await;
    assert_eq!((all.total, all.searched_at), (3, Some(store.now)));
    let sides = all.items.iter().find(|p| p.keep.id == a).unwrap();
    assert_eq!(sides.other.mobile_number.as_deref(), Some("+919876543210"));
}

#[tokio::test]
async fn more_reasons_come_first_and_who_ordered_more_would_stay() {
    let store = Store::new().await;
    store.add_with("a@x.com", named("A", Some("98765 43211")), None).await;
    store.add_with("b@x.com", named("B", Some("98765 43211")), None).await;
    let c = store.add_with("c@x.com", named("C", Some("98765 43212")), None).await;
    let d = store.add_with("c+2@x.com", named("D", Some("98765 43212")), None).await;
    store.order(d, &order(&store, "1", "500")).await.unwrap();

    let seen = found(&store).await;

    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0], (d, c, vec![Reason::SamePhone, Reason::SameMailbox]));
}

#[tokio::test]
async fn a_phone_of_many_people_makes_no_pairs_and_is_noted() {
    let store = Store::new().await;
    for n in 0..6 {
        store.add_with(&format!("p{n}@x.com"), named("P", Some("98765 43210")), None).await;
    }
    assert_eq!(search(&store).await, Found { pairs: 0, skipped_groups: 1 });
    assert_eq!(store.number("select skipped_groups from merge_searches").await, 1);
}

#[tokio::test]
async fn a_dismissed_pair_does_not_come_back_and_what_no_longer_fits_goes() {
    let store = Store::new().await;
    let number = Some("98765 43210");
    let a = store.add_with("a@x.com", named("A", number), None).await;
    let b = store.add_with("b@x.com", named("B", number), None).await;
    let c = store.add_with("c@x.com", named("C", number), None).await;
    assert_eq!(found(&store).await.len(), 3);
    let first = pairs(&store).await.items.into_iter().find(|p| (p.keep.id, p.other.id) == (a, b)).unwrap();
    let dismissed = merges::dismiss(&mut *store.staff().await, first.id, "staff:1", store.now).await.unwrap();
    assert!(dismissed);
    assert!(!merges::dismiss(&mut *store.staff().await, a.0, "staff:1", store.now).await.unwrap());
    assert_eq!(found(&store).await.len(), 2);
    store.sql(&format!("update customer_profiles set mobile_index = null where id = '{c}'")).await;
    assert_eq!(found(&store).await, []);
}

#[tokio::test]
async fn a_pair_that_an_event_gave_away_stays_until_it_is_one() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add("b@x.com").await);
    for _ in 0..2 {
        merges::suggest(&mut *store.staff().await, b, a, Reason::TwoUserIds, store.now).await.unwrap();
    }
    assert_eq!(found(&store).await, [(a, b, vec![Reason::TwoUserIds])]);
    merged(&store, a, b).await;
    assert_eq!(pairs(&store).await.total, 0);
}

#[tokio::test]
async fn a_search_is_due_after_an_hour_and_two_at_once_do_not_disturb_each_other() {
    let store = Store::new().await;
    store.add_with("a@x.com", named("A", Some("98765 43210")), None).await;
    store.add_with("b@x.com", named("B", Some("98765 43210")), None).await;
    let due = async |hours| {
        let now = store.now + chrono::Duration::hours(hours);
        merges::due(&mut *store.staff().await, now).await.unwrap()
    };
    assert!(due(0).await);
    tokio::join!(search(&store), search(&store));
    assert_eq!((due(0).await, due(1).await), (false, true));
    assert_eq!(pairs(&store).await.total, 1);
}

#[tokio::test]
async fn orders_of_before_get_an_index_of_their_postcode() {
    let store = Store::new().await;
    let a = at(&store, "a@x.com", "Esha", "560001").await;
    let b = at(&store, "b@x.com", "Esha", "560001").await;
    store.sql("update orders set pincode_index = null").await;
    assert_eq!(found(&store).await, []);
    let mut tx = store.begin().await;
    let keyring = &store.keyring;
    assert_eq!(merges::index_postcodes(&mut tx, keyring, 1).await.unwrap(), 1);
    assert_eq!(merges::index_postcodes(&mut tx, keyring, 9).await.unwrap(), 1);
    assert_eq!(merges::index_postcodes(&mut tx, keyring, 9).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let seen = found(&store).await;
    assert_eq!(seen.len(), 1);
    assert!(seen[0].0 == a && seen[0].1 == b, "{seen:?}");
}
