//! What the black-box and browser tests stand on: starting the real program with a database of its own,
//! the people who call it, data to begin with, a browser.
//!
//! What belongs here: arranging. What does not: assertions about Patron (they are the tests'), and
//! anything that looks inside the program: only HTTP, its command line and, for checks that no call can
//! answer, SQL.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "support code of tests: what goes wrong here ends the test with its message"
)]

pub mod app;
pub mod browser;
mod chromium;
pub mod demo_shop;
mod dir;
pub mod people;
pub mod private;
pub mod raw;
pub mod seed;
mod server;
pub mod sql;
mod template;

pub use app::App;
pub use dir::TempDir;
