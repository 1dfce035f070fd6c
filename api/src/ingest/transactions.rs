//! The transactions behind the writer: tried again when they lost against others, halved until an event that the
//! database does not take stands alone.

use super::answers::{Answer, Failure};
use patron_db::{
    Error, StaffDb,
    error::Conflict,
    ingest::{self, Act, BATCH_MAX, Context, Incoming, Outcome, Refusal, RefusalCode},
    shop::Shop,
};
use patron_domain::clock::Clock;
use std::{slice, time::Duration};

/// How often a transaction that lost against another one is tried again.
const TRIES: u32 = 10;

/// How a transaction applies its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// Beside others; those that have to wait for an order are left out.
    Together,
    /// Nobody else writes their orders meanwhile.
    Alone,
    /// As `Alone`, and what waits for people goes on waiting.
    Holding,
}

/// What writing needs.
pub(super) struct Store {
    pub db: StaffDb,
    pub shop: Shop,
    pub clock: Clock,
}

impl Store {
    /// Stores events. No answer for those that have to wait for an order: they are for [`Store::alone`].
    pub async fn together(&self, events: &[Incoming]) -> Vec<Option<Answer>> {
        for event in events {
            if let Act::Login(_) = event.act
                && let Err(e) = self.db.ensure_login_month(event.at).await
            {
                tracing::warn!(cause = %e, "the month of a login could not be made; the default partition takes it");
                break;
            }
        }
        let mut answers = Vec::with_capacity(events.len());
        for chunk in events.chunks(BATCH_MAX) {
            answers.extend(self.stored(chunk, How::Together).await);
        }
        answers
    }

    /// Stores events while nobody else writes their orders.
    pub async fn alone(&self, events: &[Incoming]) -> Vec<Answer> {
        let answers = self.stored(events, How::Alone).await;
        answers.into_iter().map(|answer| answer.unwrap_or(Err(Failure::Internal))).collect()
    }

    /// Stores events in one transaction or, where the database does not take one of them, in two halves.
    async fn stored(&self, events: &[Incoming], how: How) -> Vec<Option<Answer>> {
        let error = match self.tried(events, how).await {
            Ok(outcomes) => return outcomes.into_iter().map(|outcome| outcome.map(Ok)).collect(),
            Err(e) => e,
        };
        match error {
            // what loses every time may lose against one of its own, which must not cost the others
            Error::Retry(_) if events.len() > 1 => self.halves(events, how).await,
            Error::Unavailable(cause) | Error::Retry(cause) => {
                tracing::warn!(%cause, events = events.len(), "events could not be stored");
                vec![Some(Err(Failure::Unavailable)); events.len()]
            }
            error => match events {
                [event] => vec![Some(self.by_itself(event, &error).await)],
                _ => self.halves(events, how).await,
            },
        }
    }

    async fn halves(&self, events: &[Incoming], how: How) -> Vec<Option<Answer>> {
        let (left, right) = events.split_at(events.len() / 2);
        let mut answers = Box::pin(self.stored(left, how)).await;
        answers.extend(Box::pin(self.stored(right, how)).await);
        answers
    }

    /// An event that the database does not take. What waited for its person may be why: then it is stored without.
    async fn by_itself(&self, event: &Incoming, error: &Error) -> Answer {
        if matches!(error, Error::Invalid(_)) && event.trusted {
            match self.tried(slice::from_ref(event), How::Holding).await {
                Ok(outcomes) => {
                    tracing::warn!(cause = %error, "what waits for somebody can't be stored, and goes on waiting");
                    return outcomes.into_iter().next().flatten().ok_or(Failure::Internal);
                }
                Err(Error::Unavailable(_) | Error::Retry(_)) => return Err(Failure::Unavailable),
                // it is the event's own fault
                Err(_) => {}
            }
        }
        self.not_storable(event, error).await
    }

    /// The refusal of an event that the database does not take; kept with the others of its kind.
    async fn not_storable(&self, event: &Incoming, error: &Error) -> Answer {
        let refusal = match error {
            Error::Conflict(Conflict::ProfileEmail) => {
                Refusal::new(RefusalCode::Invalid, "/email", "belongs to another profile")
            }
            Error::Invalid(_) | Error::Conflict(_) => {
                Refusal::new(RefusalCode::NotStorable, "", "a value is outside what can be stored")
            }
            error => {
                tracing::error!(cause = %error, "an event could not be stored");
                return Err(Failure::Internal);
            }
        };
        tracing::info!(cause = %error, "an event was refused by the database");
        if event.sent.is_some() {
            let kept = Incoming {
                act: Act::Refused(refusal.clone()),
                message: None,
                record: None,
                mends: None,
                ..event.clone()
            };
            self.tried(&[kept], How::Together).await.map_err(|_| Failure::Unavailable)?;
        }
        Ok(Outcome::Refused(refusal))
    }

    /// One transaction, again when it lost against another one, also one that took an address that nobody had.
    async fn tried(&self, events: &[Incoming], how: How) -> patron_db::Result<Vec<Option<Outcome>>> {
        let mut tries = 0;
        loop {
            match self.transaction(events, how).await {
                Err(Error::Retry(_) | Error::Conflict(Conflict::ProfileEmail)) if tries < TRIES => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(u64::from(tries))).await;
                }
                other => return other,
            }
        }
    }

    async fn transaction(&self, events: &[Incoming], how: How) -> patron_db::Result<Vec<Option<Outcome>>> {
        let ctx = Context { keyring: self.db.keyring(), shop: &self.shop, now: self.clock.now() };
        let mut tx = self.db.begin_ingest().await?;
        let all =
            |outcomes: Vec<Outcome>| -> Vec<Option<Outcome>> { outcomes.into_iter().map(Some).collect() };
        let outcomes = match how {
            How::Together => ingest::apply_together(&mut tx, &ctx, events).await?,
            How::Alone => all(ingest::apply_alone(&mut tx, &ctx, events).await?),
            How::Holding => all(ingest::apply_holding(&mut tx, &ctx, events).await?),
        };
        tx.commit().await?;
        Ok(outcomes)
    }
}
