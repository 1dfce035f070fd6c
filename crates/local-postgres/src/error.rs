//! What can go wrong, each with a text that says what to do.

use std::io;
use std::path::{Path, PathBuf};

/// An error of the private PostgreSQL. `Display` gives one or more lines for people.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or directory could not be read, written or handed over.
    #[error("could not {what} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb: "write".
        what: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// No usable server binaries.
    #[error("no PostgreSQL server ({minimum} or newer) found. Looked at:\n{looked_at}\nInstall it, type:\n  {install}\nor name the directory with `postgres` and `initdb` in it:\n  export PATRON_PG_BIN=/path/to/bin", minimum = crate::find::MINIMUM)]
    NoBinaries {
        /// One place per line, with what was found there.
        looked_at: String,
        /// The command that installs it here.
        install: String,
    },
    /// The cluster was made by another major version than any that is installed.
    #[error("{} was made by PostgreSQL {cluster}, but only {found} is installed. Install it, type:\n  {install}", dir.display())]
    OtherVersion {
        /// The cluster's directory.
        dir: PathBuf,
        /// Its major version.
        cluster: u32,
        /// The major versions found.
        found: String,
        /// The command that installs the right one here.
        install: String,
    },
    /// Another process works with this data directory.
    #[error("the data directory {} is in use by another Patron server. Stop that one, or choose another directory with --data-dir", dir.display())]
    DataDirInUse {
        /// The data directory.
        dir: PathBuf,
    },
    /// Root calls, and the user that PostgreSQL must run as cannot get at the directory.
    #[error("PostgreSQL refuses to run as root, and the user {user} cannot enter {}. Choose a data directory outside it, for example --data-dir /var/lib/patron", closed.display())]
    Unreachable {
        /// The directory that is closed.
        closed: PathBuf,
        /// The unprivileged user.
        user: String,
    },
    /// Root calls and there is no user to run as.
    #[error(
        "PostgreSQL refuses to run as root, and /etc/passwd has neither `postgres` nor `nobody`. Make one, type:\n  useradd --system postgres\nor start Patron as an ordinary user"
    )]
    NoUnprivilegedUser,
    /// No home directory and no data directory are named.
    #[error("no place for the data: $HOME is not set. Name a directory with --data-dir or $PATRON_DATA_DIR")]
    NoDataDir,
    /// The superuser's password file is gone.
    #[error("{} is missing, but the cluster beside it needs it. Put the file back from a backup", path.display())]
    NoPassword {
        /// The password file.
        path: PathBuf,
    },
    /// A program of PostgreSQL failed or could not be started.
    #[error("{program} failed: {output}")]
    Program {
        /// The program's name or path.
        program: String,
        /// What it printed, or why it did not start.
        output: String,
    },
    /// The server did not come up.
    #[error("PostgreSQL did not start: {reason}. The end of its log, {}:\n{tail}", log.display())]
    NotStarted {
        /// Exit status or time limit.
        reason: String,
        /// The log file.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// No free port was found.
    #[error("no free port on 127.0.0.1 between {low} and {high}")]
    NoPort {
        /// First port tried.
        low: u16,
        /// Last port tried.
        high: u16,
    },
    /// The system gives no random numbers.
    #[error("the system's random numbers are not available: {0}")]
    Random(getrandom::Error),
}

impl Error {
    /// For `map_err`: an [`Error::Io`] about `path`.
    pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { what, path, source }
    }
}
