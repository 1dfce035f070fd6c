//! `cargo xtask test`: set-up, build, all parts, one line at the end.

mod parts;
mod stream;
mod summary;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::bundle::{self, Profile};
use crate::cargo::{self, Executable, Programs};
use crate::cli::{Part, TestArgs};
use crate::failure::{Failure, Result};
use crate::setup::{self, IfMissing, Needs};
use crate::signals;
use crate::step::step;
use crate::workspace;
use stream::Ended;
use summary::Summary;

/// After this long the rest of the suite is given up; what the durability test was asked for comes on top.
const TIME_LIMIT: Duration = Duration::from_secs(40 * 60);

/// How many tests a program runs at once.
const THREADS: &str = "RUST_TEST_THREADS";

/// Runs the parts that were asked for.
pub fn run(args: &TestArgs) -> Result<ExitCode> {
    let wanted = |parts: &[Part]| args.only.is_none_or(|only| parts.contains(&only));
    let served = wanted(&[Part::Api, Part::Compat, Part::Durability, Part::Browser]);
    let browser = wanted(&[Part::Compat, Part::Browser]);
    let compat = wanted(&[Part::Compat]).then(|| IfMissing::unless_wanted(args.only.is_some()));
    let needs = Needs { postgres: true, wasm: served, browser, compat };
    let toolchain = setup::prepare(needs, &args.setup)?;
    bundle::ensure_dir()?;
    let mut programs = None;
    if served {
        bundle::build(Profile::Release, toolchain.as_ref())?;
        programs = Some(step("Building the server", || cargo::build_programs(false))?);
    }
    let built = step("Building the tests", cargo::build_tests)?;
    signals::survive();
    let url = step("Starting PostgreSQL for the tests", || Ok(local_postgres::test::cluster_url()?))?;
    let trackers = compat.and_then(|_| setup::find_trackers());
    let limit = TIME_LIMIT + asked_for();
    let runner = Runner { args, programs, trackers, url, limit, until: Instant::now() + limit };
    let result = runner.run_all(&built);
    local_postgres::test::stop()?;
    let summary = result?;
    // The last line, on its own: machines read it.
    println!("{summary}");
    Ok(if summary.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How long the durability test kills, when somebody says.
fn asked_for() -> Duration {
    let seconds = std::env::var("PATRON_DURABILITY_SECONDS").ok().and_then(|text| text.parse().ok());
    // More than a week is a slip of the finger, and a time that far off may not exist.
    Duration::from_secs(seconds.unwrap_or(0).min(7 * 24 * 3600))
}

struct Runner<'a> {
    args: &'a TestArgs,
    programs: Option<Programs>,
    /// Where the trackers are; without them their tests are left out.
    trackers: Option<PathBuf>,
    url: String,
    limit: Duration,
    until: Instant,
}

impl Runner<'_> {
    fn run_all(&self, built: &[Executable]) -> Result<Summary> {
        let mut total = Summary::default();
        for part in [Part::Unit, Part::Store, Part::Api, Part::Compat, Part::Durability, Part::Browser] {
            if self.args.only.is_some_and(|only| only != part) {
                continue;
            }
            if part == Part::Compat && self.trackers.is_none() {
                println!("\n→ {part:?}: left out, for the reason that the set-up gave");
                continue;
            }
            for executable in built.iter().filter(|executable| parts::part_of(executable) == part) {
                println!("\n→ {part:?}: {} of {}", executable.target, executable.package.display());
                total.add(self.run_one(self.test_program(executable, part)?)?);
            }
            if part == Part::Unit {
                println!("\n→ {part:?}: examples in the documentation");
                total.add(self.run_one(doc_tests()?)?);
                println!("\n→ {part:?}: the dashboard's own, built natively");
                total.add(self.run_one(dashboard_tests()?)?);
            }
        }
        println!();
        Ok(total)
    }

    /// The program as cargo would start it: in its package's directory.
    fn test_program(&self, executable: &Executable, part: Part) -> Result<Command> {
        let dir = workspace::root()?.join(&executable.package);
        let mut command = Command::new(&executable.file);
        command.current_dir(&dir).env("CARGO_MANIFEST_DIR", &dir).args(&self.args.test_args);
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        // Whoever says how many is not overruled.
        if let Some(threads) = parts::threads(part, processors)
            && std::env::var_os(THREADS).is_none()
        {
            command.env(THREADS, threads.to_string());
        }
        Ok(command)
    }

    /// Runs one program; something that broke without naming a test counts as one failure.
    fn run_one(&self, mut command: Command) -> Result<Summary> {
        self.set_environment(&mut command);
        let (mut summary, ended) = stream::run(&mut command, self.until)?;
        match ended {
            Ended::Well => {}
            Ended::Badly(_) if summary.failed > 0 => {}
            Ended::Badly(status) => {
                eprintln!("✗ it broke down ({status})");
                summary.failed += 1;
            }
            Ended::OutOfTime => {
                let minutes = self.limit.as_secs() / 60;
                return Err(Failure::new(format!("the tests were stopped after {minutes} minutes")));
            }
            Ended::Interrupted => return Err(Failure::new("the tests were interrupted")),
        }
        Ok(summary)
    }

    fn set_environment(&self, command: &mut Command) {
        command.env("PATRON_TEST_PG_URL", &self.url);
        if let Some(programs) = &self.programs {
            command.env("PATRON_BIN", &programs.patron).env("PATRON_DEMO_SHOP_BIN", &programs.demo_shop);
        }
        if let Some(dir) = &self.trackers {
            command.env("PATRON_COMPAT_DIR", dir);
        }
        if let Some(browser) = setup::find_browser() {
            command.env("PATRON_CHROMIUM", browser.chromium).env("PATRON_CHROMEDRIVER", browser.driver);
        }
    }
}

fn doc_tests() -> Result<Command> {
    let mut command = cargo::cargo(&workspace::root()?);
    command.args(["test", "--quiet", "--no-fail-fast", "--doc"]).args(cargo::NATIVE);
    Ok(command)
}

/// What of the dashboard needs no browser: formats, words, chart scales. Built apart, because its crate is no
/// part of the native build.
fn dashboard_tests() -> Result<Command> {
    let mut command = cargo::cargo(&workspace::root()?);
    command.args(["test", "--quiet", "--no-fail-fast", "--package", "patron-admin-ui"]);
    Ok(command)
}
