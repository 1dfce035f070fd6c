//! `patron demo-data`, and what `patron serve --demo` prepares: a fictional shop with eighteen months of
//! customers, the same for the same number, seed and end. (Secrets are not: the password that some share and the
//! sealing of sealed fields are by chance.)

mod consent;
mod dice;
mod env_file;
mod load;
mod person;
mod plan;
mod purchase;
mod seals;
mod season;
mod tally;
mod words;
mod write;

use crate::{
    config::Config,
    startup::{self, Ready},
};
use chrono::NaiveDate;
use load::Stored;
use patron_db::{random, shop, stats};
use patron_domain::{clock::Clock, period::day_of};
use plan::Plan;
use season::Season;
use std::{path::Path, time::Instant};

/// Where the demo shop looks for its keys, in the data directory.
const ENV_FILE: &str = "demo-shop.env";
/// How many customers when nobody says.
const CUSTOMERS: u32 = 240;
/// The seed when nobody says.
const SEED: u64 = 7;

/// Options of `demo-data`.
#[derive(clap::Args)]
pub struct Args {
    /// How many customers
    #[arg(long, default_value_t = CUSTOMERS, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    customers: u32,
    /// What decides who they are and what they did
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// The last day, in the shop's time zone [default: today]
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
}

/// Loads the shop, unless somebody is there.
pub async fn run(config: Config, args: Args) -> Result<(), String> {
    startup::with_database(&config, async |ready: &Ready| {
        load(ready, args.customers, args.seed, args.until).await?.ok_or_else(|| {
            "the shop has customers or attempts to sign in already; demo data goes only into an empty shop, because it \
             can't be told apart later. Take another data directory (--data-dir) or database"
                .to_owned()
        })
    })
    .await
}

/// What `serve --demo` needs: data when the shop is empty, and the demo shop's keys in `demo-shop.env`.
///
/// # Errors
/// When the database is away or the file can't be written.
pub async fn prepare_shop(ready: &Ready, data_dir: &Path, public_url: &str) -> Result<(), String> {
    if customers(ready).await? == 0 {
        load(ready, CUSTOMERS, SEED, None).await?;
    }
    env_file::write(ready, &data_dir.join(ENV_FILE), public_url).await
}

async fn customers(ready: &Ready) -> Result<i64, String> {
    let mut conn = ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
    stats::customers(&mut conn).await.map_err(|e| e.to_string())
}

/// `None` when somebody was there.
async fn load(
    ready: &Ready,
    customers: u32,
    seed: u64,
    until: Option<NaiveDate>,
) -> Result<Option<()>, String> {
    let text = |e: patron_db::Error| format!("the demo data: {e}");
    let started = Instant::now();
    let shop = {
        let mut conn = ready.db.staff.acquire().await.map_err(text)?;
        shop::get(&mut conn).await.map_err(text)?
    };
    let shop = shop.ok_or("the shop's settings are missing: run `patron migrate`")?;
    let now = Clock::system().now();
    let until = until.unwrap_or_else(|| day_of(now, shop.time_zone));
    let season = Season::ending(load::end_of(until, shop.time_zone, now), shop.time_zone);
    let first_day = season.first_day();
    let planned = tokio::task::spawn_blocking(move || Plan::new(seed, customers as usize, season));
    let plan = planned.await.map_err(|e| e.to_string())?;
    let password = random::token("").map_err(text)?[..16].to_owned();
    let Some(Stored { logins, orders, accounts }) =
        load::store(ready, &shop, plan, &password).await.map_err(text)?
    else {
        return Ok(None);
    };
    println!(
        "{customers} fictional customers with {logins} logins and {orders} orders since {first_day} are in the shop \
         ({:.1} s)",
        started.elapsed().as_secs_f64()
    );
    println!("these can sign in to the storefront, with the password {password} (shown once):");
    println!("  {}", accounts.join(", "));
    Ok(Some(()))
}
