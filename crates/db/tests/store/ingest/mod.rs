//! Reported events: counted once, in whatever order and at whatever moment they arrive.

mod again;
mod claims;
mod history;
mod identities;
mod left;
mod orders;
mod pages;
mod people;
mod releases;
mod steps;
mod two_ids;

use crate::support::{Store, money};
use patron_db::{
    Error,
    error::Conflict,
    ingest::{
        self, Act, Context, Incoming, Login, Order, OrderChange, Outcome, Profile, Record, RecordKind,
        Refusal, RefusalCode, Sent, Who, digest,
    },
    keys, logins, orders as rows,
    profiles::Details,
};
use patron_domain::{
    email::Email,
    ids::{CustomerId, KeyId},
    keys::KeyKind,
    login::LoginMethod,
};
use std::time::Duration;

/// So often a transaction that lost is tried again: more than the server does, because here everybody meets.
const TRIES: u32 = 60;

/// A server's report, now.
fn report(store: &Store, who: Who, act: Act) -> Incoming {
    Incoming {
        key: None,
        actor: "test".into(),
        message: None,
        who,
        trusted: true,
        at: store.now,
        received_at: store.now,
        act,
        record: None,
        sent: None,
        mends: None,
    }
}

fn address(email: &str) -> Who {
    Who::email(Email::parse(email).unwrap())
}

fn user(id: &str) -> Who {
    Who { user_id: Some(id.into()), ..Who::default() }
}

fn visitor(id: &str) -> Who {
    Who { anonymous_id: Some(id.into()), ..Who::default() }
}

/// A person who is made when nobody has the address.
fn identify() -> Act {
    Act::Profile(Box::new(Profile { makes: true, method: "test".into(), ..Profile::default() }))
}

fn sign_in() -> Act {
    Act::Login(Login {
        method: LoginMethod::External,
        success: true,
        failure_reason: None,
        origin: logins::Origin::default(),
    })
}

fn placed(order: rows::NewOrder) -> Act {
    Act::Order(Box::new(Order {
        order,
        status: None,
        payment_status: None,
        order_date: None,
        says_refunded: false,
        details: Details::default(),
    }))
}

/// A part of an order given back, also before the order is there.
fn refund(order_id: &str, amount: &str) -> Act {
    Act::OrderChange(OrderChange {
        source: "shop".into(),
        order_id: order_id.into(),
        refund: Some(money(amount)),
        waits: true,
        ..OrderChange::default()
    })
}

fn record(name: &str) -> Option<Record> {
    Some(Record {
        kind: RecordKind::Track,
        name: name.into(),
        properties: "{}".into(),
        context: "{}".into(),
        original_at: None,
        origin: logins::Origin::default(),
    })
}

/// An event under a key's message id.
fn under(key: KeyId, message: &str, event: Incoming) -> Incoming {
    Incoming { key: Some(key), message: Some(digest(message)), ..event }
}

/// An event with the text that it was sent as.
fn as_sent(event: Incoming, text: &str) -> Incoming {
    let sent =
        Sent { message_id: None, kind: None, name: None, event: Some(text.into()), digest: digest(text) };
    Incoming { sent: Some(sent), ..event }
}

async fn write_key(store: &Store) -> KeyId {
    keys::create(&mut *store.owner().await, KeyKind::WriteServer, "test", &[]).await.unwrap().0
}

/// One transaction.
async fn once(store: &Store, events: &[Incoming], alone: bool) -> patron_db::Result<Vec<Option<Outcome>>> {
    let ctx = Context { keyring: &store.keyring, shop: &store.shop, now: store.now };
    let mut tx = store.begin().await;
    let outcomes = if alone {
        ingest::apply_alone(&mut tx, &ctx, events).await?.into_iter().map(Some).collect()
    } else {
        ingest::apply_together(&mut tx, &ctx, events).await?
    };
    tx.commit().await?;
    Ok(outcomes)
}

async fn tried(store: &Store, events: &[Incoming], alone: bool) -> patron_db::Result<Vec<Option<Outcome>>> {
    let mut tries = 0;
    loop {
        match once(store, events, alone).await {
            Err(Error::Retry(_) | Error::Conflict(Conflict::ProfileEmail)) if tries < TRIES => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(u64::from(tries % 16))).await;
            }
            other => return other,
        }
    }
}

