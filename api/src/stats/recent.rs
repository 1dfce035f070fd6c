//! Answers of statistics: equal questions share a computation, and while nothing is written none is needed.
//!
//! A kept answer is given again only if the database says that nothing has been committed since it was read, and for a
//! second at most, because its `as_of` and what depends on the time of day go on. So it is never behind the data.

use super::{answer::Answer, shared::Shared};
use crate::{error::ApiResult, state::AppState};
use lru::LruCache;
use patron_db::stats;
use std::{
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long an answer may be given again.
const LIFE: Duration = Duration::from_secs(1);
/// So many questions' answers are kept; a large one takes 100 KiB.
const KEPT: usize = 32;

/// The answers of this node.
pub struct Answers {
    asked: Shared<Answer>,
    kept: Mutex<LruCache<String, Kept>>,
}

struct Kept {
    /// What had been committed when it was read.
    moment: String,
    at: Instant,
    answer: Answer,
}

impl Default for Answers {
    fn default() -> Self {
        let size = NonZeroUsize::new(KEPT).unwrap_or(NonZeroUsize::MIN);
        Self { asked: Shared::default(), kept: Mutex::new(LruCache::new(size)) }
    }
}

impl Answers {
    /// The answer to the question `key`, which holds what was committed when this was called.
    ///
    /// # Errors
    /// As the computation, and when the database can't be reached.
    pub async fn ask(
        &self,
        state: &AppState,
        key: &str,
        compute: impl Future<Output = ApiResult<Answer>>,
    ) -> ApiResult<Answer> {
        let current = async {
            let moment = stats::moment(&mut *state.db.staff.acquire().await?).await?;
            if let Some(answer) = self.known(key, &moment) {
                return Ok(answer);
            }
            let answer = compute.await?;
            self.keep(key, Kept { moment, at: Instant::now(), answer: answer.clone() });
            Ok(answer)
        };
        self.asked.ask(key, current).await
    }

    fn known(&self, key: &str, moment: &str) -> Option<Answer> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(key)?;
        (known.moment == moment && known.at.elapsed() < LIFE).then(|| known.answer.clone())
    }

    fn keep(&self, key: &str, answer: Kept) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(key.to_owned(), answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_only_for_its_moment() {
        let answers = Answers::default();
        let answer = Answer::new(&7, chrono::DateTime::default()).unwrap();
        answers.keep("a", Kept { moment: "1:1:".into(), at: Instant::now(), answer });
        assert!(answers.known("a", "1:1:").is_some());
        assert!(answers.known("a", "1:2:").is_none() && answers.known("b", "1:1:").is_none());
    }

    #[test]
    fn an_answer_gets_old_and_few_are_kept() {
        let answers = Answers::default();
        let answer = Answer::new(&7, chrono::DateTime::default()).unwrap();
        let past = Instant::now().checked_sub(LIFE).unwrap();
        answers.keep("a", Kept { moment: String::new(), at: past, answer: answer.clone() });
        assert!(answers.known("a", "").is_none());
        for n in 0..100 {
            answers.keep(
                &n.to_string(),
                Kept { moment: String::new(), at: Instant::now(), answer: answer.clone() },
            );
        }
        assert!(answers.known("0", "").is_none() && answers.known("99", "").is_some());
    }
}
