//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Builds, runs, tests and cleans Patron.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set up what is missing, build everything and serve it with a private PostgreSQL
    Run(RunArgs),
    /// Set up what is missing and run all tests
    Test(TestArgs),
    /// Format, clippy, documentation, and whether generated files are up to date
    Check(SetupArgs),
    /// Rewrite the generated files: .sqlx/ and openapi/openapi.json
    Generate(GenerateArgs),
    /// Measure Patron with a million customers against plain PostgreSQL
    Bench(BenchArgs),
    /// Build the dashboard's bundle, admin-ui/dist
    Bundle(BundleArgs),
    /// Remove the dashboard's bundle, or with --data everything that Patron stored
    Clean(CleanArgs),
}

/// What every command with a set-up takes.
#[derive(Debug, Args)]
pub struct SetupArgs {
    /// Install missing packages without asking
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// Build for developers: quicker to build, slower to run
    #[arg(long)]
    pub dev: bool,
    /// Also start the demo shop and load a small data set
    #[arg(long)]
    pub demo: bool,
    #[command(flatten)]
    pub setup: SetupArgs,
    /// The server's port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// The demo shop's port on 127.0.0.1
    #[arg(long, default_value_t = 8081)]
    pub demo_port: u16,
    /// Where the data lies [default: $PATRON_DATA_DIR, /var/lib/patron for root, else your data folder]
    #[arg(long)]
    pub data_dir: Option<PathBuf>,
    /// Further arguments for `patron serve`, after `--`
    #[arg(last = true)]
    pub serve_args: Vec<String>,
}

#[derive(Debug, Args)]
pub struct TestArgs {
    /// Run one part only
    #[arg(long, value_enum)]
    pub only: Option<Part>,
    #[command(flatten)]
    pub setup: SetupArgs,
    /// Arguments for every test program, after `--`: a part of a test's name, --nocapture
    #[arg(last = true)]
    pub test_args: Vec<String>,
}

/// The parts of the test suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Every crate's own tests, without a running server
    Unit,
    /// SQL against a real PostgreSQL
    Store,
    /// The real server from outside, over HTTP
    Api,
    /// The trackers of Segment and RudderStack, unchanged, against the real server
    Compat,
    /// The real server and its database, killed again and again under load: PATRON_DURABILITY_SECONDS, 60 when unset
    Durability,
    /// The dashboard in a real Chromium
    Browser,
}

#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// Only this one
    #[arg(value_enum)]
    pub what: Option<Generated>,
    #[command(flatten)]
    pub setup: SetupArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Generated {
    /// .sqlx/: what the database says about every query
    Sqlx,
    /// openapi/openapi.json
    Openapi,
}

#[derive(Debug, Args)]
pub struct BundleArgs {
    /// Build for developers: quicker to build, larger
    #[arg(long)]
    pub dev: bool,
    #[command(flatten)]
    pub setup: SetupArgs,
}

#[derive(Debug, Args)]
pub struct BenchArgs {
    /// What to measure
    #[arg(value_enum, default_value_t = Measured::Spine)]
    pub what: Measured,
    /// Customers of the large shop
    #[arg(long, default_value_t = 1_000_000)]
    pub customers: u32,
    /// Customers of the small shop, to tell what grows
    #[arg(long, default_value_t = 100_000)]
    pub small: u32,
    /// Seconds of each measure
    #[arg(long, default_value_t = 8)]
    pub seconds: u64,
    /// Only measures whose name holds this: start, list, customer, search, overview, export, tracking, hashing; of stats
    /// answers, recount, polling, retention, incoming, verify; of segments rules, search, pages, export, ingest, verify
    #[arg(long)]
    pub only: Option<String>,
    /// Measure, and judge nothing: whether all of it works
    #[arg(long)]
    pub no_judge: bool,
    /// Build for developers: quicker to build; the figures mean nothing
    #[arg(long)]
    pub dev: bool,
    /// Write the table into this file too
    #[arg(long)]
    pub table: Option<PathBuf>,
    #[command(flatten)]
    pub setup: SetupArgs,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Measured {
    /// The server: lists, search, numbers, exports, tracking, hashing, start and memory
    Spine,
    /// What a shop reports: single events, batches, skew, latency, memory
    Ingest,
    /// Statistics: against counting the rows, large against small, while a shop is busy, live
    Stats,
    /// Rules against SQL by hand, search, pages, files in every format
    Segments,
    /// The dashboard in a real Chromium
    Dashboard,
}

#[derive(Debug, Args)]
pub struct CleanArgs {
    /// Delete the data directory, after its name was typed
    #[arg(long)]
    pub data: bool,
    /// The data directory
    #[arg(long, requires = "data")]
    pub data_dir: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
