//! The command line: one file a subcommand.

mod check_config;
mod create_admin;
mod demo_data;
mod doctor;
mod import;
mod keys;
mod migrate;
mod openapi;
mod selftest;
mod serve;
mod stats;
mod table;
mod watch;

use crate::config::{Config, Overrides};
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Patron remembers every customer of a storefront.
#[derive(Parser)]
#[command(name = "patron", version, about)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command has.
#[derive(clap::Args)]
struct Common {
    /// File with settings (TOML)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where the keyring and the private PostgreSQL lie
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the dashboard
    Serve(serve::Args),
    /// Bring a database's schema up to date
    Migrate(migrate::Args),
    /// Make the owner's account, or reset its password
    CreateAdmin(create_admin::Args),
    /// The shop's API keys
    Keys(keys::Args),
    /// Bring in customers, orders or suppressions from a file
    Import(import::Args),
    /// Load a believable, fictional shop of any size
    DemoData(demo_data::Args),
    /// The kept numbers
    Stats(stats::Args),
    /// Print the OpenAPI document
    Openapi,
    /// Print the effective settings, without secrets
    CheckConfig,
    /// Look at database, schema, partitions, clock, disk and settings
    Doctor,
    /// Check a running server from end to end with a marked test person
    Selftest(selftest::Args),
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let mut overrides =
        Overrides { file: cli.common.config, data_dir: cli.common.data_dir, ..Overrides::default() };
    if let Command::Serve(args) = &cli.command {
        overrides.port = args.port;
        overrides.host.clone_from(&args.host);
    }
    match dispatch(cli.command, &overrides) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("patron: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command, overrides: &Overrides) -> Result<ExitCode, String> {
    if matches!(command, Command::Openapi) {
        println!("{}", openapi::document()?);
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::load(overrides)?;
    if matches!(command, Command::CheckConfig) {
        return check_config::print(&config).map(|()| ExitCode::SUCCESS);
    }
    crate::telemetry::init(&config.log)?;
    actix_web::rt::System::new().block_on(async move {
        match command {
            Command::Serve(args) => serve::run(config, args).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate(args) => migrate::run(config, args).await.map(|()| ExitCode::SUCCESS),
            Command::CreateAdmin(args) => create_admin::run(config, args).await.map(|()| ExitCode::SUCCESS),
            Command::Keys(args) => keys::run(config, args).await.map(|()| ExitCode::SUCCESS),
            Command::Import(args) => import::run(config, args).await,
            Command::DemoData(args) => demo_data::run(config, args).await.map(|()| ExitCode::SUCCESS),
            Command::Stats(args) => stats::run(config, args).await,
            Command::Doctor => doctor::run(config).await,
            Command::Selftest(args) => selftest::run(config, args).await,
            Command::Openapi | Command::CheckConfig => Ok(ExitCode::SUCCESS),
        }
    })
}
