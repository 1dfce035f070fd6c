//! The real program: where it is, running one of its commands, running it as a server.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

/// How long a program may take until it listens.
const START: Duration = Duration::from_secs(60);

/// A program of this workspace: named by `variable`, else beside the test program.
pub(crate) fn program(variable: &str, name: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        return path.into();
    }
    let test = std::env::current_exe().expect("know the test program's own path");
    let path = test.ancestors().nth(2).expect("the test lies in target/<profile>/deps").join(name);
    assert!(
        path.exists(),
        "{} is missing: `cargo build -p patron-api -p demo-shop` first, or `cargo xtask test`",
        path.display()
    );
    path
}

/// The server's binary.
pub(crate) fn patron() -> PathBuf {
    program("PATRON_BIN", "patron")
}

/// A command of the server's binary with a clean environment, but for what `settings` say.
pub(crate) fn command<K: AsRef<OsStr>, V: AsRef<OsStr>>(
    settings: impl IntoIterator<Item = (K, V)>,
) -> Command {
    let mut command = Command::new(patron());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PATRON") {
            command.env_remove(name);
        }
    }
    command.envs(settings);
    command
}

/// Runs a command to its end, with `input` on its standard input.
pub(crate) fn run(mut command: Command, input: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("start the program");
    let mut stdin = child.stdin.take().expect("its standard input is piped");
    // It may end without reading.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("wait for the program")
}

/// A program that listens. Killed on drop; when the test panics, the end of what it said is shown.
pub(crate) struct Listening {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    /// Where it listens.
    pub(crate) origin: String,
}

impl Listening {
    /// Starts it and waits for its line `listening on http://…`.
    pub(crate) fn start(command: Command) -> Self {
        Self::try_start(command)
            .unwrap_or_else(|said| panic!("the program does not listen. It said:\n{said}"))
    }

    /// As [`Listening::start`]; gives the end of what it said when it does not come so far.
    pub(crate) fn try_start(mut command: Command) -> Result<Self, String> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("start the program");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (sender, receiver) = mpsc::channel();
        collect(child.stderr.take(), &log, None);
        collect(child.stdout.take(), &log, Some(sender));
        match receiver.recv_timeout(START) {
            Ok(origin) => Ok(Self { child, log, origin }),
            Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(end_of(&log))
            }
        }
    }

    /// Kills it (SIGKILL) and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("kill the program");
        self.child.wait().expect("wait for the program");
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Everything it said so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- the end of the server's log\n{}\n---", end_of(&self.log));
        }
    }
}

fn collect(
    output: Option<impl Read + Send + 'static>,
    log: &Arc<Mutex<Vec<String>>>,
    found: Option<mpsc::Sender<String>>,
) {
    let Some(output) = output else { return };
    let log = Arc::clone(log);
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let (Some(sender), Some((_, rest))) = (&found, line.split_once("listening on http://")) {
                let address: String = rest.chars().take_while(|c| !c.is_whitespace() && *c != '"').collect();
                let _ = sender.send(format!("http://{}", address.trim_end_matches('/')));
            }
            log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}

fn end_of(log: &Mutex<Vec<String>>) -> String {
    let lines = log.lock().unwrap_or_else(PoisonError::into_inner);
    lines[lines.len().saturating_sub(60)..].join("\n")
}

/// What tells one build of the program from the next: its size and time.
pub(crate) fn build_of(path: &Path) -> String {
    let meta = std::fs::metadata(path).expect("look at the program");
    let changed = meta.modified().expect("know when it was built");
    let since = changed.duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_millis());
    format!("{:x}_{since:x}", meta.len())
}
