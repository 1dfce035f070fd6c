//! Foreign ids and traits.

use super::{address, assert_sound, customer, identify, record, report, take, take_one, user, visitor};
use crate::support::{Store, ago};
use patron_db::ingest::{Act, Alias, Incoming, Outcome, Profile, Who};
use std::collections::BTreeMap;

fn known_as(id: &str, email: &str) -> Who {
    Who { user_id: Some(id.into()), ..address(email) }
}

fn with_traits(traits: &[(&str, &str)]) -> Act {
    let quoted = |(k, v): &(&str, &str)| ((*k).to_owned(), format!("\"{v}\""));
    let traits: BTreeMap<String, String> = traits.iter().map(quoted).collect();
    Act::Profile(Box::new(Profile { traits, makes: true, method: "test".into(), ..Profile::default() }))
}

async fn traits(store: &Store, id: patron_domain::ids::CustomerId) -> serde_json::Value {
    sqlx::query_scalar("select traits from customer_traits where customer_id = $1")
        .bind(id.0)
        .fetch_one(store.db.owner.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn two_user_ids_with_one_address_are_not_joined() {
    let store = Store::new().await;
    let ada = customer(&take_one(&store, known_as("u1", "ada@x.com"), identify()).await);
    let later = take_one(&store, known_as("u2", "Ada@X.com"), identify()).await;
    assert!(matches!(later, Outcome::Stored(s) if s.customer.is_none()), "{later:?}");
    let events = ["u3", "u4"].map(|id| report(&store, known_as(id, "ben@x.com"), identify()));
    let outcomes = take(&store, &events).await;
    assert!(matches!(outcomes[1], Outcome::Stored(s) if s.customer.is_none()), "{outcomes:?}");
    assert_ne!(customer(&outcomes[0]), ada);
    let linked = "select count(*) from identities where customer_id is not null and value in ('u1', 'u3')";
    assert_eq!(store.number(linked).await, 2);
    assert_eq!(store.number("select count(*) from identities where customer_id is not null").await, 2);
    assert_eq!(store.number("select count(*) from customer_profiles").await, 2);
    assert_sound(&store).await;
}

#[tokio::test]
async fn everything_of_a_user_and_their_browsers_goes_to_the_profile() {
    let store = Store::new().await;
    let looked = |who: Who, name: &str| {
        let mut event = report(&store, who, Act::Nothing);
        event.record = record(name);
        event
    };
    take_one(&store, visitor("v1"), with_traits(&[("first", "v1")])).await;
    take(&store, &[looked(visitor("v1"), "before")]).await;
    take(&store, &[looked(Who { anonymous_id: Some("v1".into()), ..user("u") }, "both")]).await;
    // now said by the browser alone, which has no profile yet
    take_one(&store, visitor("v1"), with_traits(&[("second", "v1")])).await;
    take(&store, &[looked(visitor("v1"), "after")]).await;
    // and by the server alone
    let id = customer(&take_one(&store, known_as("u", "a@x.com"), with_traits(&[("third", "u")])).await);
    assert_eq!(traits(&store, id).await, serde_json::json!({ "first": "v1", "second": "v1", "third": "u" }));
    // another browser, of a user who has a profile
    take_one(&store, visitor("v2"), with_traits(&[("fourth", "v2")])).await;
    take(&store, &[looked(Who { anonymous_id: Some("v2".into()), ..user("u") }, "both")]).await;
    assert_eq!(traits(&store, id).await["fourth"], "v2");
    let theirs = format!("select count(*) from events where customer_id = '{id}'");
    assert_eq!(store.number(&theirs).await, 4);
    assert_sound(&store).await;
}

#[tokio::test]
async fn the_newest_trait_wins_in_whatever_order_they_come() {
    let store = Store::new().await;
    let said = [("gold", 3), ("iron", 2), ("gold", 1)];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for (n, order) in orders.iter().enumerate() {
        let events: Vec<Incoming> = order
            .iter()
            .map(|&at| {
                let (plan, days) = said[at];
                let act = with_traits(&[("plan", plan)]);
                Incoming { at: ago(&store, 4 - days), ..report(&store, user("none"), act) }
            })
            .collect();
        // one after the other with an address; in one batch; before there is an address
        for (way, who) in ["each", "batch", "before"].iter().zip(0..) {
            let (id, email) = (format!("u{n}{who}"), format!("{way}{n}@x.com"));
            let whose = if *way == "before" { user(&id) } else { address(&email) };
            let events: Vec<Incoming> =
                events.iter().map(|e| Incoming { who: whose.clone(), ..e.clone() }).collect();
            let size = if *way == "batch" { 3 } else { 1 };
            for part in events.chunks(size) {
                take(&store, part).await;
            }
            if *way == "before" {
                take_one(&store, known_as(&id, &email), identify()).await;
            }
        }
    }
    let gold = "select count(*) from customer_traits where traits ->> 'plan' = 'gold'";
    assert_eq!(store.number(gold).await, 18);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_trait_keeps_all_digits_of_its_number_wherever_it_stands() {
    let store = Store::new().await;
    let digits = "123456789012345678901234567890";
    let told = format!("{{\"rate\": 1.10, \"big\": {digits}}}");
    let said = || {
        let traits = [("card", digits), ("price", "1.10"), ("inner", told.as_str())];
        let traits = traits.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let profile =
            Profile { traits: traits.into(), makes: true, method: "test".into(), ..Profile::default() };
        Act::Profile(Box::new(profile))
    };
    let kept = |table: &str| {
        format!(
            "select count(*) from {table} where traits ->> 'card' = '{digits}' and traits ->> 'price' = '1.10'
               and traits -> 'inner' ->> 'rate' = '1.10' and traits -> 'inner' ->> 'big' = '{digits}'"
        )
    };

    // before there is an address, and when something else is said then
    take_one(&store, user("u"), said()).await;
    assert_eq!(store.number(&kept("identities")).await, 1);
    take_one(&store, user("u"), with_traits(&[("plan", "gold")])).await;
    assert_eq!(store.number(&kept("identities")).await, 1);
    // with one, and when something else is said then
    take_one(&store, known_as("u", "a@x.com"), identify()).await;
    assert_eq!(store.number(&kept("customer_traits")).await, 1);
    take_one(&store, user("u"), with_traits(&[("plan", "iron")])).await;
    assert_eq!(store.number(&kept("customer_traits")).await, 1);
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_alias_brings_a_user_and_their_browsers_and_joins_no_two_profiles() {
    let store = Store::new().await;
    let alias = |previous: &str| Act::Alias(Alias { previous: previous.into() });
    take_one(&store, Who { anonymous_id: Some("v".into()), ..user("old") }, Act::Nothing).await;
    take_one(&store, visitor("v"), with_traits(&[("from", "v")])).await;
    take_one(&store, user("new"), alias("old")).await;
    let id = customer(&take_one(&store, known_as("new", "a@x.com"), identify()).await);
    assert_eq!(traits(&store, id).await["from"], "v");
    assert_eq!(store.number("select count(*) from identities where customer_id is not null").await, 3);
    take_one(&store, known_as("other", "b@x.com"), identify()).await;
    take_one(&store, user("other"), alias("new")).await;
    assert_eq!(store.number("select count(distinct root_id) from identities").await, 2);
    assert_eq!(store.number("select count(distinct customer_id) from identities").await, 2);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_new_id_that_many_report_at_once_is_one() {
    let store = Store::new().await;
    let event = || {
        let mut event = report(&store, Who { anonymous_id: Some("v".into()), ..user("u") }, Act::Nothing);
        event.record = record("Looked");
        [event]
    };
    let events: Vec<_> = (0..8).map(|_| event()).collect();
    futures_util::future::join_all(events.iter().map(|e| take(&store, e))).await;
    assert_eq!(store.number("select count(*) from identities").await, 2);
    assert_eq!(store.number("select count(distinct root_id) from identities").await, 1);
    assert_eq!(store.number("select count(*) from events").await, 8);
    assert_sound(&store).await;
}
