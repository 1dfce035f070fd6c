//! Keys that were found a moment ago: a shop's server sends thousands of requests a second with the same one.
//!
//! A key is believed for a second after it was looked up, so a revoked one stops within a second on every node.
//! What is unknown is never remembered: a new key works at once.

use crate::state::AppState;
use lru::LruCache;
use patron_db::{
    Result,
    keys::{self, ApiKey},
    random,
};
use std::{
    num::NonZeroUsize,
    sync::Mutex,
    time::{Duration, Instant},
};

/// How long a key is believed.
const LIFE: Duration = Duration::from_secs(1);
/// How many are remembered.
const SIZE: NonZeroUsize = NonZeroUsize::new(256).unwrap();

/// The keys, by digest: the text itself is not kept.
pub struct KnownKeys(Mutex<LruCache<Vec<u8>, (ApiKey, Instant)>>);

impl Default for KnownKeys {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(SIZE)))
    }
}

impl KnownKeys {
    /// The live key with this text.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn find(&self, state: &AppState, text: &str) -> Result<Option<ApiKey>> {
        let digest = random::digest(text);
        if let Some(key) = self.fresh(&digest) {
            return Ok(Some(key));
        }
        let asked = Instant::now();
        let found = keys::find(&mut *state.db.staff.acquire().await?, text).await?;
        if let (Some(key), Ok(mut known)) = (&found, self.0.lock()) {
            known.put(digest, (key.clone(), asked));
        }
        Ok(found)
    }

    fn fresh(&self, digest: &Vec<u8>) -> Option<ApiKey> {
        let mut known = self.0.lock().ok()?;
        let (key, asked) = known.get(digest)?;
        (asked.elapsed() < LIFE).then(|| key.clone())
    }
}
