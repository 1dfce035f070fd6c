//! One fast PostgreSQL for all tests of a machine's user, shared by every test process.
//!
//! Whoever comes first starts it, everybody else adopts it, no test stops it: a runner may start a process
//! per test. `cargo xtask test` starts it before and stops it afterwards; without that it is left running.
//! When it does not run, the next start makes a fresh one, so that nothing of old runs is left.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::account::calling_uid;
use crate::cluster::Cluster;
use crate::env;
use crate::error::Error;
use crate::layout::{Layout, make_own_dir};
use crate::lock;
use crate::options::Options;
use crate::postmaster::{self, Postmaster};

/// A started or adopted cluster, and the mark that this process uses it.
struct Shared {
    cluster: Cluster,
    // Locked for sharing while this process lives; `stop` asks for it alone.
    users: File,
}

static SHARED: OnceLock<Shared> = OnceLock::new();
static STARTING: Mutex<()> = Mutex::new(());

/// The superuser's URL (database `postgres`) of the PostgreSQL for tests: `PATRON_TEST_PG_URL` when it is
/// set, else that of [`cluster`]. Make a database per test in it.
///
/// # Errors
/// Those of [`cluster`].
pub fn cluster_url() -> Result<String, Error> {
    match env::read().test_url {
        Some(url) => Ok(url),
        None => Ok(cluster()?.superuser_url("postgres")),
    }
}

/// The shared cluster, started or adopted at the first call. It keeps running when the process ends.
///
/// # Errors
/// Those of [`Cluster::start`].
pub fn cluster() -> Result<&'static Cluster, Error> {
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shared) = SHARED.get() {
        return Ok(&shared.cluster);
    }
    let shared = start()?;
    Ok(&SHARED.get_or_init(|| shared).cluster)
}

/// Stops the shared cluster unless another process uses it; says whether it was stopped.
///
/// # Errors
/// [`Error::Io`] when the lock files cannot be opened, [`Error::Program`] when the server does not stop.
pub fn stop() -> Result<bool, Error> {
    let Some(layout) = Layout::existing(&dir()?) else { return Ok(false) };
    let _guard = start_lock(&layout.data_dir)?;
    if let Some(shared) = SHARED.get() {
        shared.users.unlock().map_err(Error::io("unlock", &layout.data_dir))?;
    }
    let users = lock::open(&layout.data_dir.join("users.lock"))?;
    if users.try_lock().is_err() {
        return Ok(false);
    }
    Cluster::stop_unlocked(layout)
}

fn start() -> Result<Shared, Error> {
    let dir = dir()?;
    make_own_dir(&dir, 0o711, None)?;
    let _guard = start_lock(&dir)?;
    let users_path = dir.join("users.lock");
    let users = lock::open(&users_path)?;
    users.lock_shared().map_err(Error::io("lock", &users_path))?;
    remove_leftovers(&dir)?;
    let mut cluster = Cluster::start_locked(Options::for_tests(dir), None)?;
    cluster.leave_running();
    Ok(Shared { cluster, users })
}

/// Keeps other processes out while one looks, starts or stops.
fn start_lock(dir: &std::path::Path) -> Result<File, Error> {
    let path = dir.join("start.lock");
    let file = lock::open(&path)?;
    file.lock().map_err(Error::io("lock", &path))?;
    Ok(file)
}

/// Removes the cluster of an earlier run that is not running: without flushes it may be broken.
fn remove_leftovers(dir: &std::path::Path) -> Result<(), Error> {
    let Some(layout) = Layout::existing(dir) else { return Ok(()) };
    if matches!(postmaster::inspect(&layout), Postmaster::Running { .. }) || !layout.cluster().exists() {
        return Ok(());
    }
    fs::remove_dir_all(layout.cluster()).map_err(Error::io("remove", &layout.cluster()))
}

/// A place of its own per user: root's cluster belongs to another user than yours.
fn dir() -> Result<PathBuf, Error> {
    Ok(std::env::temp_dir().join(format!("patron-test-pg-{}", calling_uid()?)))
}
