//! Node.js, and the trackers of Segment and RudderStack that `tests/compat` runs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::packages::Packages;
use crate::failure::{Context, Failure, Result};
use crate::process;
use crate::step::{present, step};
use crate::workspace;

const ELSEWHERE: &str = "  dnf install nodejs npm    (Fedora)
  apk add nodejs npm        (Alpine)
  pacman -S nodejs npm      (Arch)
  brew install node         (macOS)";

/// The trackers ask for this release or a newer one.
const OLDEST_NODE: u32 = 20;
/// What is wanted, below the workspace's root.
const MANIFEST: &str = "tests/compat/node";
const FILES: [&str; 2] = ["package.json", "package-lock.json"];
/// Holds the digest of what was installed.
const STAMP: &str = "stamp";

/// What becomes of a command when the trackers can't be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMissing {
    /// It fails.
    Fail,
    /// It says so, and goes on without them.
    LeaveOut,
}

impl IfMissing {
    /// A machine that judges, and somebody who asked for these tests, must not be told that all is well.
    pub fn unless_wanted(wanted: bool) -> Self {
        if wanted || env::var("CI").is_ok_and(|value| value == "true") { Self::Fail } else { Self::LeaveOut }
    }
}

/// Where the trackers are, if they are the ones that are wanted.
pub fn find() -> Option<PathBuf> {
    let (dir, digest) = (workspace::scratch("compat").ok()?, digest().ok()?);
    let current = fs::read_to_string(dir.join(STAMP)).is_ok_and(|stamp| stamp == digest);
    (current && dir.join("node_modules").is_dir() && node_version().is_some()).then_some(dir)
}

/// Makes sure that Node.js and the trackers are there.
pub fn prepare(packages: &Packages, if_missing: IfMissing) -> Result<()> {
    match prepare_node(packages).and_then(|()| prepare_trackers()) {
        Err(failure) if if_missing == IfMissing::LeaveOut => {
            println!("! The tests with Segment's and RudderStack's trackers are left out: {failure}");
            Ok(())
        }
        result => result,
    }
}

fn prepare_node(packages: &Packages) -> Result<()> {
    if node_version().is_some() && process::find("npm").is_some() {
        present(&format!("Node.js {}", checked_version()?));
        return Ok(());
    }
    packages.install("Node.js with npm", &["nodejs", "npm"], ELSEWHERE)?;
    checked_version().map(|_| ())
}

fn prepare_trackers() -> Result<()> {
    if find().is_some() {
        present("trackers of Segment and RudderStack");
        return Ok(());
    }
    step("Installing the trackers of Segment and RudderStack (9 MB from npm's registry, 2 s)", install)
}

/// Outside the source tree: what npm brings is no part of it.
fn install() -> Result<()> {
    let dir = workspace::scratch("compat")?;
    let stamp = dir.join(STAMP);
    if stamp.exists() {
        // First: an installation that breaks off must not pass for a whole one.
        fs::remove_file(&stamp).context(format!("remove {}", stamp.display()))?;
    }
    let from = manifest()?;
    for name in FILES {
        workspace::write(&dir.join(name), workspace::read(&from.join(name))?)?;
    }
    process::run(&mut npm_ci(&dir)).map_err(|failure| {
        Failure::new(format!(
            "{failure}. Can npm reach its registry? To try, type:\n  npm ping\nThe tests without trackers: \
             `cargo xtask test --only unit|store|api|browser`"
        ))
    })?;
    workspace::write(&stamp, digest()?)
}

/// Exactly what the lockfile says, and nothing of it is executed.
fn npm_ci(dir: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(dir).arg("ci").stdin(Stdio::null());
    // optional: a queue in Redis that one of them can use; its retries would make an offline machine wait
    command.args(["--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]);
    command.args(["--fetch-retries=1", "--fetch-timeout=60000"]);
    command
}

fn manifest() -> Result<PathBuf> {
    Ok(workspace::root()?.join(MANIFEST))
}

/// A digest of what is wanted.
fn digest() -> Result<String> {
    let dir = manifest()?;
    let mut hasher = Sha256::new();
    for name in FILES {
        let content = workspace::read(&dir.join(name))?;
        hasher.update(format!("{name}\n{}\n", content.len()));
        hasher.update(content);
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The version of Node.js, if there is one, without its `v`.
fn node_version() -> Option<String> {
    let output = Command::new("node").arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().trim_start_matches('v').to_owned())
}

/// The version, when it is new enough.
fn checked_version() -> Result<String> {
    let version = node_version().ok_or_else(|| Failure::new("Node.js is there, but does not run"))?;
    if is_recent(&version) {
        return Ok(version);
    }
    Err(Failure::new(format!(
        "Node.js {version} is too old: the trackers need {OLDEST_NODE} or newer, before others in PATH"
    )))
}

fn is_recent(version: &str) -> bool {
    let release = version.split('.').next().and_then(|digits| digits.parse::<u32>().ok());
    release.is_some_and(|release| release >= OLDEST_NODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_that_the_trackers_run_on_is_told_from_an_older_one() {
        assert!(is_recent("20.0.0") && is_recent("120.1.0"));
        assert!(!is_recent("18.20.4") && !is_recent("9.2.0") && !is_recent(""));
    }

    #[test]
    fn who_asked_for_the_trackers_is_not_told_that_all_is_well_without() {
        assert_eq!(IfMissing::unless_wanted(true), IfMissing::Fail);
    }

    #[test]
    fn the_wanted_trackers_are_in_the_source_tree() {
        assert_eq!(digest().unwrap().len(), 64);
    }
}
