//! Mixed load on a server that is killed again and again, and so is its database: at the end every acknowledged
//! event is there exactly once, and every total equals a recount.
//!
//! `client.rs` sends each call until it is acknowledged, with the same message ids; `plan.rs` and `segment.rs`
//! say what is sent; `ledger.rs` keeps what was acknowledged; `chaos.rs` kills; `check.rs` compares. The PostgreSQL
//! is the server's own, which flushes each commit. A killed process loses what it had not yet written, but not what
//! the kernel holds for it: this stands for crashes, not for power cuts.
#![expect(
    clippy::expect_used,
    reason = "helpers of tests: what goes wrong here ends the test with its message"
)]

mod chaos;
mod check;
mod client;
mod ledger;
mod plan;
mod segment;

use client::{Client, Shared};
use ledger::Ledger;
use patron_tests::private::PrivateApp;
use std::{
    io::Write as _,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

const CLIENTS: usize = 8;
/// How long after the last kill everything may take to be acknowledged.
const DRAIN: Duration = Duration::from_secs(120);
/// As many differences are shown.
const SHOWN: usize = 20;

/// A number from the environment.
fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().expect("PATRON_DURABILITY_… are whole numbers"))
}

/// Says something at once, also while the test runner keeps what a passing test prints.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_acknowledged_is_there_exactly_once() {
    let seconds = setting("PATRON_DURABILITY_SECONDS").unwrap_or(60);
    let seed = setting("PATRON_DURABILITY_SEED").unwrap_or_else(|| fastrand::u64(..));
    let mut app = PrivateApp::start();
    check::flushes_each_commit(&mut app.sql().await).await;
    let shared = Arc::new(Shared::new(app.origin(), app.key("secret"), app.key("write_server")));
    let mut ledger = Ledger::default();
    ledger.join(Client::new(Arc::clone(&shared), 0, seed).greet_everybody().await);
    tell(&format!("durability: {seconds} s, seed {seed}"));
    let clients: Vec<_> =
        (1..=CLIENTS).map(|n| tokio::spawn(Client::new(Arc::clone(&shared), n, seed).run())).collect();

    let mut rng = fastrand::Rng::with_seed(seed);
    let broke_off = || clients.iter().any(tokio::task::JoinHandle::is_finished);
    let kills = chaos::rounds(&mut app, &shared, &mut rng, Duration::from_secs(seconds), broke_off);
    shared.stop.store(true, Relaxed);
    for client in clients {
        let done = tokio::time::timeout(DRAIN, client).await.expect("all is acknowledged in the end");
        ledger.join(done.expect("a client's own checks hold"));
    }
    // Once more, when all is acknowledged and nobody would send it again.
    chaos::everything_at_once(&mut app);

    let counts = &shared.counts;
    tell(&format!("durability: {kills}; {counts}; {ledger}"));
    let differences = check::differences(&app, &ledger).await;
    let shown = differences.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences, seed {seed}:\n{shown}", differences.len());
    // It must not have passed by doing nothing.
    assert!(kills.server + kills.database > seconds / 15, "{kills}");
    if seconds > 30 {
        assert!(kills.database > 0, "{kills}");
        assert!(counts.failed() > 0, "no request failed: {counts}");
        assert!(counts.known.load(Relaxed) > 0, "no answer was lost after its commit: {counts}");
    }
}
