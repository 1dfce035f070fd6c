//! `patron selftest`: the owner's six checks against the live server, with a marked test person of whom nothing
//! is left afterwards.

mod checks;
mod http;
mod person;

use super::table::Table;
use crate::{
    config::Config,
    startup::{self, Ready},
};
use checks::Checks;
use http::Server;
use person::Person;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

/// Options of `selftest`.
#[derive(clap::Args)]
pub struct Args {
    /// Where the server is (plain http: on the server's own machine, not through a proxy)
    #[arg(long, default_value = "http://127.0.0.1:8080", value_name = "URL")]
    url: String,
}

/// What a check says: a detail for people.
type Checked = Result<String, String>;

/// A line of the table.
struct Line {
    name: &'static str,
    outcome: Checked,
    took: Duration,
}

/// Makes the six checks, prints them, and fails when one of them did.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, String> {
    let server = Server::new(&args.url)?;
    // before a database is opened: without a server there is nothing to check
    server.alive().await?;
    let lines = startup::with_database(&config, async |ready: &Ready| all(ready, &server).await).await?;
    let mut table = Table::new(&["check", "result", "ms", "detail"]);
    for line in &lines {
        let (result, detail) = match &line.outcome {
            Ok(detail) => ("ok", detail),
            Err(detail) => ("FAILED", detail),
        };
        table.row([line.name, result, &line.took.as_millis().to_string(), detail]);
    }
    print!("{table}");
    Ok(if lines.iter().all(|line| line.outcome.is_ok()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn all(ready: &Ready, server: &Server) -> Result<Vec<Line>, String> {
    let mut lines = vec![timed("1 tables", checks::tables(ready)).await];
    if lines.iter().any(|line| line.outcome.is_err()) {
        return Ok(lines);
    }
    let person = Person::make_up()?;
    let visit = async {
        let keys = person.make_keys(ready).await?;
        let mut checks = Checks::new(ready, server, &person, &keys);
        checks.look_before().await?;
        lines.push(timed("2 profile", checks.profile()).await);
        lines.push(timed("3 login tracking", checks.login_tracking()).await);
        lines.push(timed("4 statistics", checks.statistics()).await);
        lines.push(timed("5 marketing export", checks.export()).await);
        Ok(())
    };
    // whatever happens, also Ctrl-C: nothing of the test person may stay
    let visited = tokio::select! {
        visited = visit => visited,
        _ = tokio::signal::ctrl_c() => {
            // a request that is under way may still write
            tokio::time::sleep(Duration::from_secs(1)).await;
            Err("stopped by Ctrl-C".to_owned())
        }
    };
    if let Err(cause) = visited {
        lines.push(Line { name: "2 to 5", outcome: Err(cause), took: Duration::ZERO });
    }
    lines.push(timed("6 clean-up", person.clean_up(ready)).await);
    Ok(lines)
}

async fn timed(name: &'static str, check: impl Future<Output = Checked>) -> Line {
    let started = Instant::now();
    let outcome = check.await;
    Line { name, outcome, took: started.elapsed() }
}
