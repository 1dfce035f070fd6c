//! What the caller decides.

use std::path::PathBuf;

use crate::account::calling_uid;
use crate::env::{self, Environment};
use crate::error::Error;

/// The superuser of every cluster made here.
pub const SUPERUSER: &str = "patron_superuser";

/// How and where a cluster runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// The cluster lives in `postgres` below it. Made when missing.
    pub data_dir: PathBuf,
    /// `false` for tests only: nothing is flushed to disk, a crash of the machine loses the cluster.
    pub durable: bool,
    /// The directory with the server's binaries; `None` searches.
    pub bin_dir: Option<PathBuf>,
    /// The server's limit of connections.
    pub max_connections: u16,
}

impl Options {
    /// A durable cluster for a server: 100 connections, binaries of `PATRON_PG_BIN` or searched.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self { data_dir: data_dir.into(), durable: true, bin_dir: env::read().pg_bin, max_connections: 100 }
    }

    /// A fast cluster for tests: nothing flushed, 300 connections.
    pub fn for_tests(data_dir: impl Into<PathBuf>) -> Self {
        Self { durable: false, max_connections: 300, ..Self::new(data_dir) }
    }
}

/// Where the data lies when nobody says: `$PATRON_DATA_DIR`, else `/var/lib/patron` for root, else the
/// user's data folder (`$XDG_DATA_HOME/patron`, `~/.local/share/patron`, on macOS
/// `~/Library/Application Support/patron`). The directory need not exist.
///
/// # Errors
/// [`Error::NoDataDir`] when nothing names a place; [`Error::Program`] when the user's id is unknown.
pub fn default_data_dir() -> Result<PathBuf, Error> {
    choose_data_dir(env::read(), calling_uid()? == 0, cfg!(target_os = "macos"))
}

fn choose_data_dir(environment: Environment, root: bool, macos: bool) -> Result<PathBuf, Error> {
    if let Some(dir) = environment.data_dir {
        return Ok(dir);
    }
    if root {
        return Ok(PathBuf::from("/var/lib/patron"));
    }
    if let Some(dir) = environment.xdg_data_home.filter(|dir| dir.is_absolute()) {
        return Ok(dir.join("patron"));
    }
    let home = environment.home.ok_or(Error::NoDataDir)?;
    let below = if macos { "Library/Application Support/patron" } else { ".local/share/patron" };
    Ok(home.join(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_directory_follows_the_environment() {
        let home = Environment { home: Some("/home/ada".into()), ..Environment::default() };
        let choose = |environment: &Environment, root, macos| {
            choose_data_dir(environment.clone(), root, macos).unwrap().display().to_string()
        };
        assert_eq!(choose(&home, false, false), "/home/ada/.local/share/patron");
        assert_eq!(choose(&home, false, true), "/home/ada/Library/Application Support/patron");
        assert_eq!(choose(&home, true, false), "/var/lib/patron");
        let xdg = Environment { xdg_data_home: Some("/data".into()), ..home.clone() };
        assert_eq!(choose(&xdg, false, false), "/data/patron");
        let named = Environment { data_dir: Some("/srv/p".into()), ..xdg };
        assert_eq!(choose(&named, true, false), "/srv/p");
        assert!(matches!(choose_data_dir(Environment::default(), false, false), Err(Error::NoDataDir)));
    }
}
