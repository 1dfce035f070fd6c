//! The server's log: one file per start, the one before kept.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::error::Error;

/// How many lines of the log an error shows.
const TAIL_LINES: usize = 15;

/// Moves the last start's log to `<name>.1`; a log of the start before that goes.
pub(crate) fn rotate(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    let older = path.with_extension("log.1");
    fs::rename(path, &older).map_err(Error::io("rename", path))
}

/// Opens the log for appending. The handle goes to the server, whose user could not open it.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path).map_err(Error::io("open", path))
}

/// The last lines of the log, for people; empty when it cannot be read.
pub(crate) fn tail(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}
