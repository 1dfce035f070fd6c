//! What a key that stands in web pages says: anybody can say it of anybody.

use super::{address, assert_sound, customer, identify, report, take, take_one, user};
use crate::support::Store;
use chrono::Duration;
use patron_db::{
    ingest::{Act, Incoming, Outcome, Profile, Who},
    profiles::Details,
};
use patron_domain::ids::CustomerId;
use std::collections::BTreeMap;

fn known_as(id: &str, email: &str) -> Who {
    Who { user_id: Some(id.into()), ..address(email) }
}

/// A name and a plan, said of a user by a server or by a page.
fn says(store: &Store, id: &str, name: &str, plan: &str, trusted: bool) -> Incoming {
    let details = Details { full_name: Some(name.into()), location: Some(name.into()), ..Details::default() };
    let traits = BTreeMap::from([("plan".to_owned(), format!("\"{plan}\""))]);
    let profile = Profile { details, traits, fill: !trusted, method: "test".into(), ..Profile::default() };
    Incoming { trusted, ..report(store, user(id), Act::Profile(Box::new(profile))) }
}

fn page(store: &Store, id: &str, name: &str, plan: &str) -> Incoming {
    says(store, id, name, plan, false)
}

async fn plan(store: &Store, id: CustomerId) -> Option<String> {
    sqlx::query_scalar("select traits ->> 'plan' from customer_traits where customer_id = $1")
        .bind(id.0)
        .fetch_optional(store.db.owner.pool())
        .await
        .unwrap()
}

async fn name(store: &Store, id: CustomerId) -> Option<String> {
    store.profile(id).await.row.full_name
}

#[tokio::test]
async fn a_page_fills_no_column_of_a_known_person_and_overrides_no_servers_word() {
    let store = Store::new().await;
    let ada = customer(&take_one(&store, known_as("u", "ada@x.com"), identify()).await);

    take(&store, &[page(&store, "u", "Eve", "first")]).await;
    let before = store.profile(ada).await.row;
    assert_eq!((before.full_name, before.location), (None, None));
    assert_eq!(plan(&store, ada).await.as_deref(), Some("first"), "traits are welcome");
    take(&store, &[page(&store, "u", "Eve", "second")]).await;
    assert_eq!(plan(&store, ada).await.as_deref(), Some("second"), "of pages the last one counts");

    let long_ago = Incoming { at: store.now - Duration::days(900), ..says(&store, "u", "Ada", "gold", true) };
    take(&store, &[long_ago]).await;
    let tomorrow = store.now + Duration::days(1);
    take(&store, &[Incoming { at: tomorrow, ..page(&store, "u", "Eve", "iron") }]).await;

    assert_eq!(plan(&store, ada).await.as_deref(), Some("gold"));
    assert_eq!(name(&store, ada).await.as_deref(), Some("Ada"));
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_pages_said_of_an_unknown_visitor_gives_way_to_the_server_too() {
    let store = Store::new().await;
    take(&store, &[says(&store, "u", "Ada", "gold", true), page(&store, "u", "Eve", "iron")]).await;
    take(&store, &[page(&store, "u", "Eve", "tin")]).await;

    let ada = customer(&take_one(&store, known_as("u", "ada@x.com"), identify()).await);

    assert_eq!(
        (name(&store, ada).await.as_deref(), plan(&store, ada).await.as_deref()),
        (Some("Ada"), Some("gold"))
    );
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_a_page_said_fills_gaps_of_somebody_new_only() {
    let store = Store::new().await;
    let ben = customer(&take_one(&store, address("ben@x.com"), identify()).await);
    for id in ["a", "b"] {
        assert_eq!(take(&store, &[page(&store, id, "Visitor", "x")]).await, [Outcome::Waiting]);
    }

    let new = customer(&take_one(&store, known_as("a", "ada@x.com"), identify()).await);
    let same = customer(&take_one(&store, known_as("b", "ben@x.com"), identify()).await);

    assert_eq!(same, ben);
    assert_eq!(name(&store, new).await.as_deref(), Some("Visitor"));
    assert_eq!(name(&store, ben).await, None, "he was known");
    assert_sound(&store).await;
}

#[tokio::test]
async fn of_what_pages_say_of_one_person_the_newest_waits() {
    let store = Store::new().await;
    let waiting = async || store.number("select count(*) from waiting_events").await;
    take(&store, &[page(&store, "u", "A", "x"), page(&store, "u", "B", "x"), page(&store, "v", "C", "x")])
        .await;
    assert_eq!(waiting().await, 2, "one of each");
    take(&store, &[page(&store, "u", "D", "x")]).await;
    assert_eq!(waiting().await, 2);
    let server = Incoming { at: store.now, ..says(&store, "w", "E", "x", true) };
    take(&store, &[server.clone(), page(&store, "w", "F", "x")]).await;
    take(&store, &[server, page(&store, "w", "G", "x")]).await;
    assert_eq!(waiting().await, 5, "a server's word is not among them");

    let ada = customer(&take_one(&store, known_as("u", "ada@x.com"), identify()).await);

    assert_eq!(name(&store, ada).await.as_deref(), Some("D"));
    assert_eq!(waiting().await, 4);
    assert_sound(&store).await;
}
