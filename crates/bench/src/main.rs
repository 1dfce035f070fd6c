//! The benchmark behind `cargo xtask bench`: the real server with a shop of a million customers, against what the
//! same PostgreSQL does without it, in one run on one machine, because machines are noisy.
//!
//! A measure is a file: it adds its lines to the [`table::Table`]. To add one, write the file, call it in
//! [`spine`] and name its goal there.

mod exporting;
mod hashing;
mod http;
mod importing;
mod ingest;
mod pgbench;
mod plain_ingest;
mod reading;
mod running;
mod searching;
mod segments;
mod shop;
mod sql;
mod stats;
mod table;
mod tracking;

use clap::Parser;
use shop::Shop;
use std::{fmt, path::PathBuf, process::ExitCode, time::Duration};
use table::Table;

/// What went wrong, for people.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// With what was tried and its cause.
    pub fn of(what: &str, cause: impl fmt::Display) -> Self {
        Self(format!("{what}: {cause}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Measures Patron against plain PostgreSQL.
#[derive(Parser)]
pub struct Args {
    /// The server's program
    #[arg(long)]
    patron: PathBuf,
    /// Where shops are kept between runs
    #[arg(long)]
    dir: PathBuf,
    /// Customers of the large shop
    #[arg(long, default_value_t = 1_000_000)]
    customers: u32,
    /// Customers of the small shop, to tell what grows
    #[arg(long, default_value_t = 100_000)]
    small: u32,
    /// Seconds of each measure
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// What to measure: `spine`, `ingest`, `stats` or `segments`
    #[arg(long, default_value = "spine")]
    what: String,
    /// Only measures whose name holds this
    #[arg(long)]
    only: Option<String>,
    /// Measure, and judge nothing
    #[arg(long)]
    no_judge: bool,
    /// Write the table to this file too
    #[arg(long)]
    table: Option<PathBuf>,
    /// Serve the large shop on this port, for a browser, until standard input ends; measures nothing
    #[arg(long)]
    serve: Option<u16>,
}

/// What measures need.
pub struct Bench {
    shop: Shop,
    small: Shop,
    /// How long a measure takes.
    time: Duration,
    only: Option<String>,
    table: Table,
}

impl Bench {
    /// Whether this measure was asked for.
    fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| name.contains(only))
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("no runtime: {e}");
            return ExitCode::FAILURE;
        }
    };
    // what is dropped with the run ends with it: the server, and the database
    let interruptible = async {
        tokio::select! {
            done = run(args) => done,
            _ = tokio::signal::ctrl_c() => Err(Failure("interrupted".into())),
        }
    };
    match runtime.block_on(interruptible) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<ExitCode, Failure> {
    let spine_asked = args.what == "spine";
    let starts =
        spine_asked && args.serve.is_none() && args.only.as_deref().is_none_or(|only| "start".contains(only));
    let private_start = match starts {
        true => Some(shop::private_start(&args.patron, &args.dir, args.customers).await?),
        false => None,
    };
    let shop = Shop::ready(&args.patron, &args.dir, args.customers)?;
    if let Some(port) = args.serve {
        shop.serve_until_told(port).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let small = Shop::ready(&args.patron, &args.dir, args.small)?;
    let mut bench = Bench {
        shop,
        small,
        time: Duration::from_secs(args.seconds),
        only: args.only,
        table: Table::new(!args.no_judge),
    };
    println!("{} customers, {} s a measure:", args.customers, args.seconds);
    match args.what.as_str() {
        "spine" => spine(&mut bench, private_start).await?,
        "ingest" => ingest::run(&mut bench).await?,
        "stats" => stats::run(&mut bench).await?,
        "segments" => segments::run(&mut bench).await?,
        other => return Err(Failure(format!("there is nothing to measure by the name of {other}"))),
    }
    let table = bench.table.markdown();
    println!("\n{table}");
    if let Some(path) = &args.table {
        std::fs::write(path, &table).map_err(|e| Failure::of(&format!("write {}", path.display()), e))?;
    }
    let missed = bench.table.missed();
    if args.no_judge {
        println!("not judged");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{missed} goals missed");
    Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All measures, in an order in which none spoils the next: those that write come last.
async fn spine(bench: &mut Bench, private_start: Option<f64>) -> Result<(), Failure> {
    if let Some(private) = private_start {
        running::start(bench, private).await?;
    }
    let server = bench.shop.serve().await?;
    running::rest(bench, &server).await?;
    if bench.wants("list") {
        reading::list(bench, &server).await?;
    }
    if bench.wants("customer") {
        reading::customer(bench, &server).await?;
    }
    if bench.wants("search") {
        searching::search(bench, &server).await?;
        searching::pages(bench, &server).await?;
    }
    if bench.wants("overview") {
        reading::overview(bench, &server).await?;
    }
    if bench.wants("export") {
        exporting::export(bench, &server).await?;
        exporting::meanwhile(bench, &server).await?;
    }
    if bench.wants("tracking") {
        tracking::login_attempts(bench, &server).await?;
    }
    if bench.wants("hashing") {
        hashing::logins(bench, &server).await?;
    }
    running::after(bench, &server).await?;
    server.stop()
}
