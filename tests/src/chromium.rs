//! The processes of a browser under test: the driver, and Chromium that it starts.

use crate::{browser::PATIENCE, dir::TempDir};
use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities as _, LoggingPrefsLogLevel, prelude::*};

const GLANCE: Duration = Duration::from_millis(50);

/// For a browser in a container and as root, without chatter over the network.
const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--lang=en-IN",
];

/// Both processes; they end when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    driver: Child,
    browser_pid: Option<u64>,
    dir: TempDir,
}

/// Starts both, with a fresh profile.
pub(crate) async fn start(width: u32, height: u32, downloads: &TempDir) -> (WebDriver, Process) {
    let (mut process, port) = start_driver();
    let profile = process.dir.path().join("profile");
    let caps = capabilities(width, height, &profile.display().to_string(), downloads);
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), caps).await.expect("start the browser");
    // Its farewell on drop waits for a driver that is busy, for two minutes; the processes are ended instead.
    driver.clone().leak().expect("a session that was not quit");
    process.browser_pid = driver.capabilities().get("goog:processID").and_then(serde_json::Value::as_u64);
    (driver, process)
}

fn capabilities(width: u32, height: u32, profile: &str, downloads: &TempDir) -> ChromeCapabilities {
    let mut caps = DesiredCapabilities::chrome();
    let chromium = std::env::var("PATRON_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into());
    caps.set_binary(&chromium).expect("a capability");
    for argument in ARGUMENTS {
        caps.add_arg(argument).expect("a capability");
    }
    caps.add_arg(&format!("--window-size={width},{height}")).expect("a capability");
    caps.add_arg(&format!("--user-data-dir={profile}")).expect("a capability");
    let prefs = serde_json::json!({
        "download.default_directory": downloads.path(),
        "download.prompt_for_download": false,
        "credentials_enable_service": false,
    });
    caps.add_experimental_option("prefs", prefs).expect("a capability");
    caps.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a capability");
    caps
}

/// Starts the driver on a port it chooses and tells in its output, which goes to a file: a pipe that
/// nobody reads would hold a failed run open.
fn start_driver() -> (Process, u16) {
    let program = std::env::var("PATRON_CHROMEDRIVER").unwrap_or_else(|_| "/usr/bin/chromedriver".into());
    let dir = TempDir::new();
    let log = dir.path().join("driver.log");
    let file = std::fs::File::create(&log).expect("make the driver's log");
    let mut command = Command::new(&program);
    command.arg("--port=0").stdin(Stdio::null()).stdout(file).stderr(Stdio::null());
    let child = command.spawn().unwrap_or_else(|e| panic!("{program} does not start: {e}"));
    let process = Process { driver: child, browser_pid: None, dir };
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        let port = said.split("on port ").filter_map(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok().filter(|port| *port != 0)
        });
        // The last one named: its first line repeats the 0 that was asked for.
        if let Some(port) = port.last().filter(|_| said.contains("successfully")) {
            return (process, port);
        }
        std::thread::sleep(GLANCE);
    }
    panic!("{program} does not say its port")
}

impl Drop for Process {
    fn drop(&mut self) {
        // The browser by its own id: a driver that is killed leaves it behind.
        if let Some(pid) = self.browser_pid {
            let _ = Command::new("kill").arg(pid.to_string()).stderr(Stdio::null()).status();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
