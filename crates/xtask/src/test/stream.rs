//! Runs a test program: shows its output as it comes, counts, and never waits for ever.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::summary::Summary;
use crate::failure::{Context, Result};
use crate::process;
use crate::signals;

const POLL: Duration = Duration::from_millis(200);
/// What a program started and left behind may hold its output open this much longer.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// Between a polite signal and the last one.
const GRACE: Duration = Duration::from_secs(5);

/// How a program came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Well,
    Badly(ExitStatus),
    OutOfTime,
    Interrupted,
}

/// Runs the program in a process group of its own, so that whatever it started ends with it.
pub fn run(command: &mut Command, until: Instant) -> Result<(Summary, Ended)> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0);
    let mut child = command.spawn().context("start a test program")?;
    let lines = read_lines(child.stdout.take());
    let mut summary = Summary::default();
    let ended = watch(&mut child, &lines, until, &mut summary)?;
    if matches!(ended, Ended::OutOfTime | Ended::Interrupted) {
        process::signal("TERM", child.id(), true);
        let begin = Instant::now();
        while begin.elapsed() < GRACE && child.try_wait().context("wait for a test program")?.is_none() {
            thread::sleep(POLL);
        }
    }
    process::signal("KILL", child.id(), true);
    // Collected, or about to be: it cannot survive that signal.
    let _ = child.wait();
    Ok((summary, ended))
}

/// Reads in a thread, because a read cannot be given up.
fn read_lines(output: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    if let Some(output) = output {
        thread::spawn(move || {
            let mut reader = BufReader::new(output);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
                if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    return;
                }
                line.clear();
            }
        });
    }
    receiver
}

fn watch(
    child: &mut Child,
    lines: &Receiver<String>,
    until: Instant,
    summary: &mut Summary,
) -> Result<Ended> {
    let mut ended: Option<(ExitStatus, Instant)> = None;
    loop {
        let closed = match lines.recv_timeout(POLL) {
            Ok(line) => {
                print!("{line}");
                summary.add(Summary::parse(&line).unwrap_or_default());
                false
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => true,
        };
        if ended.is_none() {
            ended =
                child.try_wait().context("wait for a test program")?.map(|status| (status, Instant::now()));
        }
        if let Some((status, at)) = ended
            && (closed || at.elapsed() > LAST_WORDS)
        {
            return Ok(if status.success() { Ended::Well } else { Ended::Badly(status) });
        }
        if signals::interrupted() {
            return Ok(Ended::Interrupted);
        }
        if Instant::now() > until {
            return Ok(Ended::OutOfTime);
        }
        if closed {
            thread::sleep(POLL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> (Summary, Ended) {
        run(Command::new("sh").args(["-c", script]), Instant::now() + limit).unwrap()
    }

    #[test]
    fn counts_over_several_results() {
        let result = "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'";
        let (summary, ended) = shell(&format!("{result}; {result}"), Duration::from_secs(20));
        assert_eq!(summary, Summary { passed: 4, failed: 0 });
        assert_eq!(ended, Ended::Well);
    }

    #[test]
    fn says_how_it_broke_down() {
        let (_, ended) = shell("exit 3", Duration::from_secs(20));
        assert!(matches!(ended, Ended::Badly(status) if status.code() == Some(3)));
    }

    #[test]
    fn neither_a_hang_nor_a_left_over_child_holds_it_up() {
        let begin = Instant::now();
        assert_eq!(shell("sleep 100", Duration::from_millis(300)).1, Ended::OutOfTime);
        assert_eq!(shell("sleep 100 & exit 0", Duration::from_secs(60)).1, Ended::Well);
        assert!(begin.elapsed() < Duration::from_secs(30));
    }
}
