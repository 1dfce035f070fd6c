//! Events that wait for what a batch may bring.

use super::orders;
use crate::{
    Error, Result,
    ingest::{
        act::Act,
        event::Incoming,
        identity::IdKind,
        order::OrderKey,
        state::{State, WaitKey, waits_for_order, waits_for_person},
    },
    sealed::Field,
};
use sqlx::PgConnection;
use std::collections::BTreeSet;

/// So many events that waited for people are done by one batch: a public key can make any number wait.
const WAITED_MAX: i64 = 1000;

/// What waits for these orders.
pub async fn for_orders(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    orders: &BTreeSet<OrderKey>,
) -> Result<()> {
    load(conn, state, orders.iter().map(waits_for_order).collect(), None).await?;
    Ok(())
}

/// What waits for the people that events speak of; the orders that are among it.
pub async fn for_people(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    events: &[Incoming],
) -> Result<BTreeSet<OrderKey>> {
    let keys = people(state, events);
    load(conn, state, keys, Some(WAITED_MAX)).await
}

/// The keys of what waits for people and may be released: by an event that may link, or that names ids which were
/// linked by a public key and so have released nothing yet.
fn people(state: &State<'_>, events: &[Incoming]) -> BTreeSet<WaitKey> {
    let mut keys = BTreeSet::new();
    for event in events.iter().filter(|event| event.trusted) {
        let mut named = vec![
            (IdKind::User, event.who.user_id.as_deref()),
            (IdKind::Anonymous, event.who.anonymous_id.as_deref()),
        ];
        if let Act::Alias(alias) = &event.act {
            named.extend(IdKind::ALL.iter().map(|kind| (*kind, Some(alias.previous.as_str()))));
        }
        for (kind, value) in named {
            let Some(at) = value.and_then(|value| state.ids.find(kind, value)) else { continue };
            let row = state.ids.row(at);
            if row.customer.is_some() || State::may_link(event) {
                keys.insert(waits_for_person(row.root));
            }
        }
    }
    keys
}

/// The oldest first; the next batch takes what is beyond `most`. The orders that are among them.
async fn load(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    keys: BTreeSet<WaitKey>,
    most: Option<i64>,
) -> Result<BTreeSet<OrderKey>> {
    let mut brought = BTreeSet::new();
    if keys.is_empty() {
        return Ok(brought);
    }
    let keys: Vec<Vec<u8>> = keys.into_iter().map(|k| k.to_vec()).collect();
    let rows = sqlx::query!(
        "select id, waits_for, event from waiting_events where waits_for = any($1)
         order by received_at, id limit $2",
        &keys,
        most
    )
    .fetch_all(conn)
    .await?;
    for r in rows {
        match read(state, &r.waits_for, &r.event) {
            Ok((key, event)) => {
                brought.extend(orders::brought(&event));
                state.waited.entry(key).or_default().push((r.id, event));
            }
            // it must not keep those who come now from being stored
            Err(cause) => {
                tracing::error!(id = %r.id, %cause, "an event that waits can't be read and is left")
            }
        }
    }
    Ok(brought)
}

fn read(state: &State<'_>, waits_for: &[u8], event: &[u8]) -> Result<(WaitKey, Incoming)> {
    let text = state.ctx.keyring.open(Field::Event, event)?;
    let event = serde_json::from_str(&text).map_err(|e| Error::Corrupt(format!("waiting event: {e}")))?;
    let key = WaitKey::try_from(waits_for).map_err(|_| Error::Corrupt("waits_for".into()))?;
    Ok((key, event))
}
