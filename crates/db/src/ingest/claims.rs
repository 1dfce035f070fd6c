//! Message ids: under one key each is stored once, also when it comes twice at the same moment.

use super::{Applied, Context, event::Incoming, outcome::Outcome};
use crate::Result;
use patron_domain::ids::KeyId;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

type Message = (KeyId, [u8; 16]);

/// Whether an event is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is, or has no message id.
    Taken,
    /// Its message id was stored before.
    Known,
    /// An event before it in this batch has the same.
    RepeatOf(usize),
}

/// The claims of a batch.
pub(super) struct Claims(Vec<Claim>);

impl Claims {
    pub fn of(&self, at: usize) -> Claim {
        self.0.get(at).copied().unwrap_or(Claim::Taken)
    }
}

fn message(event: &Incoming) -> Option<Message> {
    Some((event.key?, event.message?))
}

/// Stores the message ids, in key order. A transaction that stores the same one waits for the other to end.
pub(super) async fn take(conn: &mut PgConnection, ctx: &Context<'_>, events: &[Incoming]) -> Result<Claims> {
    let mut claims = vec![Claim::Taken; events.len()];
    let mut first: HashMap<Message, usize> = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        let Some(message) = message(event) else { continue };
        match first.get(&message) {
            Some(before) => claims[at] = Claim::RepeatOf(*before),
            None => {
                first.insert(message, at);
            }
        }
    }
    if !first.is_empty() {
        let mut wanted: Vec<&Message> = first.keys().collect();
        wanted.sort_unstable();
        let (keys, digests) = columns(wanted.into_iter());
        let taken = sqlx::query!(
            "insert into message_ids (key_id, digest, received_at)
             select t.key_id, t.digest, $3 from unnest($1::uuid[], $2::bytea[]) as t (key_id, digest)
             on conflict on constraint message_ids_pkey do nothing returning key_id, digest",
            &keys,
            &digests,
            ctx.now
        )
        .fetch_all(&mut *conn)
        .await?;
        let taken: HashSet<(Uuid, Vec<u8>)> = taken.into_iter().map(|r| (r.key_id, r.digest)).collect();
        for ((key, digest), at) in first {
            if !taken.contains(&(key.0, digest.to_vec())) {
                claims[at] = Claim::Known;
            }
        }
    }
    mended(conn, ctx, events, &mut claims).await?;
    Ok(Claims(claims))
}

/// A refused event is mended once, whoever presses the button.
async fn mended(
    conn: &mut PgConnection,
    ctx: &Context<'_>,
    events: &[Incoming],
    claims: &mut [Claim],
) -> Result<()> {
    let mut mending: Vec<_> =
        events.iter().enumerate().filter_map(|(at, e)| e.mends.map(|id| (id, at, e))).collect();
    mending.sort_by_key(|(id, at, _)| (*id, *at));
    let mut unused = Vec::new();
    for (id, at, event) in mending {
        let done = sqlx::query!(
            "update rejected_events set status = 'replayed', resolved_at = $2, resolved_by = $3
             where id = $1 and status = 'waiting'",
            id,
            ctx.now,
            event.actor
        )
        .execute(&mut *conn)
        .await?;
        if done.rows_affected() == 0 {
            // nothing is stored under its message id
            unused.extend(message(event).filter(|_| claims[at] == Claim::Taken));
            claims[at] = Claim::Known;
        }
    }
    forget(conn, &unused).await
}

async fn forget(conn: &mut PgConnection, messages: &[Message]) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let (keys, digests) = columns(messages.iter());
    sqlx::query!(
        "delete from message_ids m using unnest($1::uuid[], $2::bytea[]) as t (key_id, digest)
         where m.key_id = t.key_id and m.digest = t.digest",
        &keys,
        &digests
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was not stored may be sent again under its message id.
pub(super) async fn give_back(
    conn: &mut PgConnection,
    _ctx: &Context<'_>,
    events: &[Incoming],
    claims: &Claims,
    applied: &[Applied],
) -> Result<()> {
    let refused = |at: usize| {
        claims.of(at) == Claim::Taken
            && matches!(applied.get(at), Some(Applied::Alone | Applied::Outcome(Outcome::Refused(_))))
    };
    let back: Vec<Message> =
        events.iter().enumerate().filter(|(at, _)| refused(*at)).filter_map(|(_, e)| message(e)).collect();
    forget(conn, &back).await?;
    let mended: Vec<Uuid> =
        events.iter().enumerate().filter(|(at, _)| refused(*at)).filter_map(|(_, e)| e.mends).collect();
    if !mended.is_empty() {
        sqlx::query!(
            "update rejected_events set status = 'waiting', resolved_at = null, resolved_by = null
             where id = any($1)",
            &mended
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

fn columns<'m>(messages: impl Iterator<Item = &'m Message>) -> (Vec<Uuid>, Vec<Vec<u8>>) {
    messages.map(|(key, digest)| (key.0, digest.to_vec())).unzip()
}
