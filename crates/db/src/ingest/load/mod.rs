//! Reads and locks what a batch touches: orders' locks, foreign ids, profiles, orders, each in key order.

mod ids;
mod orders;
mod people;
mod strangers;
mod waiting;

pub(super) use ids::traits;

use super::{event::Incoming, order::OrderKey, state::State};
use crate::Result;
use sqlx::PgConnection;
use std::collections::BTreeSet;

/// Loads everything.
pub(super) async fn all(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
    let mut spoken_of: BTreeSet<OrderKey> = events.iter().filter_map(orders::key).collect();
    orders::lock(conn, &spoken_of, state.mode.alone, events).await?;
    ids::load(conn, state, events).await?;
    let mut brought: BTreeSet<OrderKey> = events.iter().filter_map(orders::brought).collect();
    waiting::for_orders(conn, state, &brought).await?;
    if state.mode.releases {
        // an order that waited for its person may be waited for itself
        let mut more = waiting::for_people(conn, state, events).await?;
        more.retain(|key| !brought.contains(key));
        if !more.is_empty() {
            orders::try_lock(conn, &more).await?;
            waiting::for_orders(conn, state, &more).await?;
            spoken_of.extend(more.iter().cloned());
            brought.extend(more);
        }
    }
    let owners = orders::owners(conn, &spoken_of).await?;
    people::load(conn, state, events, &owners).await?;
    strangers::imported_ids(conn, state, events).await?;
    orders::load(conn, state, &spoken_of, &brought).await
}
