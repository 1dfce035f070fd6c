//! Group commit: what waits at the same moment is written by one transaction, and each caller gets its own answer.
//!
//! Nothing is acknowledged before its commit. A writer takes what waits and writes it; while it does, more gathers,
//! so batches grow with the load and a lone event waits for nobody. Two writers share the queue: one prepares while
//! the other's commit is on its way to the disk. One bad event never fails its neighbours: a batch that the database
//! refuses is halved until that event stands alone.

use crate::error::{ApiError, ApiResult};
use patron_api_types::problem::ErrorCode;
use patron_db::{
    Error, StaffDb,
    error::Conflict,
    ingest::{self, Act, BATCH_MAX, Context, Incoming, Outcome, Refusal, RefusalCode},
    shop::Shop,
};
use patron_domain::clock::Clock;
use std::{sync::Arc, time::Duration};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// How many transactions are written at a time.
const WRITERS: usize = 2;
/// What may wait, in KiB of events: as much as a thousand full batches of a busy shop, and no more memory than that.
const ROOM: usize = 24 * 1024;
/// How often a transaction that lost against another one is tried again.
const TRIES: u32 = 10;

/// Where handlers hand events in.
pub struct Writer {
    queue: mpsc::UnboundedSender<Job>,
    room: Arc<Semaphore>,
}

/// The events of one caller.
struct Job {
    events: Vec<Incoming>,
    answer: oneshot::Sender<Vec<Result<Outcome, Failure>>>,
    /// Given back when the caller has its answer.
    _room: OwnedSemaphorePermit,
}

/// Why an event is neither stored nor refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// The database is away; the caller should try again.
    Unavailable,
    /// A fault of ours, which the log tells.
    Internal,
}

impl Writer {
    /// Starts the writers on the calling thread's runtime.
    pub fn start(db: StaffDb, shop: Shop, clock: Clock) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..WRITERS {
            let store = Store { db: db.clone(), shop: shop.clone(), clock };
            actix_web::rt::spawn(work(store, Arc::clone(&waiting)));
        }
        Self { queue, room: Arc::new(Semaphore::new(ROOM)) }
    }

    /// Stores events and tells what became of each, in their order.
    ///
    /// # Errors
    /// `too_many_requests` at once when too much waits already; `service_unavailable` when the database is away: some
    /// of the events may be stored then, and sending them again with their message ids counts none twice.
    pub async fn submit(&self, events: Vec<Incoming>) -> ApiResult<Vec<Outcome>> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let size = events.iter().map(size).sum::<usize>().div_ceil(1024).clamp(1, ROOM);
        let permits = u32::try_from(size).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).try_acquire_many_owned(permits).map_err(|_| {
            ApiError::too_many(1).detail("More is coming in than can be stored. Send it again in a second.")
        })?;
        let (answer, answered) = oneshot::channel();
        let gone = |()| ApiError::unavailable().cause("the writer has stopped");
        self.queue.send(Job { events, answer, _room: room }).map_err(|_| gone(()))?;
        let outcomes = answered.await.map_err(|_| gone(()))?;
        outcomes
            .into_iter()
            .map(|outcome| {
                outcome.map_err(|failure| match failure {
                    Failure::Unavailable => ApiError::unavailable(),
                    Failure::Internal => {
                        ApiError::new(ErrorCode::Internal).cause("an event could not be stored")
                    }
                })
            })
            .collect()
    }

    /// Stores one event.
    ///
    /// # Errors
    /// As [`Writer::submit`].
    pub async fn submit_one(&self, event: Incoming) -> ApiResult<Outcome> {
        let outcomes = self.submit(vec![event]).await?;
        outcomes.into_iter().next().ok_or_else(|| ApiError::new(ErrorCode::Internal).cause("no outcome"))
    }
}

/// About how many bytes an event holds.
fn size(event: &Incoming) -> usize {
    let record = event.record.as_ref().map_or(0, |r| r.properties.len() + r.context.len());
    let sent = event.sent.as_ref().and_then(|s| s.event.as_ref()).map_or(0, String::len);
    let act = match &event.act {
        Act::Order(o) => o.order.items.iter().map(|i| 128 + i.product_id.len() + i.name.len()).sum(),
        Act::Profile(p) => p.traits.iter().map(|(name, value)| 64 + name.len() + value.len()).sum(),
        _ => 0,
    };
    512 + record + sent + act
}

