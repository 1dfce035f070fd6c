//! Kills a whole server from outside, for tests that break things on purpose.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::layout::Layout;
use crate::postmaster::{self, Postmaster};

/// Kills the server that runs in `data_dir`, whoever started it, with all its processes at once; says whether there
/// was one. Its backends are named too: each is a session of its own, and a busy one would finish its statement.
///
/// # Errors
/// [`Error::Program`] when the signal could not be sent.
pub fn kill_running(data_dir: &Path) -> Result<bool, Error> {
    let Some(layout) = Layout::existing(data_dir) else { return Ok(false) };
    // Only a process that is certainly this cluster's: a pid file may outlive its server, and the number is reused.
    let Postmaster::Running { pid, .. } = postmaster::inspect(&layout) else { return Ok(false) };
    let script = r#"kill -KILL "$1" || exit 1; shift; [ $# -eq 0 ] || kill -KILL "$@" 2>/dev/null; exit 0"#;
    let pids = std::iter::once(pid).chain(children(pid)).map(|pid| pid.to_string());
    let sent = Command::new("sh").args(["-c", script, "sh"]).args(pids).status();
    if sent.is_ok_and(|status| status.success()) {
        return Ok(true);
    }
    let output = format!("process {pid} could not be killed");
    Err(Error::Program { program: "kill".into(), output })
}

/// The processes whose parent is `pid`, as far as the system tells.
fn children(pid: u32) -> Vec<u32> {
    let processes = if fs::metadata("/proc/self/stat").is_ok() { from_proc() } else { from_ps() };
    processes.into_iter().filter(|(_, parent)| *parent == pid).map(|(child, _)| child).collect()
}

/// Pairs of process and parent.
fn from_proc() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter_map(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Some((pid, parent(&stat)?))
    })
    .collect()
}

/// `4242 (name of any kind) S 17 …`
fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn from_ps() -> Vec<(u32, u32)> {
    let Ok(output) = Command::new("ps").args(["-A", "-o", "pid=", "-o", "ppid="]).output() else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pair = |line: &str| {
        let mut words = line.split_whitespace().map(str::parse::<u32>);
        Some((words.next()?.ok()?, words.next()?.ok()?))
    };
    text.lines().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processs_name_may_hold_anything() {
        assert_eq!(parent("4242 (postgres: a) b (c) S 17 4242 4242"), Some(17));
        assert_eq!(parent("4242 (sh) R 1 2 3"), Some(1));
        assert_eq!(parent(""), None);
    }
}
