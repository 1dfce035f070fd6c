//! What waits for a person counts when there is a profile: in the same batch, later, at the same moment.

use super::{
    address, assert_sound, customer, identify, placed, record, refund, report, sign_in, take, take_one,
    totals, user, visitor,
};
use crate::support::{Store, order};
use patron_db::{
    ingest::{Act, Incoming, Outcome, Profile, Who},
    profiles::Details,
};

fn known_as(id: &str, email: &str) -> Who {
    Who { user_id: Some(id.into()), ..address(email) }
}

fn beside(visitor: &str, who: Who) -> Who {
    Who { anonymous_id: Some(visitor.into()), ..who }
}

fn buys(store: &Store, n: &str) -> Act {
    placed(order(store, n, "500"))
}

#[tokio::test]
async fn an_order_of_an_unknown_user_counts_when_an_address_comes_later_and_in_the_same_batch() {
    let store = Store::new().await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    assert_eq!(take_one(&store, user("u1"), buys(&store, "1")).await, Outcome::Waiting);
    assert_eq!(take_one(&store, user("u1"), sign_in()).await, Outcome::Waiting);
    assert_eq!(store.number("select count(*) from orders").await, 0);
    let later = customer(&take_one(&store, known_as("u1", "a@x.com"), identify()).await);
    assert_eq!(totals(&store, later).await, (1, "500.00".into()));
    assert_eq!(store.profile(later).await.row.login_count, 1);

    let events = [
        report(&store, user("u2"), buys(&store, "2")),
        report(&store, user("u2"), sign_in()),
        report(&store, known_as("u2", "b@x.com"), identify()),
    ];
    let outcomes = take(&store, &events).await;
    let at_once = customer(&outcomes[2]);
    assert_eq!(totals(&store, at_once).await, (1, "500.00".into()));
    assert_eq!(store.profile(at_once).await.row.login_count, 1);
    assert_eq!(store.number("select count(*) from waiting_events").await, 0);
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_a_visitor_did_counts_when_they_say_who_they_are() {
    let store = Store::new().await;
    // all of it in one event
    take_one(&store, visitor("v1"), buys(&store, "1")).await;
    let a = customer(&take_one(&store, beside("v1", known_as("u1", "a@x.com")), identify()).await);
    assert_eq!(totals(&store, a).await, (1, "500.00".into()));
    // a user who has a profile already
    take_one(&store, visitor("v2"), buys(&store, "2")).await;
    take_one(&store, beside("v2", user("u1")), Act::Nothing).await;
    assert_eq!(totals(&store, a).await, (2, "1000.00".into()));
    // joined first, then with an address that comes without the visitor
    take_one(&store, beside("v3", user("u3")), Act::Nothing).await;
    take_one(&store, visitor("v3"), buys(&store, "3")).await;
    let c = customer(&take_one(&store, known_as("u3", "c@x.com"), identify()).await);
    assert_eq!(totals(&store, c).await, (1, "500.00".into()));
    assert_sound(&store).await;
}

#[tokio::test]
async fn the_refund_of_an_order_that_waits_is_counted_with_it() {
    let store = Store::new().await;
    take_one(&store, user("u"), buys(&store, "1")).await;
    assert_eq!(take_one(&store, Who::default(), refund("1", "120")).await, Outcome::Waiting);
    let id = customer(&take_one(&store, known_as("u", "a@x.com"), identify()).await);
    assert_eq!(totals(&store, id).await, (1, "380.00".into()));
    assert_eq!(store.number("select count(*) from waiting_events").await, 0);
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_a_public_key_joins_counts_at_the_servers_next_word() {
    let store = Store::new().await;
    let id = customer(&take_one(&store, known_as("u", "a@x.com"), identify()).await);
    take_one(&store, visitor("v"), buys(&store, "1")).await;
    let mut seen = report(&store, beside("v", user("u")), Act::Nothing);
    seen.trusted = false;
    seen.record = record("Looked");
    take(&store, &[seen]).await;
    assert_eq!(totals(&store, id).await, (0, "0.00".into()), "anybody may have said so");
    take_one(&store, user("u"), identify()).await;
    assert_eq!(totals(&store, id).await, (1, "500.00".into()));
    assert_sound(&store).await;
}

#[tokio::test]
async fn details_wait_for_an_address_and_fill_gaps_when_a_page_said_them() {
    let store = Store::new().await;
    let named = |name: &str, trusted: bool| {
        let details = Details { full_name: Some(name.into()), ..Details::default() };
        let profile = Profile { details, fill: !trusted, ..Profile::default() };
        Incoming { trusted, ..report(&store, user("u"), Act::Profile(Box::new(profile))) }
    };
    assert_eq!(take(&store, &[named("A page", false)]).await, [Outcome::Waiting]);
    assert_eq!(take(&store, &[named("A server", true)]).await, [Outcome::Waiting]);
    let id = customer(&take_one(&store, known_as("u", "a@x.com"), identify()).await);
    take(&store, &[named("A page", false)]).await;
    assert_eq!(store.profile(id).await.row.full_name.as_deref(), Some("A server"));
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_waited_does_not_replace_what_is_said_when_there_is_an_address() {
    let store = Store::new().await;
    let named = |name: &str| {
        let details = Details { full_name: Some(name.into()), ..Details::default() };
        Act::Profile(Box::new(Profile { details, makes: true, method: "test".into(), ..Profile::default() }))
    };
    take_one(&store, address("ben@x.com"), identify()).await;
    for (id, email) in [("u1", "ada@x.com"), ("u2", "ben@x.com")] {
        take_one(&store, user(id), named("Before")).await;
        let person = customer(&take_one(&store, known_as(id, email), named("Now")).await);
        assert_eq!(store.profile(person).await.row.full_name.as_deref(), Some("Now"), "{id}");
    }
    assert_sound(&store).await;
}

#[tokio::test]
async fn refunds_of_orders_that_are_not_there_wait_by_few_transactions() {
    let store = Store::new().await;
    let mut events: Vec<Incoming> =
        (0..60).map(|n| report(&store, Who::default(), refund(&n.to_string(), "20"))).collect();
    events.push(report(&store, address("a@x.com"), buys(&store, "7")));
    let outcomes = take(&store, &events).await;
    assert_eq!(outcomes.iter().filter(|o| **o == Outcome::Waiting).count(), 59, "{outcomes:?}");
    assert_eq!(totals(&store, customer(&outcomes[60])).await, (1, "480.00".into()));
    assert_eq!(store.number("select count(distinct xmin::text) from waiting_events").await, 1);
    // what is there already is changed and not kept
    let again: Vec<Incoming> =
        (7..9).map(|n| report(&store, Who::default(), refund(&n.to_string(), "20"))).collect();
    assert!(matches!(take(&store, &again).await[..], [Outcome::Stored(_), Outcome::Waiting]));
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_visitor_acts_while_their_user_gets_an_address() {
    let store = Store::new().await;
    for n in 0..30 {
        let (id, seen, email) = (format!("u{n}"), format!("v{n}"), format!("p{n}@x.com"));
        take_one(&store, beside(&seen, user(&id)), Act::Nothing).await;
        let mut looks = report(&store, visitor(&seen), Act::Nothing);
        looks.record = record("Looked");
        let acts = [looks, report(&store, visitor(&seen), buys(&store, &n.to_string()))];
        let says = [report(&store, known_as(&id, &email), identify())];
        tokio::join!(take(&store, &acts), take(&store, &says));
    }
    assert_eq!(store.number("select count(*) from orders").await, 30);
    assert_eq!(store.number("select count(*) from events where customer_id is null").await, 0);
    assert_sound(&store).await;
}
