//! `patron stats verify`.

use super::table::Table;
use crate::{
    config::Config,
    startup::{self, Ready},
};
use patron_db::stats::verify::{self, Report};
use std::{process::ExitCode, time::Instant};

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
}

/// Recounts and prints what differs.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, String> {
    let Command::Verify = args.command;
    startup::with_database(&config, async |ready: &Ready| {
        let started = Instant::now();
        let report = verify::run(&ready.db.owner).await.map_err(|e| e.to_string())?;
        print(&report, started.elapsed().as_secs_f64());
        Ok(if report.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
    .await
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
