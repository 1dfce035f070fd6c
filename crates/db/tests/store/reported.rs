//! Orders and rows of files by the way that everything reported takes, for one person at a time.

use crate::support::Store;
use chrono::{DateTime, NaiveDate, Utc};
use patron_db::{
    PgConnection, Result,
    import::ImportRow,
    ingest::{self, Act, Context, Import, Incoming, Order, OrderChange, Outcome, Stored, Who},
    orders::NewOrder,
    profiles::Details,
};
use patron_domain::{
    email::Email,
    ids::{CustomerId, OrderId},
};

fn event(who: Who, now: DateTime<Utc>, act: Act) -> Incoming {
    Incoming {
        key: None,
        actor: "test".into(),
        message: None,
        who,
        trusted: true,
        at: now,
        received_at: now,
        act,
        record: None,
        sent: None,
        mends: None,
    }
}

async fn apply(
    conn: &mut PgConnection,
    store: &Store,
    now: DateTime<Utc>,
    events: &[Incoming],
) -> Result<Vec<Option<Stored>>> {
    let ctx = Context { keyring: &store.keyring, shop: &store.shop, now };
    let outcomes = ingest::apply(conn, &ctx, events).await?;
    Ok(outcomes.into_iter().map(|o| if let Outcome::Stored(s) = o { Some(s) } else { None }).collect())
}

/// Imports rows of one file; tells of each whether it made a profile.
pub async fn import(
    conn: &mut PgConnection,
    store: &Store,
    rows: &[ImportRow],
    as_of: NaiveDate,
) -> Result<Vec<bool>> {
    let events: Vec<Incoming> = rows
        .iter()
        .map(|row| {
            let act = Act::Import(Box::new(Import { row: row.clone(), dates: Vec::new(), as_of }));
            event(Who::email(row.email.clone()), store.now, act)
        })
        .collect();
    let stored = apply(conn, store, store.now, &events).await?;
    Ok(stored.into_iter().map(|s| s.unwrap().created).collect())
}

/// Stores an order of `customer`, or replaces it. `None` when it is another customer's.
pub async fn upsert(
    conn: &mut PgConnection,
    store: &Store,
    customer: CustomerId,
    order: &NewOrder,
    now: DateTime<Utc>,
) -> Result<Option<(OrderId, bool)>> {
    let email: String = sqlx::query_scalar("select email from customer_profiles where id = $1")
        .bind(customer.0)
        .fetch_one(&mut *conn)
        .await?;
    let act = Act::Order(Box::new(Order {
        order: order.clone(),
        status: Some(order.status),
        payment_status: Some(order.payment_status),
        order_date: Some(order.order_date),
        says_refunded: true,
        details: Details::default(),
    }));
    let who = Who::email(Email::parse(&email).unwrap());
    let stored = apply(conn, store, now, &[event(who, now, act)]).await?.remove(0);
    Ok(stored.map(|s| (OrderId(s.id.unwrap()), s.created)))
}

/// Changes an order. False when there is none, or when more would come back than was paid.
pub async fn change(conn: &mut PgConnection, store: &Store, change: OrderChange) -> Result<bool> {
    let event = event(Who::default(), store.now, Act::OrderChange(change));
    Ok(apply(conn, store, store.now, &[event]).await?.remove(0).is_some())
}
