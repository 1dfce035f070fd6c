//! Looks at a running server from outside: its pid file, its process, its port.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use crate::layout::Layout;
use crate::options::SUPERUSER;

const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// What `postmaster.pid` and the process table say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Postmaster {
    /// No pid file.
    Absent,
    /// A pid file of a process that is gone, or that is another program by now.
    Stale,
    /// This cluster's server.
    Running {
        pid: u32,
        /// `None` while it starts: the file is written bit by bit.
        port: Option<u16>,
        /// Whether it says that it accepts connections.
        ready: bool,
    },
}

/// Looks at the cluster of `layout`.
pub(crate) fn inspect(layout: &Layout) -> Postmaster {
    let Ok(text) = fs::read_to_string(layout.pid_file()) else { return Postmaster::Absent };
    let Some((pid, port, ready)) = parse_pid_file(&text) else { return Postmaster::Stale };
    let cluster = layout.cluster().display().to_string();
    match command_line(pid) {
        Some(line) if line.contains(&cluster) => Postmaster::Running { pid, port, ready },
        _ => Postmaster::Stale,
    }
}

/// Lines: pid, directory, start time, port, socket directory, address, shared memory, state.
fn parse_pid_file(text: &str) -> Option<(u32, Option<u16>, bool)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let pid = lines.first()?.parse().ok()?;
    let port = lines.get(3).and_then(|line| line.parse().ok());
    Some((pid, port, lines.get(7) == Some(&"ready")))
}

/// The command line of a live process; `None` when there is none or it is only waiting to be reaped.
fn command_line(pid: u32) -> Option<String> {
    let bytes = if fs::metadata("/proc/self/cmdline").is_ok() {
        fs::read(format!("/proc/{pid}/cmdline")).ok()?
    } else {
        Command::new("ps").args(["-o", "args=", "-p", &pid.to_string()]).output().ok()?.stdout
    };
    let line = String::from_utf8_lossy(&bytes).replace('\0', " ");
    Some(line).filter(|line| !line.trim().is_empty())
}

/// Whether a PostgreSQL on this port is willing to let somebody sign in.
///
/// Sends the first message of the protocol and reads the first byte of the answer: `R` asks for a password,
/// `E` means that it is starting, stopping or full.
pub(crate) fn answers(port: u16) -> bool {
    probe(port).is_ok_and(|kind| kind == b'R')
}

fn probe(port: u16) -> std::io::Result<u8> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PROBE_TIMEOUT)?;
    stream.set_read_timeout(Some(PROBE_TIMEOUT))?;
    stream.set_write_timeout(Some(PROBE_TIMEOUT))?;
    stream.write_all(&startup_message())?;
    let mut kind = [0];
    stream.read_exact(&mut kind)?;
    Ok(kind[0])
}

/// Length, version 3.0, then names and values ended by NUL.
fn startup_message() -> Vec<u8> {
    let mut body = 196_608_u32.to_be_bytes().to_vec();
    for word in ["user", SUPERUSER, "database", "postgres", ""] {
        body.extend(word.as_bytes());
        body.push(0);
    }
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [length.to_be_bytes().to_vec(), body].concat()
}

/// Ends a process at once, without a chance to clean up.
///
/// By the shell's own `kill`: std has none for processes of others, and `kill(1)` is not on every machine.
pub(crate) fn kill_hard(pid: u32) -> bool {
    let result = Command::new("sh").args(["-c", "kill -KILL \"$1\"", "sh", &pid.to_string()]).status();
    result.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_pid_file_at_every_stage() {
        let full = "4242\n/data\n1700000000\n20001\n/sock\n127.0.0.1\n  123 4\nready   \n";
        assert_eq!(parse_pid_file(full), Some((4242, Some(20001), true)));
        let starting = "4242\n/data\n1700000000\n20001\n/sock\n127.0.0.1\n  123 4\nstarting\n";
        assert_eq!(parse_pid_file(starting), Some((4242, Some(20001), false)));
        assert_eq!(parse_pid_file("4242\n/data\n"), Some((4242, None, false)));
        assert_eq!(parse_pid_file(""), None);
        assert_eq!(parse_pid_file("garbage\n"), None);
    }

    #[test]
    fn a_startup_message_counts_itself() {
        let message = startup_message();
        assert_eq!(message[..4], u32::try_from(message.len()).unwrap().to_be_bytes());
        assert_eq!(message[4..8], [0, 3, 0, 0]);
    }
}
