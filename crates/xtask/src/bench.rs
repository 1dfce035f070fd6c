//! `cargo xtask bench`: builds what is measured and what measures it, and runs it.
//!
//! Shops are kept in `target/xtask/bench` between runs; the large one takes 10 GB.

use std::process::{Command, ExitCode, Stdio};

use crate::bundle::{self, Profile};
use crate::cargo::{self, BenchPrograms};
use crate::cli::{BenchArgs, Measured};
use crate::failure::{Context, Failure, Result};
use crate::setup::{self, Needs};
use crate::signals;
use crate::step::step;
use crate::workspace;

/// Where the large shop is served for the browser.
const PORT: u16 = 8079;

/// Measures; the exit code says whether every goal was reached.
pub fn run(args: &BenchArgs) -> Result<ExitCode> {
    let browser = args.what == Measured::Dashboard;
    let needs = Needs { postgres: true, wasm: browser, browser, ..Needs::default() };
    let toolchain = setup::prepare(needs, &args.setup)?;
    if browser {
        bundle::build(Profile::of(args.dev), toolchain.as_ref())?;
    } else {
        bundle::ensure_dir()?;
    }
    let programs = step("Building what is measured", || cargo::build_bench(!args.dev))?;
    signals::survive();
    match args.what {
        Measured::Spine => spine(args, "spine", &programs),
        Measured::Ingest => spine(args, "ingest", &programs),
        Measured::Stats => spine(args, "stats", &programs),
        Measured::Segments => spine(args, "segments", &programs),
        Measured::Dashboard => dashboard(args, &programs),
    }
}

fn measuring(args: &BenchArgs, programs: &BenchPrograms) -> Result<Command> {
    let mut command = Command::new(&programs.bench);
    command.arg("--patron").arg(&programs.patron).arg("--dir").arg(workspace::scratch("bench")?);
    command.arg("--customers").arg(args.customers.to_string()).arg("--small").arg(args.small.to_string());
    Ok(command)
}

fn spine(args: &BenchArgs, what: &str, programs: &BenchPrograms) -> Result<ExitCode> {
    let mut command = measuring(args, programs)?;
    command.arg("--what").arg(what).arg("--seconds").arg(args.seconds.to_string());
    if let Some(only) = &args.only {
        command.arg("--only").arg(only);
    }
    if args.no_judge {
        command.arg("--no-judge");
    }
    if let Some(table) = &args.table {
        command.arg("--table").arg(std::path::absolute(table).context("find the table's place")?);
    }
    let status = command.status().context("start the benchmark")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Serves the large shop and has the browser's tests for that size look at it.
fn dashboard(args: &BenchArgs, programs: &BenchPrograms) -> Result<ExitCode> {
    let tests = step("Building the browser's tests", cargo::build_browser_tests)?;
    let browser = setup::find_browser().ok_or_else(|| Failure::new("Chromium is not found"))?;
    let mut serving = measuring(args, programs)?;
    serving.arg("--serve").arg(PORT.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut served = serving.spawn().context("serve the large shop")?;
    let outcome = signed_in_tests(&mut served, || {
        let mut command = Command::new(&tests);
        command.args(["--ignored", "--nocapture", "--test-threads=1", "large::"]);
        command.env("PATRON_LARGE_SHOP", format!("http://127.0.0.1:{PORT}"));
        command.env("PATRON_CHROMIUM", &browser.chromium).env("PATRON_CHROMEDRIVER", &browser.driver);
        command.env("PATRON_BIN", &programs.patron);
        command
    });
    // its standard input ends with us, and it with that
    drop(served.stdin.take());
    served.wait().context("wait for the server")?;
    outcome
}

/// Waits for the password that the serving program prints, then runs the tests with it.
fn signed_in_tests(served: &mut std::process::Child, tests: impl FnOnce() -> Command) -> Result<ExitCode> {
    use std::io::{BufRead as _, BufReader};
    let stdout = served.stdout.take().ok_or_else(|| Failure::new("the server has no output"))?;
    let mut lines = BufReader::new(stdout).lines().map_while(std::io::Result::ok);
    let password = lines.find_map(|line| match line.strip_prefix("owner's password: ") {
        Some(password) => Some(password.to_owned()),
        None => {
            println!("{line}");
            None
        }
    });
    let password = password.ok_or_else(|| Failure::new("the large shop is not served"))?;
    let status =
        tests().env("PATRON_LARGE_PASSWORD", password).status().context("run the browser's tests")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
