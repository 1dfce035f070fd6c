//! What is left of events: refused when it is released, unreadable, too much, or of somebody who is gone.

use super::{
    address, as_sent, assert_sound, customer, identify, placed, refund, refused, report, sign_in, take,
    take_one, totals, under, user, write_key,
};
use crate::support::{Store, ago, order};
use patron_db::{
    ingest::{self, Act, Incoming, Outcome, Refusal, RefusalCode, Who},
    rejected,
};

const SENT: &str = r#"{"event":"Order Completed","userId":"u"}"#;

fn known_as(id: &str, email: &str) -> Who {
    Who { user_id: Some(id.into()), ..address(email) }
}

/// The one refused event: its state, why, and as it was sent.
async fn kept(store: &Store) -> (String, String, Option<String>) {
    for status in ["waiting", "replayed", "discarded"] {
        let mut conn = store.staff().await;
        let found = rejected::list(&mut conn, &store.keyring, status, 10, None).await.unwrap().unwrap();
        if let Some(one) = found.items.into_iter().next() {
            return (one.status, one.code, one.event);
        }
    }
    panic!("no refused event");
}

fn waiting_of_another() -> (String, String, Option<String>) {
    ("waiting".into(), "order_of_another".into(), Some(SENT.into()))
}

#[tokio::test]
async fn an_order_that_turns_out_to_be_anothers_when_it_is_released_is_kept_for_staff() {
    let store = Store::new().await;
    let key = write_key(&store).await;
    let waits = report(&store, user("u"), placed(order(&store, "1", "500")));
    assert_eq!(take(&store, &[as_sent(under(key, "m", waits), SENT)]).await, [Outcome::Waiting]);
    let ben = customer(&take_one(&store, address("ben@x.com"), placed(order(&store, "1", "700"))).await);

    let ada = customer(&take_one(&store, known_as("u", "ada@x.com"), identify()).await);

    assert_eq!(kept(&store).await, waiting_of_another());
    assert_eq!((totals(&store, ada).await.0, totals(&store, ben).await), (0, (1, "700.00".into())));
    assert_eq!(store.number("select count(*) from waiting_events").await, 0);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_mended_event_that_waited_and_is_refused_at_last_is_up_again() {
    let store = Store::new().await;
    let key = write_key(&store).await;
    let bad = Act::Refused(Refusal::new(RefusalCode::Invalid, "/x", "must be given"));
    let sent = |act: Act| as_sent(under(key, "m", report(&store, user("u"), act)), SENT);
    take(&store, &[sent(bad)]).await;
    let id = sqlx::query_scalar("select id from rejected_events");
    let id: uuid::Uuid = id.fetch_one(store.db.owner.pool()).await.unwrap();
    let mended = Incoming { mends: Some(id), ..sent(placed(order(&store, "1", "500"))) };
    assert_eq!(take(&store, &[mended]).await, [Outcome::Waiting]);
    assert_eq!(kept(&store).await.0, "replayed");
    take_one(&store, address("ben@x.com"), placed(order(&store, "1", "700"))).await;

    take_one(&store, known_as("u", "ada@x.com"), identify()).await;

    assert_eq!(kept(&store).await, waiting_of_another());
    assert_eq!(store.number("select count(*) from rejected_events where resolved_by is not null").await, 0);
}

#[tokio::test]
async fn orders_that_come_to_too_much_do_not_keep_their_person_out() {
    let store = Store::new().await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    for n in ["1", "2"] {
        let much = placed(order(&store, n, "900000000000.00"));
        assert_eq!(take_one(&store, user("u"), much).await, Outcome::Waiting);
    }
    let events = [
        report(&store, address("ben@x.com"), identify()),
        report(&store, known_as("u", "ada@x.com"), identify()),
        report(&store, user("u"), sign_in()),
    ];

    let outcomes = take(&store, &events).await;

    let ada = customer(&outcomes[1]);
    assert_eq!((customer(&outcomes[2]), store.profile(ada).await.row.login_count), (ada, 1));
    assert_ne!(customer(&outcomes[0]), ada);
    assert_eq!(totals(&store, ada).await, (0, "0.00".into()));
    assert_eq!(store.number("select count(*) from waiting_events").await, 2, "they go on waiting");
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn what_waits_and_can_not_be_read_keeps_nobody_out() {
    let store = Store::new().await;
    for n in ["1", "2"] {
        take_one(&store, user("u"), placed(order(&store, n, "500"))).await;
    }
    store
        .sql("update waiting_events set event = '\\x00' where id = (select max(id::text)::uuid from waiting_events)")
        .await;

    let ada = customer(&take_one(&store, known_as("u", "ada@x.com"), identify()).await);

    assert_eq!(totals(&store, ada).await, (1, "500.00".into()));
    assert_eq!(store.number("select count(*) from waiting_events").await, 1);
}

#[tokio::test]
async fn an_order_of_somebody_erased_is_nobodys_to_change() {
    let store = Store::new().await;
    let ada = customer(&take_one(&store, address("ada@x.com"), placed(order(&store, "1", "500"))).await);
    let erased = "update customer_profiles set status = 'erased', email = null";
    store.sql(&format!("{erased} where id = '{ada}'")).await;
    let events = [
        report(&store, Who::default(), refund("1", "20")),
        report(&store, address("ben@x.com"), placed(order(&store, "1", "700"))),
        report(&store, address("cleo@x.com"), placed(order(&store, "2", "300"))),
    ];

    let outcomes = take(&store, &events).await;

    let codes: Vec<_> = outcomes.iter().map(refused).collect();
    assert_eq!(codes, [Some(RefusalCode::UnknownOrder), Some(RefusalCode::OrderOfAnother), None]);
    assert_eq!(store.number("select count(*) from orders where total = 500 and refunded = 0").await, 1);
    assert_eq!(store.number("select count(*) from customer_profiles where status <> 'erased'").await, 1);
    assert_eq!(store.number("select count(*) from waiting_events").await, 0);
}

#[tokio::test]
async fn what_nobody_came_for_is_forgotten() {
    let store = Store::new().await;
    let key = write_key(&store).await;
    let bad = || Act::Refused(Refusal::new(RefusalCode::Invalid, "/x", "must be given"));
    for (n, days) in [("1", 100), ("2", 80)] {
        let waits = report(&store, user("u"), placed(order(&store, n, "500")));
        let refused = as_sent(under(key, n, report(&store, user("u"), bad())), n);
        let change = report(&store, Who::default(), refund(n, "5"));
        let at = ago(&store, days);
        let events = [waits, refused, change].map(|event| Incoming { received_at: at, ..event });
        take(&store, &events).await;
    }

    ingest::prune(&mut *store.staff().await, ago(&store, 90)).await.unwrap();

    let left = "select count(*) from waiting_events where received_at > now() - interval '90 days'";
    assert_eq!(store.number("select count(*) from waiting_events").await, 2);
    assert_eq!(store.number(left).await, 2);
    assert_eq!(store.number("select count(*) from rejected_events").await, 1);
    let ada = customer(&take_one(&store, known_as("u", "ada@x.com"), identify()).await);
    assert_eq!(totals(&store, ada).await, (1, "495.00".into()));
    assert_sound(&store).await;
}
