//! Runs programs, with failures that name the command.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::{Context, Failure, Result};

/// Runs a program that shares this one's terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let line = command_line(command);
    let status = command.status().context(format!("start `{line}`"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{line}` failed ({status})"))) }
}

/// Runs a program and returns what it printed; its messages go to the terminal.
pub fn output(command: &mut Command) -> Result<String> {
    let line = command_line(command);
    let output = command.stderr(Stdio::inherit()).output().context(format!("start `{line}`"))?;
    if !output.status.success() {
        return Err(Failure::new(format!("`{line}` failed ({})", output.status)));
    }
    String::from_utf8(output.stdout).context(format!("read the output of `{line}`"))
}

/// Whether a program runs and succeeds; it prints nothing.
pub fn succeeds(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The path of a program that PATH knows.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// Sends a signal ("TERM", "KILL") to a process, or with `group` to its whole group. A process that is gone
/// is no failure: that is what was wanted.
///
/// By the shell's own `kill`: std has none, and `kill(1)` is not on every machine.
pub fn signal(name: &str, pid: u32, group: bool) {
    let target = if group { format!("-{pid}") } else { pid.to_string() };
    succeeds("sh", &["-c", "kill -\"$1\" \"$2\"", "sh", name, &target]);
}

/// The command as one would type it.
fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
