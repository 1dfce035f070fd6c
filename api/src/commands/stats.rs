//! `patron stats verify` and `patron stats refresh`.

use super::table::Table;
use crate::{
    config::Config,
    startup::{self, Ready},
};
use patron_db::stats::{
    prepared::{Step, Turn},
    verify::{self, Report},
};
use patron_domain::clock::Clock;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

/// Options of `stats`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Recount every kept number from the rows; exit code 1 when one differs
    Verify,
    /// Compute retention, lifetime value and RFM now, and print what each step took
    Refresh,
}

/// Runs the command.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, String> {
    startup::with_database(&config, async |ready: &Ready| match args.command {
        Command::Verify => verify_now(ready).await,
        Command::Refresh => refresh_now(ready).await,
    })
    .await
}

/// Recounts and prints what differs.
async fn verify_now(ready: &Ready) -> Result<ExitCode, String> {
    let started = Instant::now();
    let report = verify::run(&ready.db.owner).await.map_err(|e| e.to_string())?;
    print(&report, started.elapsed().as_secs_f64());
    Ok(if report.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Computes the prepared reports.
async fn refresh_now(ready: &Ready) -> Result<ExitCode, String> {
    let started = Instant::now();
    let turn = Turn::take(&ready.db.owner).await.map_err(|e| e.to_string())?;
    let mut turn =
        turn.ok_or("another process computes the reports at this moment; try again when it is done")?;
    let told = |step: Step, took: Duration| println!("{:<20}{:>8.1} s", step.as_str(), took.as_secs_f64());
    let done = turn.compute(Clock::system(), told).await;
    let ended = turn.end().await;
    done.and(ended).map_err(|e| e.to_string())?;
    println!("{:<20}{:>8.1} s", "all", started.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

fn print(report: &Report, seconds: f64) {
    let Report { rollups, profiles, rollup_differences, profile_differences } = report;
    if report.agrees() {
        println!(
            "{rollups} rollups and the totals of {profiles} profiles recounted from the rows: all agree ({seconds:.1} s)"
        );
        return;
    }
    let mut table = Table::new(&["what", "kept", "the rows say"]);
    for d in rollup_differences {
        table.row([&d.metric, &d.kept.to_string(), &d.recounted.to_string()]);
    }
    for d in profile_differences {
        table.row([
            &d.column,
            &format!("differs on {} profiles", d.profiles),
            &format!("such as {}", d.example),
        ]);
    }
    print!("{table}");
    let differ = rollup_differences.len() + profile_differences.len();
    println!("{differ} numbers differ from what the rows say ({seconds:.1} s)");
}
