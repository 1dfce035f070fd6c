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
        print!("{}", script());
        return Ok(());
    }
    if let Place::Configured(url) = config.database_place()? {
        let prepared = async {
            roles::ensure(url.expose()).await?;
            roles::ensure_grants(url.expose()).await
        };
        prepared.await.map_err(|e| {
            format!(
                "{e}\nThe role of database.owner_url may not prepare the database. Run this once, in that database, as \
                 a role that may:\n\n{}",
                script()
            )
        })?;
    }
    let ready = startup::open(&config, Private::Share).await?;
    startup::migrate_now(&ready, &config).await?;
    println!("schema {} is in place", migrate::latest());
    ready.finish().await
}

/// Everything that an administrator has to run where Patron's own role may not.
fn script() -> String {
    format!(
        "{}\n{}\n-- The role of database.owner_url acts as the three; put its name here:\n\
         -- grant patron_owner, patron_staff, patron_customer to <role of owner_url>;\n",
        roles::SCRIPT,
        roles::GRANTS
    )
}
