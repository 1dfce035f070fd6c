//! `patron migrate`.

use crate::{
    config::{Config, Place},
    startup::{self, Private},
};
use patron_db::{migrate, roles};

/// Options of `migrate`.
#[derive(clap::Args)]
pub struct Args {
    /// Print the script that makes the database roles, and do nothing
    #[arg(long)]
    print_grants: bool,
}

/// Makes the roles if it may, and brings the schema up to date.
pub async fn run(config: Config, args: Args) -> Result<(), String> {
    if args.print_grants {
        print!("{}", roles::SCRIPT);
        return Ok(());
    }
    if let Place::Configured(url) = config.database_place()? {
        roles::ensure(url.expose()).await.map_err(|e| {
            format!(
                "{e}\nThe role of database.owner_url can't make Patron's roles. Run this script as one that can, then \
                 grant them to it (the script does both when run by that role):\n\n{}",
                roles::SCRIPT
            )
        })?;
    }
    let ready = startup::open(&config, Private::Share).await?;
    startup::migrate_now(&ready, &config).await?;
    println!("schema {} is in place", migrate::latest());
    ready.finish().await
}
