//! Equal questions that wait at the same time are answered by one computation.
//!
//! Who asks while one is under way does not get its answer, which may be older than what they have just written: all
//! who wait share the next one, which begins after they came. So nothing is ever stale, and however many ask at once,
//! two computations are enough.

use crate::error::{ApiError, ApiResult};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// Questions that are being answered. Its size is that of who waits: a question goes with the last who asked it.
pub struct Shared<V> {
    open: Mutex<HashMap<String, Open<V>>>,
}

struct Open<V> {
    /// How many wait.
    waiting: usize,
    question: Arc<Question<V>>,
}

struct Question<V> {
    /// Who computes; one at a time, in the order they came.
    turn: tokio::sync::Mutex<()>,
    /// The computation that has not begun: who comes now takes part in it.
    next: Mutex<Option<Arc<Round<V>>>>,
}

/// One computation, and what came of it.
struct Round<V> {
    done: watch::Sender<Option<ApiResult<V>>>,
}

/// One who waits. Dropped when they have their answer, or go away.
struct Asking<'a, V> {
    shared: &'a Shared<V>,
    key: &'a str,
    question: Arc<Question<V>>,
    round: Arc<Round<V>>,
}

impl<V> Default for Shared<V> {
    fn default() -> Self {
        Self { open: Mutex::default() }
    }
}

/// What came of it, once it is there.
async fn heard<V: Clone>(told: &mut watch::Receiver<Option<ApiResult<V>>>) -> ApiResult<V> {
    let done = told.wait_for(Option::is_some).await.ok().and_then(|done| (*done).clone());
    // who waits holds the sender, so it does not end before
    done.unwrap_or_else(|| Err(ApiError::unavailable()))
}

/// Nothing in here can be left half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<V: Clone> Shared<V> {
    /// The answer to the question `key`, by a computation that began after this call. `compute` begins when it is
    /// first polled, and only if nobody else's does for this one. A failure is everybody's who waited for it; when
    /// who computes goes away, another one begins anew.
    ///
    /// # Errors
    /// As the computation.
    pub async fn ask(&self, key: &str, compute: impl Future<Output = ApiResult<V>>) -> ApiResult<V> {
        let asking = self.join(key);
        let mut told = asking.round.done.subscribe();
        let turn = tokio::select! {
            biased;
            done = heard(&mut told) => return done,
            turn = asking.question.turn.lock() => turn,
        };
        // the turn may have come with the answer
        let done = asking.round.done.borrow().clone();
        if let Some(done) = done {
            return done;
        }
        asking.begin();
        let answer = compute.await;
        asking.round.done.send_replace(Some(answer.clone()));
        drop(turn);
        answer
    }

    fn join<'a>(&'a self, key: &'a str) -> Asking<'a, V> {
        let mut all = locked(&self.open);
        let open = all.entry(key.to_owned()).or_insert_with(|| Open {
            waiting: 0,
            question: Arc::new(Question { turn: tokio::sync::Mutex::default(), next: Mutex::default() }),
        });
        open.waiting += 1;
        let question = Arc::clone(&open.question);
        let fresh = || Arc::new(Round { done: watch::Sender::new(None) });
        let round = Arc::clone(locked(&question.next).get_or_insert_with(fresh));
        Asking { shared: self, key, question, round }
    }
}

impl<V> Asking<'_, V> {
    /// From here on who comes is too late for this computation.
    fn begin(&self) {
        let mut next = locked(&self.question.next);
        if next.as_ref().is_some_and(|round| Arc::ptr_eq(round, &self.round)) {
            *next = None;
        }
    }
}

impl<V> Drop for Asking<'_, V> {
    fn drop(&mut self) {
        let mut all = locked(&self.shared.open);
        if let Some(open) = all.get_mut(self.key) {
            open.waiting -= 1;
            if open.waiting == 0 {
                all.remove(self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;
    use std::{
        sync::atomic::{AtomicU32, Ordering},
        time::Duration,
    };

    /// A store whose value grows, and a count of how often it was read.
    #[derive(Default)]
    struct Store {
        written: AtomicU32,
        read: AtomicU32,
    }

    impl Store {
        async fn read(&self) -> ApiResult<u32> {
            self.read.fetch_add(1, Ordering::SeqCst);
            // what was there when it began, told a while later
            let found = self.written.load(Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(30)).await;
            Ok(found)
        }
    }

    fn is_empty(shared: &Shared<u32>) -> bool {
        locked(&shared.open).is_empty()
    }

    #[tokio::test]
    async fn many_callers_cost_two_computations_at_most_and_leave_nothing_behind() {
        let (shared, store) = (Shared::default(), Store::default());
        let answers = join_all((0..16).map(|_| shared.ask("a", store.read()))).await;
        assert!(answers.iter().all(|a| matches!(a, Ok(0))));
        let read = store.read.load(Ordering::SeqCst);
        assert!((1..=2).contains(&read), "{read}");
        assert!(is_empty(&shared));
        shared.ask("a", store.read()).await.unwrap();
        assert_eq!(store.read.load(Ordering::SeqCst), read + 1, "an answer is not kept");
    }

    #[tokio::test]
    async fn nobody_gets_what_was_read_before_they_came() {
        let (shared, store) = (Shared::default(), Store::default());
        let early = shared.ask("a", store.read());
        let late = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            store.written.store(1, Ordering::SeqCst);
            let late = join_all((0..8).map(|_| shared.ask("a", store.read()))).await;
            late.into_iter().map(Result::unwrap).collect::<Vec<_>>()
        };
        let (early, late) = tokio::join!(early, late);
        assert_eq!((early.unwrap(), late), (0, vec![1; 8]));
        assert_eq!(store.read.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn when_who_computes_goes_away_another_does() {
        let (shared, store) = (Shared::default(), Store::default());
        // the first takes 30 ms; the other two wait for the next one, and the hasty one begins it and goes
        let first = shared.ask("a", store.read());
        let hasty = tokio::time::timeout(Duration::from_millis(45), shared.ask("a", store.read()));
        let patient = shared.ask("a", store.read());
        let (first, hasty, patient) = tokio::join!(first, hasty, patient);
        assert!(first.is_ok() && hasty.is_err() && patient.is_ok());
        assert_eq!(store.read.load(Ordering::SeqCst), 3);
        assert!(is_empty(&shared));
    }

    #[tokio::test]
    async fn a_failure_is_everybodys_and_the_next_question_is_asked_anew() {
        let shared: Shared<u32> = Shared::default();
        let asked = AtomicU32::new(0);
        let failing = || async {
            asked.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(10)).await;
            Err::<u32, _>(ApiError::unavailable())
        };
        let answers = join_all((0..8).map(|_| shared.ask("a", failing()))).await;
        assert!(answers.iter().all(Result::is_err));
        assert!(asked.load(Ordering::SeqCst) <= 2);
        assert_eq!(shared.ask("a", async { Ok(7) }).await.unwrap(), 7);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn threads_share_and_other_questions_do_not_wait() {
        let (shared, store) = (Arc::new(Shared::default()), Arc::new(Store::default()));
        let asked = (0..64).map(|n| {
            let (shared, store) = (Arc::clone(&shared), Arc::clone(&store));
            tokio::spawn(async move { shared.ask(["a", "b"][n % 2], store.read()).await })
        });
        for answer in join_all(asked).await {
            assert_eq!(answer.unwrap().unwrap(), 0);
        }
        assert!(store.read.load(Ordering::SeqCst) < 64);
        assert!(is_empty(&shared));
    }
}
