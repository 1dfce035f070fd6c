//! What reports say of people.

use super::{
    address, assert_sound, customer, identify, placed, report, sign_in, take, take_one, totals, user,
};
use crate::support::{Store, ago, order, wanted};
use chrono::Duration;
use futures_util::future::join_all;
use patron_db::ingest::{Act, Consent, Incoming, Profile, Who};
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    ids::CustomerId,
};

fn known_as(id: &str, email: &str) -> Who {
    Who { user_id: Some(id.into()), ..address(email) }
}

fn answer(state: ConsentState, by_person: bool) -> Act {
    Act::Consent(Consent {
        wanted: vec![wanted(Channel::Email, state, ConsentBasis::Express)],
        by_person,
        method: "test".into(),
        notice_version: None,
        reason: None,
    })
}

async fn state(store: &Store, id: CustomerId) -> ConsentState {
    store.profile(id).await.row.consents[0].state
}

#[tokio::test]
async fn an_opt_out_is_lifted_by_a_later_act_of_the_person_only() {
    let store = Store::new().await;
    let ada = store.add("ada@x.com").await;
    let says = |act: Act, days: i64| {
        [Incoming { at: ago(&store, days), ..report(&store, address("ada@x.com"), act) }]
    };
    let yes =
        || Act::Profile(Box::new(Profile { said: Some(true), method: "test".into(), ..Profile::default() }));
    take(&store, &says(answer(ConsentState::Unsubscribed, false), 2)).await;
    assert_eq!(state(&store, ada).await, ConsentState::Unsubscribed, "anybody may pass a no on");
    let written = store.number("select count(*) from consent_ledger").await;
    for (act, days) in [
        (yes(), 0),
        (answer(ConsentState::Subscribed, false), 0),
        (answer(ConsentState::Subscribed, true), 3),
    ] {
        take(&store, &says(act.clone(), days)).await;
        assert_eq!(state(&store, ada).await, ConsentState::Unsubscribed, "{act:?}");
    }
    assert_eq!(store.number("select count(*) from consent_ledger").await, written);
    take(&store, &says(answer(ConsentState::Subscribed, true), 1)).await;
    assert_eq!(state(&store, ada).await, ConsentState::Subscribed);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_thousand_events_of_one_person_change_its_row_once() {
    let store = Store::new().await;
    let ada = store.add("ada@x.com").await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    store
        .sql(
            "create table row_changes (id uuid);
             create function note_change() returns trigger language plpgsql security definer as
               $$ begin insert into row_changes values (new.id); return null; end $$;
             create trigger note_change after update on customer_profiles
               for each row execute function note_change()",
        )
        .await;
    // the latest is neither the first nor the last
    let at = |n: i64| store.now - Duration::microseconds((n - 400).abs());
    let events: Vec<Incoming> = (0..1000)
        .map(|n| Incoming { at: at(n), ..report(&store, address("ada@x.com"), sign_in()) })
        .collect();
    take(&store, &events).await;
    let p = store.profile(ada).await;
    assert_eq!((p.row.login_count, p.row.last_login_at), (1000, Some(store.now)));
    assert_eq!(store.number("select count(*) from row_changes").await, 1);
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_address_that_one_gives_up_is_anothers_in_the_same_batch() {
    let store = Store::new().await;
    let ada = customer(&take_one(&store, known_as("u", "old@x.com"), identify()).await);
    let events = [
        report(&store, known_as("u", "new@x.com"), identify()),
        report(&store, address("old@x.com"), placed(order(&store, "1", "500"))),
    ];
    let outcomes = take(&store, &events).await;
    let (same, next) = (customer(&outcomes[0]), customer(&outcomes[1]));
    assert_eq!((same, next != ada), (ada, true));
    assert_eq!(store.profile(ada).await.row.email.as_deref(), Some("new@x.com"));
    assert_eq!(totals(&store, next).await, (1, "500.00".into()));
    assert_sound(&store).await;
}

#[tokio::test]
async fn letters_that_have_no_plain_lower_case_make_no_second_person() {
    let store = Store::new().await;
    // a sigma at the end of a word, a dotted capital i: lower case is not the same everywhere
    for email in ["\u{391}\u{3a3}@x.com", "\u{130}da@x.com", "\u{d6}L@x.com"] {
        let first = customer(&take_one(&store, address(email), identify()).await);
        let again = customer(&take_one(&store, address(email), identify()).await);
        assert_eq!(first, again, "{email}");
    }
    let both = ["\u{130}n@x.com", "in@x.com"].map(|email| report(&store, address(email), identify()));
    let outcomes = take(&store, &both).await;
    assert_eq!(customer(&outcomes[0]), customer(&outcomes[1]));
    assert_eq!(store.number("select count(*) from customer_profiles").await, 4);
}

#[tokio::test]
async fn a_new_address_that_many_report_at_once_is_one_profile() {
    let store = Store::new().await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    let events: Vec<[Incoming; 3]> = (0..8)
        .map(|n| {
            [
                report(&store, address("Ada@x.com"), placed(order(&store, &n.to_string(), "500"))),
                report(&store, known_as("u", "ada@X.com"), identify()),
                report(&store, user("u"), sign_in()),
            ]
        })
        .collect();
    let outcomes = join_all(events.iter().map(|e| take(&store, e))).await;
    let made = outcomes.iter().filter(|o| matches!(o[0], patron_db::ingest::Outcome::Stored(s) if s.created));
    assert_eq!(made.count(), 8, "each made an order");
    let id = customer(&outcomes[0][0]);
    assert_eq!(totals(&store, id).await, (8, "4000.00".into()));
    assert_eq!(store.profile(id).await.row.login_count, 8);
    assert_eq!(store.number("select count(*) from customer_profiles").await, 1);
    assert_sound(&store).await;
}
