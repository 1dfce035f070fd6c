//! One process per data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::Error;

/// Held while a process works with a data directory; the system lets go of it when the process dies.
#[derive(Debug)]
pub(crate) struct DirLock {
    file: File,
}

impl DirLock {
    /// Takes `<data_dir>/lock`.
    ///
    /// # Errors
    /// [`Error::DataDirInUse`] when another process holds it.
    pub fn take(data_dir: &Path) -> Result<Self, Error> {
        let path = data_dir.join("lock");
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Error::DataDirInUse { dir: data_dir.to_path_buf() }),
            Err(TryLockError::Error(error)) => Err(Error::io("lock", &path)(error)),
        }
    }
}

impl Drop for DirLock {
    /// Lets go by name. Closing the file alone is not enough: a child that another thread has forked and that
    /// has not yet run `exec` still holds a copy of the descriptor, and with it the lock.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Opens a lock file, made when missing; its content does not matter.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(Error::io("open", path))
}
