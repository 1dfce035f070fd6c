//! Starts the server process and waits for it.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::layout::make_own_dir;
use crate::options::Options;
use crate::postmaster::{self, Postmaster};
use crate::tools::Tools;
use crate::{log_file, port, settings};

/// Long enough to repeat the log of a crashed cluster from its last checkpoint.
const TIME_LIMIT: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_millis(20);
const ATTEMPTS: usize = 10;

/// Starts a server for a cluster that has none; returns its process and its port.
///
/// Tries again when the port was taken in between, and while processes of a killed server still hold its
/// shared memory: they notice within a second or so.
pub(crate) fn launch(tools: &Tools, options: &Options) -> Result<(Child, u16), Error> {
    let log = tools.layout.log_file();
    log_file::rotate(&log)?;
    let mut attempt = 1;
    loop {
        let port = port::choose(&tools.layout)?;
        let mut child = spawn(tools, options, port)?;
        let Some(status) = wait_ready(tools, &mut child, port)? else { return Ok((child, port)) };
        let tail = log_file::tail(&log);
        let busy_port = tail.contains("Address already in use");
        if attempt == ATTEMPTS || !(busy_port || tail.contains("pre-existing shared memory block")) {
            return Err(Error::NotStarted { reason: format!("it ended with {status}"), log, tail });
        }
        attempt += 1;
        if busy_port {
            port::forget(&tools.layout)?;
        }
        sleep(Duration::from_millis(500));
    }
}

fn spawn(tools: &Tools, options: &Options, port: u16) -> Result<Child, Error> {
    let layout = &tools.layout;
    let socket_dir = layout.socket_dir();
    make_own_dir(&socket_dir, 0o700, tools.account.as_ref())?;
    let out = log_file::open(&layout.log_file())?;
    let err = out.try_clone().map_err(Error::io("open", &layout.log_file()))?;
    let mut command = tools.as_server("postgres");
    command.arg("-D").arg(layout.cluster());
    for setting in settings::all(options, port, &socket_dir) {
        command.arg("-c").arg(setting);
    }
    // A group of its own: Ctrl-C in the terminal must reach the caller only, which stops it in order.
    command.stdout(out).stderr(err).process_group(0);
    let program = command.get_program().to_string_lossy().into_owned();
    command.spawn().map_err(|error| Error::Program { program, output: error.to_string() })
}

/// Waits until the server accepts connections; gives its exit status when it ends before that.
fn wait_ready(tools: &Tools, child: &mut Child, port: u16) -> Result<Option<ExitStatus>, Error> {
    let pid = child.id();
    let begin = Instant::now();
    while begin.elapsed() < TIME_LIMIT {
        let program = PathBuf::from("postgres");
        if let Some(status) = child.try_wait().map_err(Error::io("wait for", &program))? {
            return Ok(Some(status));
        }
        // Both: the file says that it is this server that is ready, the port that it can be reached.
        let ready =
            postmaster::inspect(&tools.layout) == Postmaster::Running { pid, port: Some(port), ready: true };
        if ready && postmaster::answers(port) {
            return Ok(None);
        }
        sleep(POLL);
    }
    Err(not_ready(tools))
}

/// Waits for a server that somebody else started; `None` when it goes away instead.
pub(crate) fn adopt(tools: &Tools) -> Result<Option<u16>, Error> {
    let begin = Instant::now();
    while begin.elapsed() < TIME_LIMIT {
        match postmaster::inspect(&tools.layout) {
            Postmaster::Running { port: Some(port), ready: true, .. } if postmaster::answers(port) => {
                return Ok(Some(port));
            }
            Postmaster::Running { .. } => sleep(POLL),
            Postmaster::Absent | Postmaster::Stale => return Ok(None),
        }
    }
    Err(not_ready(tools))
}

fn not_ready(tools: &Tools) -> Error {
    let log = tools.layout.log_file();
    let reason = format!("it accepts no connections after {} s", TIME_LIMIT.as_secs());
    Error::NotStarted { reason, tail: log_file::tail(&log), log }
}