/// One writer: takes what waits, writes it, answers.
async fn work(store: Store, waiting: Arc<Mutex<mpsc::UnboundedReceiver<Job>>>) {
    loop {
        let jobs = {
            let mut waiting = waiting.lock().await;
            let Some(first) = waiting.recv().await else { return };
            let mut count = first.events.len();
            let mut jobs = vec![first];
            while count < BATCH_MAX / 2
                && let Ok(job) = waiting.try_recv()
            {
                count += job.events.len();
                jobs.push(job);
            }
            jobs
        };
        let mut events = Vec::with_capacity(jobs.iter().map(|j| j.events.len()).sum());
        let mut callers = Vec::with_capacity(jobs.len());
        for job in jobs {
            callers.push((job.events.len(), job.answer, job._room));
            events.extend(job.events);
        }
        let mut outcomes = store.store(&events).await.into_iter();
        for (count, answer, _room) in callers {
            // a caller that has gone away finds out by its message ids
            let _ = answer.send(outcomes.by_ref().take(count).collect());
        }
    }
}

/// What writing needs.
struct Store {
    db: StaffDb,
    shop: Shop,
    clock: Clock,
}

impl Store {
    async fn store(&self, events: &[Incoming]) -> Vec<Result<Outcome, Failure>> {
        for event in events {
            if let Act::Login(_) = event.act
                && let Err(e) = self.db.ensure_login_month(event.at).await
            {
                tracing::warn!(cause = %e, "the month of a login could not be made; the default partition takes it");
                break;
            }
        }
        let mut outcomes = Vec::with_capacity(events.len());
        for chunk in events.chunks(BATCH_MAX) {
            outcomes.extend(self.together(chunk).await);
        }
        outcomes
    }

    /// Stores events in one transaction or, where the database does not take one of them, in two halves.
    async fn together(&self, events: &[Incoming]) -> Vec<Result<Outcome, Failure>> {
        let error = match self.tried(events, false).await {
            Ok(outcomes) => return self.with_waiting(events, outcomes).await,
            Err(e) => e,
        };
        match error {
            // what loses every time may lose against one of its own, which must not cost the others
            Error::Retry(_) if events.len() > 1 => self.halves(events).await,
            Error::Unavailable(cause) | Error::Retry(cause) => {
                tracing::warn!(%cause, events = events.len(), "events could not be stored");
                vec![Err(Failure::Unavailable); events.len()]
            }
            error => match events {
                [event] => vec![self.not_storable(event, &error).await],
                _ => self.halves(events).await,
            },
        }
    }

    async fn halves(&self, events: &[Incoming]) -> Vec<Result<Outcome, Failure>> {
        let (left, right) = events.split_at(events.len() / 2);
        let mut outcomes = Box::pin(self.together(left)).await;
        outcomes.extend(Box::pin(self.together(right)).await);
        outcomes
    }

    /// Events that have to wait for an order are stored by a transaction that holds its lock alone.
    async fn with_waiting(
        &self,
        events: &[Incoming],
        outcomes: Vec<Option<Outcome>>,
    ) -> Vec<Result<Outcome, Failure>> {
        let mut all = Vec::with_capacity(events.len());
        for (event, outcome) in events.iter().zip(outcomes) {
            all.push(match outcome {
                Some(outcome) => Ok(outcome),
                None => match self.tried(std::slice::from_ref(event), true).await {
                    Ok(outcomes) => outcomes.into_iter().next().flatten().ok_or(Failure::Internal),
                    Err(Error::Unavailable(_) | Error::Retry(_)) => Err(Failure::Unavailable),
                    Err(error) => self.not_storable(event, &error).await,
                },
            });
        }
        all
    }

    /// The refusal of an event that the database does not take; kept with the others of its kind.
    async fn not_storable(&self, event: &Incoming, error: &Error) -> Result<Outcome, Failure> {
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
            self.tried(&[kept], false).await.map_err(|_| Failure::Unavailable)?;
        }
        Ok(Outcome::Refused(refusal))
    }

    /// One transaction, again when it lost against another one.
    async fn tried(&self, events: &[Incoming], alone: bool) -> patron_db::Result<Vec<Option<Outcome>>> {
        let mut tries = 0;
        loop {
            match self.transaction(events, alone).await {
                Err(Error::Retry(_)) if tries < TRIES => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(u64::from(tries))).await;
                }
                other => return other,
            }
        }
    }

    async fn transaction(&self, events: &[Incoming], alone: bool) -> patron_db::Result<Vec<Option<Outcome>>> {
        let ctx = Context { keyring: self.db.keyring(), shop: &self.shop, now: self.clock.now() };
        let mut tx = self.db.begin_ingest().await?;
        let outcomes = if alone {
            ingest::apply_alone(&mut tx, &ctx, events).await?.into_iter().map(Some).collect()
        } else {
            ingest::apply_together(&mut tx, &ctx, events).await?
        };
        tx.commit().await?;
        Ok(outcomes)
    }
}