/// As the server's writer does it: again when it lost, by halves when the database takes one of them not, in the end
/// alone and together what has to wait for an order.
async fn take(store: &Store, events: &[Incoming]) -> Vec<Outcome> {
    let mut outcomes = together(store, events).await;
    let missing: Vec<usize> = (0..events.len()).filter(|at| outcomes[*at].is_none()).collect();
    for some in missing.chunks(200) {
        let left: Vec<Incoming> = some.iter().map(|at| events[*at].clone()).collect();
        for (at, outcome) in some.iter().zip(tried(store, &left, true).await.unwrap()) {
            outcomes[*at] = outcome;
        }
    }
    outcomes.into_iter().map(Option::unwrap).collect()
}

async fn together(store: &Store, events: &[Incoming]) -> Vec<Option<Outcome>> {
    match tried(store, events, false).await {
        Ok(outcomes) => outcomes,
        Err(Error::Conflict(_) | Error::Invalid(_)) if events.len() > 1 => {
            let (left, right) = events.split_at(events.len() / 2);
            let mut outcomes = Box::pin(together(store, left)).await;
            outcomes.extend(Box::pin(together(store, right)).await);
            outcomes
        }
        Err(Error::Invalid(_)) => vec![Some(holding(store, events).await.unwrap_or_else(|_| not_storable()))],
        Err(Error::Conflict(_)) => vec![Some(not_storable())],
        Err(e) => panic!("{e}: {events:#?}"),
    }
}

/// One event, while what waits for its person goes on waiting.
async fn holding(store: &Store, events: &[Incoming]) -> patron_db::Result<Outcome> {
    let ctx = Context { keyring: &store.keyring, shop: &store.shop, now: store.now };
    let mut tx = store.begin().await;
    let outcome = ingest::apply_holding(&mut tx, &ctx, events).await?.remove(0);
    tx.commit().await?;
    Ok(outcome)
}

fn not_storable() -> Outcome {
    Outcome::Refused(Refusal::new(RefusalCode::NotStorable, "", "a value is outside what can be stored"))
}

async fn take_one(store: &Store, who: Who, act: Act) -> Outcome {
    take(store, &[report(store, who, act)]).await.remove(0)
}

fn customer(outcome: &Outcome) -> CustomerId {
    match outcome {
        Outcome::Stored(stored) => stored.customer.expect("a profile"),
        other => panic!("{other:?}"),
    }
}

fn refused(outcome: &Outcome) -> Option<RefusalCode> {
    match outcome {
        Outcome::Refused(refusal) => Some(refusal.code),
        _ => None,
    }
}

/// How many orders count for a customer, and what they come to.
async fn totals(store: &Store, id: CustomerId) -> (i32, String) {
    let p = store.profile(id).await;
    (p.row.total_orders, p.row.total_spent.to_string())
}

/// What holds after everything: totals are recounts, ids of a root are one person's, and nothing is left behind.
async fn assert_sound(store: &Store) {
    assert_eq!(store.differences().await, []);
    for sql in [
        "select count(*) from (select root_id from identities group by root_id
           having count(distinct customer_id) > 1 or count(customer_id) not in (0, count(*))) x",
        "select count(*) from events e where e.customer_id is null
           and exists (select from identities i where i.root_id = e.root_id and i.customer_id is not null)",
        "select count(*) from events e where e.root_id is not null
           and not exists (select from identities i where i.root_id = e.root_id)",
        "select count(*) from identities where customer_id is not null and traits <> '{}'",
        "select count(*) - count(distinct (source, order_id)) from orders",
    ] {
        assert_eq!(store.number(sql).await, 0, "{sql}");
    }
    let pool = store.db.owner.pool();
    let mut arrived: Vec<String> =
        sqlx::query_scalar("select source || chr(1) || order_id from orders").fetch_all(pool).await.unwrap();
    arrived = arrived.iter().map(|o| format!("order\0{}", o.replace('\u{1}', "\0"))).collect();
    let linked: Vec<String> =
        sqlx::query_scalar("select distinct root_id::text from identities where customer_id is not null")
            .fetch_all(pool)
            .await
            .unwrap();
    arrived.extend(linked.iter().map(|root| format!("person\0{root}")));
    let keys: Vec<Vec<u8>> = arrived.iter().map(|text| digest(text).to_vec()).collect();
    let left: i64 = sqlx::query_scalar("select count(*) from waiting_events where waits_for = any($1)")
        .bind(keys)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(left, 0, "something waits for what is here");
}
