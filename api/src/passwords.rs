//! Password hashing on a bounded pool of threads of its own, so that it takes memory and cores from nothing else.

mod hash;
mod workers;

use hash::Memory;
use tokio::sync::oneshot;
use workers::Workers;

/// Longest password in bytes: what hosted services take, so that a move in either direction works.
pub const MAX_BYTES: usize = 72;

/// A hash of nobody's password: an unknown account takes as long as a known one. It is no secret, because it never
/// lets anybody in; written down, so that a start needs no hashing.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3NhbHQhISEhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The pool.
pub struct Passwords(Workers);

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

/// Hashes on the calling thread; for the command line.
///
/// # Errors
/// When the hash function or the system's randomness fails.
pub fn hash_now(password: &str) -> Result<String, PasswordError> {
    hash::hash(&mut Memory::default(), password)
}

impl Passwords {
    /// A pool of `threads` (0: one a core) before which `queue` may wait.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(threads: usize, queue: usize) -> std::io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let threads = if threads == 0 { cores } else { threads };
        Workers::start(threads, queue).map(Self)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let (sender, receiver) = oneshot::channel();
        self.0.run(Box::new(move |memory| {
            // whoever asked may have gone; then nobody pays for the hash
            if !sender.is_closed() {
                let _ = sender.send(work(memory));
            }
        }))?;
        receiver.await.map_err(|_| PasswordError::Failed)
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.run(move |memory| hash::hash(memory, &password)).await?
    }

    /// Whether `password` fits `hash`. Without a hash it works as long and says no.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DECOY.to_owned());
        Ok(self.run(move |memory| hash::verify(memory, &password, &hash)).await? && known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

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
    async fn an_unknown_account_takes_as_long_as_a_known_one() {
        let pool = Passwords::new(1, 8).unwrap();
        let hash = pool.hash("secret".into()).await.unwrap();
        let mut times = [u128::MAX; 2];
        for _ in 0..5 {
            for (n, hash) in [Some(hash.clone()), None].into_iter().enumerate() {
                let begin = Instant::now();
                pool.verify("wrong".into(), hash).await.unwrap();
                times[n] = times[n].min(begin.elapsed().as_micros());
            }
        }
        assert!(times[1] * 2 > times[0] && times[0] * 2 > times[1], "{times:?}");
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let pool = Passwords::new(1, 0).unwrap();
        assert_eq!(pool.hash("x".into()).await, Err(PasswordError::Busy));
    }
}
