//! Finds the server's binaries.

use std::env::split_paths;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::env;
use crate::error::Error;

/// The oldest major version that works.
pub(crate) const MINIMUM: u32 = 14;

/// Where packages put versions side by side: a parent, what the names in it begin with, and what follows.
const USUAL: [(&str, &str, &str); 8] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/local", "pgsql", "bin"),
    ("/usr/lib", "postgresql", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/opt/local/lib", "postgresql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// A directory with server binaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The directory that holds `postgres`, `initdb`, `pg_ctl` and `psql`.
    pub dir: PathBuf,
    /// Major version, for example 15.
    pub major: u32,
}

/// Finds the newest server of version 14 or later.
///
/// `wanted` (or else the variable `PATRON_PG_BIN`) names the directory and ends the search; then come
/// `pg_config --bindir`, PATH and the usual places.
///
/// # Errors
/// [`Error::NoBinaries`] with every place that was looked at and the command to type.
pub fn find_binaries(wanted: Option<&Path>) -> Result<Binaries, Error> {
    let (found, looked_at) = search(wanted);
    found
        .into_iter()
        .next()
        .ok_or_else(|| Error::NoBinaries { looked_at: looked_at.join("\n"), install: install_command(None) })
}

/// The server for a cluster: of its own major version where it exists, else the newest.
pub(crate) fn for_cluster(
    wanted: Option<&Path>,
    cluster: Option<u32>,
    dir: &Path,
) -> Result<Binaries, Error> {
    let newest = find_binaries(wanted)?;
    let Some(major) = cluster else { return Ok(newest) };
    let (found, _) = search(wanted);
    let versions: Vec<String> = found.iter().map(|binaries| binaries.major.to_string()).collect();
    found.into_iter().find(|binaries| binaries.major == major).ok_or_else(|| Error::OtherVersion {
        dir: dir.to_path_buf(),
        cluster: major,
        found: versions.join(", "),
        install: install_command(Some(major)),
    })
}

/// All usable servers, newest first, and one line for each place looked at.
fn search(wanted: Option<&Path>) -> (Vec<Binaries>, Vec<String>) {
    let environment = env::read();
    let places = match wanted.map(Path::to_path_buf).or(environment.pg_bin) {
        Some(dir) => vec![dir],
        None => places(environment.path.as_deref().map(split_paths).into_iter().flatten()),
    };
    let mut looked_at = Vec::new();
    let mut found: Vec<Binaries> = Vec::new();
    for dir in places {
        match version_in(&dir) {
            Ok(major) if found.iter().all(|other| other.dir != dir) => found.push(Binaries { dir, major }),
            Ok(_) => {}
            Err(reason) => looked_at.push(format!("  {}: {reason}", dir.display())),
        }
    }
    // Stable: of two servers of one version the one named earlier stays first.
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    (found, looked_at)
}

/// Every directory worth a look, in the order of preference.
fn places(path: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = pg_config_dir().into_iter().collect();
    places.extend(path.filter(|dir| dir.join("postgres").exists()));
    for (parent, prefix, below) in USUAL {
        let listed = fs::read_dir(parent).map(|entries| entries.flatten().collect::<Vec<_>>());
        let matching = listed
            .unwrap_or_default()
            .into_iter()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
            .map(|entry| entry.path().join(below))
            .filter(|dir| dir.is_dir());
        places.extend(matching);
    }
    if places.is_empty() {
        places.extend(
            USUAL.map(|(parent, prefix, below)| PathBuf::from(format!("{parent}/{prefix}*/{below}"))),
        );
    }
    places
}

fn pg_config_dir() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim())).filter(|dir| output.status.success() && dir.is_absolute())
}

/// The major version of the server in `dir`, or why it is not usable.
fn version_in(dir: &Path) -> Result<u32, String> {
    for program in ["postgres", "initdb", "pg_ctl", "psql"] {
        if !dir.join(program).is_file() {
            return Err(format!("no `{program}`"));
        }
    }
    let output = Command::new(dir.join("postgres"))
        .arg("--version")
        .output()
        .map_err(|error| format!("`postgres --version` does not run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    match parse_major(&text) {
        Some(major) if major >= MINIMUM => Ok(major),
        Some(major) => Err(format!("version {major} is too old")),
        None => Err(format!("`postgres --version` says {:?}", text.trim())),
    }
}

/// The major version in a line like `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn parse_major(text: &str) -> Option<u32> {
    let version = text.split_once("(PostgreSQL)")?.1.trim_start();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The command that installs PostgreSQL on this machine, of one major version if given.
fn install_command(major: Option<u32>) -> String {
    let exists = |program: &str| {
        ["/usr/bin", "/bin", "/opt/homebrew/bin", "/usr/local/bin"]
            .iter()
            .any(|dir| Path::new(dir).join(program).exists())
    };
    let dashed = major.map(|major| format!("-{major}")).unwrap_or_default();
    let number = major.map(|major| major.to_string()).unwrap_or_default();
    if exists("apt-get") {
        format!("apt-get install postgresql{dashed}")
    } else if exists("dnf") {
        format!("dnf install postgresql{number}-server postgresql{number}-contrib")
    } else if exists("apk") {
        format!("apk add postgresql{number} postgresql{number}-contrib")
    } else if exists("pacman") {
        "pacman -S postgresql".to_owned()
    } else if exists("brew") {
        format!("brew install postgresql@{}", major.unwrap_or(17))
    } else {
        format!("apt-get install postgresql{dashed}   (or what your system calls the PostgreSQL server)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta2"), Some(18));
        assert_eq!(parse_major("postgres (PostgreSQL) 9.6.24"), Some(9));
        assert_eq!(parse_major("postgres (EnterpriseDB) x"), None);
    }

    #[test]
    fn a_named_directory_ends_the_search() {
        let error = find_binaries(Some(Path::new("/nowhere/bin"))).unwrap_err().to_string();
        assert!(error.contains("/nowhere/bin: no `postgres`"), "{error}");
        assert!(error.contains("install"), "{error}");
        assert!(error.contains("PATRON_PG_BIN"), "{error}");
    }
}
