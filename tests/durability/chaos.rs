//! Kills the server and its database, and starts the server again.

use crate::{client::Shared, tell};
use fastrand::Rng;
use patron_tests::private::PrivateApp;
use std::{
    fmt,
    sync::atomic::Ordering::Relaxed,
    thread::sleep,
    time::{Duration, Instant},
};

/// Milliseconds from one round to the next.
const PAUSE: std::ops::Range<u64> = 1500..4000;
/// As often the server is started until it comes up. One that meets the PostgreSQL which a killed server was just
/// starting may give up; whoever keeps a server running starts it again.
const STARTS: u32 = 10;
/// How often a long run says how it is going.
const REPORT: Duration = Duration::from_secs(60);

/// What was killed.
#[derive(Debug, Default)]
pub struct Kills {
    /// How often the server was.
    pub server: u64,
    /// How often all of PostgreSQL was.
    pub database: u64,
    /// Starts after which the server ended by itself.
    pub refused: u64,
}

impl fmt::Display for Kills {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server, database, refused } = self;
        write!(f, "killed the server {server} times, PostgreSQL {database} times; {refused} starts failed")
    }
}

/// Kills at random moments for this long, or until `broke_off`. The server runs when this returns.
pub fn rounds(
    app: &mut PrivateApp,
    shared: &Shared,
    rng: &mut Rng,
    length: Duration,
    broke_off: impl Fn() -> bool,
) -> Kills {
    let mut kills = Kills::default();
    let (begin, mut told) = (Instant::now(), Instant::now());
    loop {
        sleep(Duration::from_millis(rng.u64(PAUSE)));
        if begin.elapsed() >= length || broke_off() {
            return kills;
        }
        // Newcomers have other addresses each round, so that profiles are made around every kill.
        let round = shared.round.fetch_add(1, Relaxed) + 1;
        let database_too = round.is_multiple_of(3);
        if !database_too || database(app, rng, &mut kills) {
            app.kill();
            kills.server += 1;
            if database_too && rng.bool() {
                // Its server may have brought it back meanwhile: now both are gone.
                kills.database += u64::from(app.kill_database());
            }
            bring_back(app, &mut kills);
        }
        if told.elapsed() >= REPORT {
            told = Instant::now();
            tell(&format!("durability: {:.0?}: {kills}; {}", begin.elapsed(), shared.counts));
        }
    }
}

/// Kills the database. Either its server brings it back by itself, or, as this tells, is to be killed too: at once,
/// or while it is at that.
fn database(app: &PrivateApp, rng: &mut Rng, kills: &mut Kills) -> bool {
    kills.database += u64::from(app.kill_database());
    let server_too = rng.u8(..3) > 0;
    if server_too {
        sleep(Duration::from_millis(rng.u64(..1800)));
    }
    server_too
}

/// Kills both while nobody sends anything, and starts the server again.
pub fn everything_at_once(app: &mut PrivateApp) {
    app.kill();
    app.kill_database();
    bring_back(app, &mut Kills::default());
}

fn bring_back(app: &mut PrivateApp, kills: &mut Kills) {
    let mut tries = 1;
    while let Err(said) = app.start_again() {
        kills.refused += 1;
        assert!(tries < STARTS, "the server does not start again. It said:\n{said}");
        tries += 1;
        sleep(Duration::from_millis(300));
    }
}
