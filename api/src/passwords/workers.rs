//! Threads of their own for hashing: each keeps its working memory while there is work, and gives it back when
//! there was none for a while.

use super::{PasswordError, hash::Memory};
use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

/// After so long without work a thread gives its memory back.
const IDLE: Duration = Duration::from_secs(2);

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// What waits, and whether anything will come.
#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

/// The threads. They end when this is dropped.
pub struct Workers {
    shared: Arc<(Mutex<Queue>, Condvar)>,
    threads: usize,
    most: usize,
}

impl Workers {
    /// Starts `threads`, before which `most` jobs may wait.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn start(threads: usize, most: usize) -> std::io::Result<Self> {
        let shared = Arc::<(Mutex<Queue>, Condvar)>::default();
        for n in 0..threads {
            let shared = Arc::clone(&shared);
            thread::Builder::new().name(format!("hash-{n}")).spawn(move || work(&shared))?;
        }
        Ok(Self { shared, threads, most })
    }

    /// Has a thread run `job`.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub fn run(&self, job: Job) -> Result<(), PasswordError> {
        let (queue, wake) = &*self.shared;
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        // as many as there are threads are as good as running
        if queue.jobs.len() >= self.most + if self.most == 0 { 0 } else { self.threads } {
            return Err(PasswordError::Busy);
        }
        queue.jobs.push_back(job);
        wake.notify_one();
        Ok(())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.shared.1.notify_all();
    }
}

fn work(shared: &(Mutex<Queue>, Condvar)) {
    let (queue, wake) = shared;
    let mut memory = Memory::default();
    let mut held = queue.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some(job) = held.jobs.pop_front() {
            drop(held);
            job(&mut memory);
            held = queue.lock().unwrap_or_else(PoisonError::into_inner);
            continue;
        }
        if held.closed {
            return;
        }
        let (again, waited) = wake.wait_timeout(held, IDLE).unwrap_or_else(PoisonError::into_inner);
        held = again;
        if waited.timed_out() {
            memory.release();
        }
    }
}
