//! `patron import`: an existing shop's customers, from a file.
//!
//! Reading (`source`, `header`, `cell`, `row`), people who stand in the file twice (`twice`), storing in
//! transactions (`batch`) and what was refused (`rejects`) are apart; this file runs them one after the other.

mod batch;
mod cell;
mod header;
mod rejects;
mod row;
mod source;
mod twice;

use crate::{
    config::Config,
    startup::{self, Ready},
};
use batch::{Batch, Tally};
use chrono::NaiveDate;
use header::Header;
use indicatif::{ProgressBar, ProgressStyle};
use patron_db::{
    import::ImportRow,
    shop::{self, Shop},
};
use patron_domain::{clock::Clock, period::day_of};
use rejects::Rejects;
use row::Context;
use source::Source;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};
use twice::Twice;

/// Options of `import`.
#[derive(clap::Args)]
pub struct Args {
    /// The file: CSV in UTF-8 with a header row
    file: PathBuf,
    /// Where refused rows go, with their reasons [default: FILE.rejected.csv]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Read and check everything, and store nothing
    #[arg(long)]
    dry_run: bool,
    /// The day that the file's totals are of [default: today in the shop's zone]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
}

/// A row that was understood, with what the file said.
struct Parsed {
    line: u64,
    record: csv::ByteRecord,
    row: ImportRow,
    dates: row::Dates,
}

/// Exit code when rows were refused.
const REFUSED: u8 = 2;

/// Imports the file and prints what became of it.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, String> {
    let started = Instant::now();
    // the file first: a wrong name is told before a database is started
    let first_look = Source::open(&args.file)?;
    let header = Header::read(first_look.headers())?;
    for name in header.unknown() {
        eprintln!("warning: the column {name} is not known and not taken");
    }
    let twice = Twice::find(first_look, &header)?;
    let tally =
        startup::with_database(&config, async |ready: &Ready| import(ready, &args, &header, twice).await)
            .await?;
    println!(
        "{}created {}, updated {}, refused {} ({:.1} s)",
        if args.dry_run { "dry run, nothing was stored: " } else { "" },
        tally.created,
        tally.updated,
        tally.refused,
        started.elapsed().as_secs_f64()
    );
    if tally.refused == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    println!("the refused rows with their reasons are in {}", rejects_path(&args).display());
    Ok(ExitCode::from(REFUSED))
}

fn rejects_path(args: &Args) -> PathBuf {
    args.rejects.clone().unwrap_or_else(|| {
        let mut name = args.file.clone().into_os_string();
        name.push(".rejected.csv");
        name.into()
    })
}

async fn import(ready: &Ready, args: &Args, header: &Header, mut twice: Twice) -> Result<Tally, String> {
    let shop = settings(ready).await?;
    let now = Clock::system().now();
    let today = day_of(now, shop.time_zone);
    let as_of = args.as_of.unwrap_or(today);
    if as_of > today {
        return Err(format!("--as-of {as_of}: lies in the future; it is {today} in the shop's zone"));
    }
    let mut source = Source::open(&args.file)?;
    let rejects = Rejects::new(rejects_path(args), &args.file, source.headers())?;
    let context = Context {
        header,
        zone: shop.time_zone,
        phone_country: &shop.phone_country,
        currency: &shop.currency,
        now,
    };
    let mut batch = Batch::new(ready, &shop, as_of, now, args.dry_run, rejects);
    let bar = progress(&args.file);
    while let Some((line, record)) = source.next()? {
        match row::parse(&context, &record) {
            Err(reasons) => batch.refuse(line, &record, &reasons)?,
            Ok((row, dates)) => {
                // held back until all rows of that person are known
                if let Some(parsed) = twice.keep(Parsed { line, record, row, dates }) {
                    batch.add(parsed).await?;
                }
            }
        }
        bar.set_position(source.position());
    }
    for person in twice.into_people() {
        for (refused, reason) in &person.refused {
            batch.refuse(refused.line, &refused.record, reason)?;
        }
        batch.add(person.merged).await?;
    }
    let tally = batch.finish().await;
    bar.finish_and_clear();
    tally
}

async fn settings(ready: &Ready) -> Result<Shop, String> {
    let mut conn = ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
    let shop = shop::get(&mut conn).await.map_err(|e| e.to_string())?;
    shop.ok_or_else(|| "the shop's settings are missing: run `patron migrate`".into())
}

/// A bar over the file's bytes; indicatif hides it where standard error is no terminal.
fn progress(file: &Path) -> ProgressBar {
    let bar = ProgressBar::new(std::fs::metadata(file).map_or(0, |m| m.len()));
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}  {eta}") {
        bar.set_style(style);
    }
    bar
}
