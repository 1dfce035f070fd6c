//! `patron doctor`: is everything as it should be? A table with a line a check.

mod database;
mod findings;
mod machine;

use crate::{
    config::{Config, Place},
    startup::{self, Private},
};
use findings::Findings;
use std::process::ExitCode;

/// Looks at everything, prints the table, and fails when something is broken.
pub async fn run(config: Config) -> Result<ExitCode, String> {
    let mut found = Findings::default();
    machine::settings(&config, &mut found);
    machine::disk(&config, &mut found);
    if nothing_to_open(&config, &mut found) {
        found.unknown(database::CHECKS, "not checked: see the line that failed");
    } else {
        match startup::open(&config, Private::Share).await {
            Ok(ready) => {
                database::check(&ready, &mut found).await;
                if let Err(cause) = ready.finish().await {
                    found.fail("private PostgreSQL", &cause);
                }
            }
            Err(cause) => {
                found.fail("database", &cause);
                found.unknown(database::CHECKS, "not checked: see database");
            }
        }
    }
    print!("{}", found.table());
    Ok(if found.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Whether opening would make what is missing: a check-up must not found a shop, nor make a keyring that
/// would hide that the real one is lost.
fn nothing_to_open(config: &Config, found: &mut Findings) -> bool {
    let Ok(dir) = config.data_dir() else { return false };
    let private = matches!(config.database_place(), Ok(Place::Private(_)));
    if private && !dir.join("postgres").join("data").is_dir() {
        let where_to = format!("there is none in {} yet: `patron serve` makes it", dir.display());
        found.fail("database", &where_to);
        return true;
    }
    if config.keyring.is_none() && config.keyring_file.is_none() && !dir.join("keyring").is_file() {
        let lost = format!("{} is missing; without it no sealed field opens", dir.join("keyring").display());
        found.fail("keyring", &lost);
        return true;
    }
    false
}
