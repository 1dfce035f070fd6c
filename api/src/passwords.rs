//! Password hashing: Argon2id (RFC 9106) with 19 MiB, two passes, one lane, on a bounded pool of threads of
//! its own, so that it takes memory and cores from nothing else.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// Longest password in bytes: what hosted services take, so that a move in either direction works.
pub const MAX_BYTES: usize = 72;

/// The pool.
pub struct Passwords {
    running: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
    /// A hash of nobody's password: an unknown account takes as long as a known one.
    decoy: String,
}

/// Why there is no hash or verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many wait already.
    #[error("too many sign-ins at once")]
    Busy,
    /// The hash function failed.
    #[error("hashing failed")]
    Failed,
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| PasswordError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes on the calling thread; for the command line.
///
/// # Errors
/// When the hash function or the system's randomness fails.
pub fn hash_now(password: &str) -> Result<String, PasswordError> {
    argon2()?.hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(|_| PasswordError::Failed)
}

fn verify_now(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    argon2().is_ok_and(|a| a.verify_password(password.as_bytes(), &parsed).is_ok())
}

impl Passwords {
    /// A pool of `threads` (0: one a core) before which `queue` may wait.
    ///
    /// # Errors
    /// When the hash function fails.
    pub fn new(threads: usize, queue: usize) -> Result<Self, PasswordError> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let threads = if threads == 0 { cores } else { threads };
        Ok(Self {
            running: Arc::new(Semaphore::new(threads)),
            waiting: AtomicUsize::new(0),
            queue,
            decoy: hash_now("nobody's password")?,
        })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.queue {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(PasswordError::Busy);
        }
        let permit = Arc::clone(&self.running).acquire_owned().await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let permit = permit.map_err(|_| PasswordError::Failed)?;
        tokio::task::spawn_blocking(move || {
            let out = work();
            drop(permit);
            out
        })
        .await
        .map_err(|_| PasswordError::Failed)
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.run(move || hash_now(&password)).await?
    }

    /// Whether `password` fits `hash`. Without a hash it works as long and says no.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        Ok(self.run(move || verify_now(&password, &hash)).await? && known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn right_passwords_fit_wrong_ones_do_not_and_nobody_fits_nothing() {
        let pool = Passwords::new(1, 8).unwrap();
        let hash = pool.hash("secret".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(pool.verify("secret".into(), Some(hash.clone())).await.unwrap());
        assert!(!pool.verify("Secret".into(), Some(hash)).await.unwrap());
        assert!(!pool.verify("nobody's password".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let pool = Passwords::new(1, 0).unwrap();
        assert_eq!(pool.hash("x".into()).await, Err(PasswordError::Busy));
    }
}
