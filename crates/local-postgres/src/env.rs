//! The only place of this crate that reads environment variables.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// Names the directory with `postgres` and `initdb`; wins over every search.
pub(crate) const PG_BIN: &str = "PATRON_PG_BIN";
/// Names the data directory where no `--data-dir` is given.
pub(crate) const DATA_DIR: &str = "PATRON_DATA_DIR";
/// A superuser URL of a PostgreSQL for tests; set by `cargo xtask test`.
pub(crate) const TEST_URL: &str = "PATRON_TEST_PG_URL";

/// What the environment says; empty variables count as unset.
#[derive(Debug, Default, Clone)]
pub(crate) struct Environment {
    pub pg_bin: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
    pub xdg_data_home: Option<PathBuf>,
    pub home: Option<PathBuf>,
    pub test_url: Option<String>,
    pub path: Option<OsString>,
}

/// Reads the variables once.
pub(crate) fn read() -> Environment {
    Environment {
        pg_bin: path(PG_BIN),
        data_dir: path(DATA_DIR),
        xdg_data_home: path("XDG_DATA_HOME"),
        home: path("HOME"),
        test_url: env::var(TEST_URL).ok().filter(|value| !value.is_empty()),
        path: env::var_os("PATH"),
    }
}

fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
