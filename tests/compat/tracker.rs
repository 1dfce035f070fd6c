//! Runs a tracker under Node.js.

use patron_tests::App;
use serde_json::{Value, json};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Somebody whose address is known from here on.
pub const ADA: &str = "analytics.identify({ userId: 'u1', traits: { email: 'ada@example.com' } })";

/// Which tracker.
#[derive(Debug, Clone, Copy)]
pub enum Sdk {
    /// `@segment/analytics-node` 3.
    Segment,
    /// Its version 2, which sends the key in the body only.
    Segment2,
    /// `@rudderstack/rudder-sdk-node`.
    Rudder,
}

impl Sdk {
    fn name(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Segment2 => "segment-2",
            Self::Rudder => "rudder",
        }
    }
}

/// A tracker that is set to a server.
#[derive(Debug, Clone)]
pub struct Tracker {
    sdk: Sdk,
    host: String,
    key: String,
    first: Value,
}

impl Tracker {
    /// One with a write key of its own, for servers.
    pub fn new(sdk: Sdk, app: &App) -> Self {
        Self::with_key(sdk, app, &app.key("write_server", ""))
    }

    /// One with this key.
    pub fn with_key(sdk: Sdk, app: &App, key: &str) -> Self {
        Self { sdk, host: app.origin().to_owned(), key: key.to_owned(), first: Value::Null }
    }

    /// The same, with a proxy in between that answers the first requests as `first` says; see `node/proxy.mjs`.
    pub fn behind(&self, first: Value) -> Self {
        Self { first, ..self.clone() }
    }

    /// The same, with a proxy in between that only listens.
    pub fn watched(&self) -> Self {
        self.behind(json!([]))
    }

    /// Runs these lines, which call `analytics`, and waits until the tracker has sent everything.
    pub async fn send(&self, script: &[&str]) -> Report {
        let task = json!({
            "sdk": self.sdk.name(),
            "host": self.host,
            "key": self.key,
            "script": script.join("\n"),
            "first": self.first,
        });
        let report = tokio::task::spawn_blocking(move || run(&task.to_string())).await;
        report.expect("the tracker was run")
    }
}

/// What a tracker did.
#[derive(Debug)]
pub struct Report {
    /// What it reported as not delivered.
    pub errors: Vec<String>,
    /// Its requests with their answers, as the proxy saw them.
    wire: Vec<Value>,
}

impl Report {
    /// The statuses of the answers.
    pub fn statuses(&self) -> Vec<u64> {
        self.wire.iter().map(|seen| seen["status"].as_u64().unwrap_or_default()).collect()
    }

    /// The sum of a number over all answers, such as `accepted`.
    pub fn sum(&self, field: &str) -> u64 {
        self.wire.iter().filter_map(|seen| seen["answer"][field].as_u64()).sum()
    }

    /// How many events all answers list as rejected.
    pub fn rejected(&self) -> usize {
        self.wire.iter().filter_map(|seen| Some(seen["answer"]["rejected"].as_array()?.len())).sum()
    }

    /// A header of the first request.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.wire.first()?["headers"][name].as_str()
    }

    /// Milliseconds between the first request and the second.
    pub fn waited_ms(&self) -> i64 {
        let at = |n: usize| self.wire.get(n).and_then(|seen| seen["at"].as_i64()).unwrap_or_default();
        at(1) - at(0)
    }

    /// Everything was delivered.
    pub fn must_be_well(&self) -> &Self {
        assert!(self.errors.is_empty(), "{self:?}");
        self
    }
}

/// Where the trackers are installed.
pub fn packages() -> PathBuf {
    let dir = std::env::var_os("PATRON_COMPAT_DIR").map_or_else(beside_target, PathBuf::from);
    assert!(
        dir.join("node_modules").is_dir(),
        "the trackers are not in {}: `cargo xtask test --only compat` installs them",
        dir.display()
    );
    dir
}

fn beside_target() -> PathBuf {
    let test = std::env::current_exe().expect("know the test program's own path");
    test.ancestors().nth(3).expect("the test lies in target/<profile>/deps").join("xtask/compat")
}

/// A file of `node/`.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("compat/node").join(name)
}

fn run(task: &str) -> Report {
    let mut command = Command::new("node");
    command.arg(file("send.mjs"));
    // Nothing else: a tracker would believe a proxy that the environment names.
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("PATRON_COMPAT_DIR", packages());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("start node");
    let mut stdin = child.stdin.take().expect("its standard input is piped");
    stdin.write_all(task.as_bytes()).expect("tell the tracker what to do");
    drop(stdin);
    let output = child.wait_with_output().expect("wait for node");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the tracker broke down ({}):\n{said}", output.status);
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let errors = list("errors").iter().map(|error| error.as_str().unwrap_or_default().to_owned()).collect();
    Report { errors, wire: list("wire") }
}
