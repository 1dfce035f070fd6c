//! Message ids, and events that are not taken.

use super::{
    address, as_sent, assert_sound, once, placed, record, refund, refused, report, sign_in, take, under,
    visitor, write_key,
};
use crate::support::{Store, order};
use futures_util::future::join_all;
use patron_db::{
    Error,
    ingest::{Act, Incoming, OrderChange, Outcome, Refusal, RefusalCode},
    rejected,
};
use uuid::Uuid;

async fn waiting_rejected(store: &Store) -> Uuid {
    sqlx::query_scalar("select id from rejected_events").fetch_one(store.db.owner.pool()).await.unwrap()
}

#[tokio::test]
async fn a_message_counts_once_in_a_batch_and_in_transactions_at_the_same_time() {
    let store = Store::new().await;
    let ada = store.add("ada@x.com").await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    let (key, other) = (write_key(&store).await, write_key(&store).await);
    let login = |key, message| under(key, message, report(&store, address("ada@x.com"), sign_in()));

    let twice = take(&store, &[login(key, "1"), login(key, "1")]).await;
    assert!(matches!(twice[0], Outcome::Stored(_)), "{twice:?}");
    assert_eq!(twice[1], Outcome::Duplicate(Some(ada)));
    let again = [login(key, "1"), login(key, "2"), login(key, "3")];
    let many = join_all((0..8).map(|_| take(&store, &again))).await;
    for (at, stored) in [(0, 0), (1, 1), (2, 1)] {
        assert_eq!(many.iter().filter(|o| matches!(o[at], Outcome::Stored(_))).count(), stored, "{at}");
    }
    take(&store, &[login(other, "1")]).await;
    assert_eq!(store.profile(ada).await.row.login_count, 4, "ids of another key are others");
    let duplicates = "select sum(events)::bigint from ingest_minutes where outcome = 'duplicate'";
    assert_eq!(store.number(duplicates).await, 1 + 8 * 3 - 2);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_refused_event_gives_its_message_id_back_and_is_kept_once() {
    let store = Store::new().await;
    let key = write_key(&store).await;
    let change = OrderChange { waits: false, ..change(refund("1", "20")) };
    let event = as_sent(
        under(key, "m", report(&store, address("ada@x.com"), Act::OrderChange(change))),
        r#"{"event":"Order Refunded"}"#,
    );
    for _ in 0..2 {
        let outcomes = take(&store, &[event.clone(), event.clone()]).await;
        assert_eq!(outcomes.iter().map(refused).collect::<Vec<_>>(), [Some(RefusalCode::UnknownOrder); 2]);
    }
    assert_eq!(store.number("select count(*) from message_ids").await, 0);
    assert_eq!(store.number("select count(*) from rejected_events").await, 1);
    take(&store, &[report(&store, address("ada@x.com"), placed(order(&store, "1", "500")))]).await;

    assert!(matches!(take(&store, std::slice::from_ref(&event)).await[0], Outcome::Stored(_)));
    assert!(matches!(take(&store, &[event]).await[0], Outcome::Duplicate(_)));
    assert_eq!(store.number("select count(*) from orders where refunded = 20").await, 1);
    assert_sound(&store).await;
}

fn change(act: Act) -> OrderChange {
    match act {
        Act::OrderChange(change) => change,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn one_event_that_the_database_does_not_take_costs_its_neighbours_nothing() {
    let store = Store::new().await;
    let with = |name: &str, properties: &str| {
        let mut event = report(&store, visitor("v"), Act::Nothing);
        event.record = record(name);
        if let Some(record) = &mut event.record {
            record.properties = properties.into();
        }
        event
    };
    for bad in [r#"{"n":1e999999}"#, r#"{"n":"\u0000"}"#, "{"] {
        let events = [with("a", "{}"), with("bad", bad), with("b", r#"{"n":1e308}"#)];
        let error = once(&store, &events, false).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{bad}: {error}");
    }
    assert_eq!(store.number("select count(*) from events").await, 0, "all or none");
    let outcomes = take(&store, &[with("a", "{}"), with("bad", r#"{"n":1e999999}"#), with("b", "{}")]).await;
    let codes: Vec<_> = outcomes.iter().map(refused).collect();
    assert_eq!(codes, [None, Some(RefusalCode::NotStorable), None]);
    assert_eq!(store.number("select count(*) from events where name in ('a', 'b')").await, 2);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_refused_event_is_mended_once() {
    let store = Store::new().await;
    let key = write_key(&store).await;
    let ada = store.add("ada@x.com").await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    let refusal = Act::Refused(Refusal::new(RefusalCode::Invalid, "/x", "must be given"));
    let event = Incoming { key: Some(key), ..report(&store, address("ada@x.com"), refusal) };
    take(&store, &[as_sent(event, "{}")]).await;
    let mended = Incoming {
        mends: Some(waiting_rejected(&store).await),
        ..under(key, "m", report(&store, address("ada@x.com"), sign_in()))
    };
    let same = std::slice::from_ref(&mended);
    let many = join_all((0..6).map(|_| take(&store, same))).await;
    assert_eq!(many.iter().filter(|o| matches!(o[0], Outcome::Stored(_))).count(), 1);
    assert_eq!(store.profile(ada).await.row.login_count, 1);
    assert_eq!(store.number("select count(*) from rejected_events where status = 'replayed'").await, 1);
}

#[tokio::test]
async fn trying_again_what_was_set_aside_uses_no_message_id_up() {
    let store = Store::new().await;
    let key = write_key(&store).await;
    let refusal = Act::Refused(Refusal::new(RefusalCode::Invalid, "/x", "must be given"));
    let event = Incoming { key: Some(key), ..report(&store, visitor("v"), refusal) };
    take(&store, &[as_sent(event, "{}")]).await;
    let id = waiting_rejected(&store).await;
    assert!(rejected::discard(&mut *store.staff().await, id, "staff:1", store.now).await.unwrap());
    let event = || {
        let mut event = under(key, "m", report(&store, visitor("v"), Act::Nothing));
        event.record = record("Looked");
        event
    };
    let late = take(&store, &[Incoming { mends: Some(id), ..event() }]).await;
    assert_eq!(late, [Outcome::Duplicate(None)]);
    let resent = take(&store, &[event()]).await;
    assert!(matches!(resent[0], Outcome::Stored(_)), "{resent:?}");
}
