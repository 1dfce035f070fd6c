//! Group commit: what waits at the same moment is written by one transaction, and each caller gets its own answer.
//!
//! Nothing is acknowledged before its commit. A writer takes what waits and writes it; while it does, more gathers,
//! so batches grow with the load and a lone event waits for nobody. Two writers share the queue: one prepares while
//! the other's commit is on its way to the disk. One bad event never fails its neighbours, and nobody waits for
//! another one's changes of orders that are not there yet.

use super::{
    answers::{Answer, Failure, Round},
    transactions::Store,
};
use crate::error::{ApiError, ApiResult};
use patron_api_types::problem::ErrorCode;
use patron_db::{
    StaffDb,
    ingest::{Act, BATCH_MAX, Incoming, Outcome},
    shop::Shop,
};
use patron_domain::clock::Clock;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// How many transactions are written at a time.
const WRITERS: usize = 2;
/// What may wait, in KiB of events: as much as a thousand full batches of a busy shop, and no more memory than that.
const ROOM: usize = 24 * 1024;
/// So many changes of orders that are not there yet are stored at once: they hold their orders' locks alone.
const ALONE_MAX: usize = 200;

/// Where handlers hand events in.
pub struct Writer {
    queue: mpsc::UnboundedSender<Job>,
    room: Arc<Semaphore>,
}

/// The events of one caller.
pub(super) struct Job {
    pub events: Vec<Incoming>,
    pub answer: oneshot::Sender<Vec<Answer>>,
    /// Given back when the caller has its answer.
    pub room: OwnedSemaphorePermit,
}

impl Writer {
    /// Starts the writers on the calling thread's runtime.
    pub fn start(db: StaffDb, shop: Shop, clock: Clock) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let store = Arc::new(Store { db, shop, clock });
        for _ in 0..WRITERS {
            let (store, waiting) = (Arc::clone(&store), Arc::clone(&waiting));
            actix_web::rt::spawn(kept_up(move || work(Arc::clone(&store), Arc::clone(&waiting))));
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
        self.queue.send(Job { events, answer, room }).map_err(|_| gone(()))?;
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

/// Runs work that ends only when there is nothing more to do, anew when it fails: those whose events it had are told
/// to try again, and nobody else finds out.
async fn kept_up<W: Future<Output = ()> + 'static>(start: impl Fn() -> W) {
    while let Err(cause) = actix_web::rt::spawn(start()).await {
        if !cause.is_panic() {
            return;
        }
        tracing::error!(%cause, "a writer failed and is started anew");
    }
}

/// One writer: takes what waits, writes it, answers.
async fn work(store: Arc<Store>, waiting: Arc<Mutex<mpsc::UnboundedReceiver<Job>>>) {
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
        let (mut round, events) = Round::of(jobs);
        let answers = store.together(&events).await;
        let alone = round.answer(events, answers);
        for some in alone.chunks(ALONE_MAX) {
            round.answer_rest(store.alone(some).await);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[actix_web::test]
    async fn a_writer_that_fails_is_started_anew_until_there_is_nothing_more_to_do() {
        let started = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&started);

        kept_up(move || {
            let nth = counted.fetch_add(1, Ordering::Relaxed);
            async move { assert!(nth >= 2, "as a bug would") }
        })
        .await;

        assert_eq!(started.load(Ordering::Relaxed), 3);
    }
}
