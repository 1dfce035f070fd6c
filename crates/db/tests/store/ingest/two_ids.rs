//! Two user ids and one address: the ids are not joined, and what is done in the name of the address is its person's.

use super::{
    address, assert_sound, customer, identify, placed, report, sign_in, take, take_one, totals, user,
};
use crate::support::{Store, order};
use patron_db::{
    ingest::{Outcome, Who},
    merges::{self, Reason},
};

fn known_as(id: &str, email: &str) -> Who {
    Who { user_id: Some(id.into()), ..address(email) }
}

async fn suggested(store: &Store) -> Vec<(Vec<Reason>, [patron_domain::ids::CustomerId; 2])> {
    let pairs = merges::pairs(&mut *store.staff().await, &store.keyring, 10).await.unwrap();
    pairs
        .items
        .into_iter()
        .map(|p| {
            let mut ids = [p.keep.id, p.other.id];
            ids.sort();
            (p.reasons, ids)
        })
        .collect()
}

#[tokio::test]
async fn an_order_and_a_login_with_an_address_count_for_its_person_under_another_user_id() {
    let store = Store::new().await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    let ada = customer(&take_one(&store, known_as("u1", "ada@x.com"), identify()).await);

    for (n, act) in [placed(order(&store, "1", "500")), sign_in()].into_iter().enumerate() {
        assert_eq!(customer(&take_one(&store, known_as("u2", "ada@x.com"), act).await), ada, "{n}");
    }

    assert_eq!(totals(&store, ada).await, (1, "500.00".into()));
    assert_eq!(store.profile(ada).await.row.login_count, 1);
    let said = take_one(&store, known_as("u2", "ada@x.com"), identify()).await;
    assert!(matches!(said, Outcome::Stored(s) if s.customer.is_none()), "{said:?}");
    let alone = take_one(&store, user("u2"), placed(order(&store, "2", "500"))).await;
    assert_eq!(alone, Outcome::Waiting, "the id is nobody's");
    let linked = "select count(*) from identities where customer_id is not null";
    assert_eq!(store.number(linked).await, 1);
    assert_eq!(suggested(&store).await, [], "there are no two profiles");
    assert_sound(&store).await;
}

#[tokio::test]
async fn two_people_with_ids_of_their_own_and_one_address_are_suggested_as_one() {
    let store = Store::new().await;
    let ada = customer(&take_one(&store, known_as("u1", "ada@x.com"), identify()).await);
    let ben = customer(&take_one(&store, known_as("u2", "ben@x.com"), identify()).await);
    take_one(&store, address("cleo@x.com"), identify()).await;
    take_one(&store, known_as("u2", "cleo@x.com"), identify()).await;
    assert_eq!(suggested(&store).await, [], "she has no user id");

    let says = || report(&store, known_as("u2", "ada@x.com"), identify());
    let outcomes = take(&store, &[says(), says()]).await;
    take(&store, &[says()]).await;

    assert_eq!(customer(&outcomes[0]), ben, "the id counts before the address");
    let mut both = [ada, ben];
    both.sort();
    assert_eq!(suggested(&store).await, [(vec![Reason::TwoUserIds], both)]);
    store.sql("update merge_suggestions set dismissed_at = now(), dismissed_by = 'staff:1'").await;
    take(&store, &[says()]).await;
    assert_eq!(suggested(&store).await, [], "what is dismissed stays so");
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_page_suggests_nobody() {
    let store = Store::new().await;
    for (id, email) in [("u1", "ada@x.com"), ("u2", "ben@x.com")] {
        take_one(&store, known_as(id, email), identify()).await;
    }
    let mut says = report(&store, known_as("u2", "ada@x.com"), identify());
    says.trusted = false;
    take(&store, &[says]).await;
    assert_eq!(suggested(&store).await, []);
}
