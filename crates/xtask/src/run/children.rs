//! The server and the demo shop as processes.
//!
//! Both are in this program's process group, so that Ctrl-C in a terminal reaches them directly; this
//! program only waits for their end. When it alone was signalled, it passes the signal on.

use std::process::{Child, Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::failure::{Context, Result};
use crate::process;
use crate::signals;

const POLL: Duration = Duration::from_millis(100);
/// A terminal's Ctrl-C has reached the children long before.
const PASS_ON_AFTER: Duration = Duration::from_secs(1);

/// The processes, of which the server decides when all is over.
#[derive(Debug)]
pub struct Children {
    server: Child,
    shop: Option<Child>,
    interrupted: Option<Instant>,
    passed_on: bool,
}

impl Children {
    pub fn new(server: Child) -> Self {
        Self { server, shop: None, interrupted: None, passed_on: false }
    }

    /// Starts the demo shop. The server runs on without it.
    pub fn start_shop(&mut self, command: &mut Command) {
        match command.spawn() {
            Ok(child) => self.shop = Some(child),
            Err(error) => eprintln!("warning: the demo shop does not start: {error}"),
        }
    }

    /// Waits a tenth of a second; gives the server's exit code when it has ended, and everything with it.
    pub fn wait_a_moment(&mut self) -> Result<Option<ExitCode>> {
        sleep(POLL);
        if let Some(status) = self.server.try_wait().context("wait for the server")? {
            self.end_shop();
            // No code means that a signal ended it, after Ctrl-C rightly so.
            let code = status.code().unwrap_or(if signals::interrupted() { 0 } else { 1 });
            return Ok(Some(ExitCode::from(u8::try_from(code).unwrap_or(1))));
        }
        if let Some(shop) = &mut self.shop
            && let Some(status) = shop.try_wait().context("wait for the demo shop")?
        {
            self.shop = None;
            if !signals::interrupted() {
                eprintln!("warning: the demo shop has ended ({status}); Patron runs on");
            }
        }
        self.pass_on();
        Ok(None)
    }

    fn pass_on(&mut self) {
        if !signals::interrupted() || self.passed_on {
            return;
        }
        if self.interrupted.get_or_insert_with(Instant::now).elapsed() < PASS_ON_AFTER {
            return;
        }
        self.passed_on = true;
        process::signal("TERM", self.server.id(), false);
    }

    fn end_shop(&mut self) {
        if let Some(mut shop) = self.shop.take() {
            process::signal("TERM", shop.id(), false);
            // Nothing is left to do if it cannot be waited for.
            let _ = shop.wait();
        }
    }
}
