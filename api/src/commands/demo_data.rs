//! `patron demo-data`, and what `patron serve --demo` prepares: a fictional shop with half a year of customers.

mod dice;
mod env_file;
mod load;
mod order;
mod person;
mod plan;
mod words;

use crate::{
    config::Config,
    startup::{self, Ready},
};
use patron_db::{shop, stats};
use patron_domain::{clock::Clock, period::day_of};
use plan::{Plan, Span};
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
    #[arg(long, default_value_t = CUSTOMERS, value_parser = clap::value_parser!(u32).range(1..=5000))]
    customers: u32,
    /// What decides who they are and what they did
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

/// Loads the shop, unless somebody is there.
pub async fn run(config: Config, args: Args) -> Result<(), String> {
    startup::with_database(&config, async |ready: &Ready| {
        let there = customers(ready).await?;
        if there > 0 {
            return Err(format!(
                "the shop has {there} customers already; demo data goes only into an empty shop, because it can't be \
                 told apart later. Take another data directory (--data-dir) or database"
            ));
        }
        load(ready, args.customers, args.seed).await
    })
    .await
}

/// What `serve --demo` needs: data when the shop is empty, and the demo shop's keys in `demo-shop.env`.
///
/// # Errors
/// When the database is away or the file can't be written.
pub async fn prepare_shop(ready: &Ready, data_dir: &Path, public_url: &str) -> Result<(), String> {
    if customers(ready).await? == 0 {
        load(ready, CUSTOMERS, SEED).await?;
    }
    env_file::write(ready, &data_dir.join(ENV_FILE), public_url).await
}

async fn customers(ready: &Ready) -> Result<i64, String> {
    let now = Clock::system().now();
    let mut conn = ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
    let overview = stats::overview(&mut conn, now.date_naive(), now).await.map_err(|e| e.to_string())?;
    Ok(overview.total_customers)
}

async fn load(ready: &Ready, customers: u32, seed: u64) -> Result<(), String> {
    let started = Instant::now();
    let shop = {
        let mut conn = ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
        shop::get(&mut conn).await.map_err(|e| e.to_string())?
    };
    let shop = shop.ok_or("the shop's settings are missing: run `patron migrate`")?;
    let span = Span { now: Clock::system().now(), zone: shop.time_zone };
    let plan = Plan::new(seed, customers as usize, &span);
    let orders = load::store(ready, &shop, &plan, &span).await.map_err(|e| format!("the demo data: {e}"))?;
    println!(
        "{customers} fictional customers with {orders} orders since {} are in the shop ({:.1} s)",
        day_of(span.start(), span.zone),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}
