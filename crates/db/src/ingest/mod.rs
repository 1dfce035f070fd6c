//! The one way in for everything that is reported: logins, profiles, orders, consents, events, files.
//!
//! A batch is loaded, folded, written. What its events touch is read and locked by a few statements (`load`), each
//! event changes that in memory (`fold`), and the result is written by set-based statements (`write`): counters,
//! totals and rollups move once a batch and not once an event. The caller owns the transaction; what it commits is
//! what it may acknowledge.
//!
//! Deadlocks are ruled out by order: message ids, order locks, foreign ids, profiles, each sorted by key, and nothing
//! is locked later that another batch may hold. A row that somebody else makes at the same moment is no reason to
//! wait for their locks: the batch gives up with [`Error::Retry`](crate::Error::Retry) and is applied again.

mod act;
mod claims;
mod event;
mod fold;
mod identity;
mod load;
mod order;
mod outcome;
mod person;
mod prune;
mod resolve;
mod state;
mod write;

pub use act::{Act, Alias, Consent, Import, Login, Order, OrderChange, Profile};
pub use event::{Incoming, Record, RecordKind, Sent, Who};
pub use outcome::{Outcome, Refusal, RefusalCode, Stored};
pub use prune::prune;
pub use state::digest;

use crate::{Result, sealed::Keyring, shop::Shop};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use state::{Mode, State};

/// Most events of one transaction: more give no higher rate and longer waits.
pub const BATCH_MAX: usize = 1000;

/// What all events of a batch have in common.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The keys of sealed fields.
    pub keyring: &'a Keyring,
    /// The shop's settings.
    pub shop: &'a Shop,
    /// The current instant.
    pub now: DateTime<Utc>,
}

/// What a transaction can say of an event.
#[derive(Debug)]
enum Applied {
    /// This became of it.
    Outcome(Outcome),
    /// It has to wait for an order, and that takes a transaction that holds the order's lock alone.
    Alone,
}

/// Applies events in one transaction. `None` for an event that has to go through [`apply_alone`] after this
/// transaction; nothing of it is stored.
///
/// # Errors
/// `Retry` when the transaction has to be rolled back and tried again; `Conflict`, `Invalid` and `Sql` when one of
/// the events can't be stored: roll back, and apply them by fewer until it stands alone.
pub async fn apply_together(
    conn: &mut PgConnection,
    ctx: &Context<'_>,
    events: &[Incoming],
) -> Result<Vec<Option<Outcome>>> {
    let applied = run(conn, ctx, events, Mode { alone: false, releases: true }).await?;
    Ok(applied
        .into_iter()
        .map(|a| match a {
            Applied::Outcome(outcome) => Some(outcome),
            Applied::Alone => None,
        })
        .collect())
}

/// As [`apply_together`], while no other transaction writes an order that these events speak of: what waits for an
/// order and the order itself can't miss each other.
///
/// # Errors
/// As [`apply_together`].
pub async fn apply_alone(
    conn: &mut PgConnection,
    ctx: &Context<'_>,
    events: &[Incoming],
) -> Result<Vec<Outcome>> {
    let applied = run(conn, ctx, events, Mode { alone: true, releases: true }).await?;
    Ok(applied.into_iter().map(settled).collect())
}

/// As [`apply_alone`], while what waits for the people it speaks of goes on waiting: for an event that can't be
/// stored with what it would release.
///
/// # Errors
/// As [`apply_together`].
pub async fn apply_holding(
    conn: &mut PgConnection,
    ctx: &Context<'_>,
    events: &[Incoming],
) -> Result<Vec<Outcome>> {
    let applied = run(conn, ctx, events, Mode { alone: true, releases: false }).await?;
    Ok(applied.into_iter().map(settled).collect())
}

/// Applies events of which none waits for an order, such as the rows of a file.
///
/// # Errors
/// As [`apply_together`].
pub async fn apply(conn: &mut PgConnection, ctx: &Context<'_>, events: &[Incoming]) -> Result<Vec<Outcome>> {
    let applied = apply_together(conn, ctx, events).await?;
    Ok(applied.into_iter().map(|a| a.unwrap_or_else(no_order)).collect())
}

fn settled(applied: Applied) -> Outcome {
    match applied {
        Applied::Outcome(outcome) => outcome,
        Applied::Alone => no_order(),
    }
}

fn no_order() -> Outcome {
    Outcome::Refused(Refusal::new(RefusalCode::UnknownOrder, "/order_id", "there is no such order"))
}

async fn run(
    conn: &mut PgConnection,
    ctx: &Context<'_>,
    events: &[Incoming],
    mode: Mode,
) -> Result<Vec<Applied>> {
    let claims = claims::take(conn, ctx, events).await?;
    let mut state = State::new(ctx, mode);
    load::all(conn, &mut state, events).await?;
    let mut applied = Vec::with_capacity(events.len());
    for (at, event) in events.iter().enumerate() {
        applied.push(match claims.of(at) {
            claims::Claim::Taken => state.fold(event)?,
            claims::Claim::Known => Applied::Outcome(Outcome::Duplicate(state.customer_of(event))),
            claims::Claim::RepeatOf(first) => match applied.get(first) {
                Some(Applied::Outcome(Outcome::Refused(refusal))) => {
                    Applied::Outcome(Outcome::Refused(refusal.clone()))
                }
                Some(Applied::Alone) => Applied::Alone,
                _ => Applied::Outcome(Outcome::Duplicate(state.customer_of(event))),
            },
        });
    }
    claims::give_back(conn, ctx, events, &claims, &applied).await?;
    write::all(conn, &state).await?;
    write::count(conn, ctx, events, &applied).await?;
    Ok(applied)
}
