//! `patron import`: an existing shop's customers, orders and suppressions, from a file.
//!
//! It reads and stores as the server's jobs do ([`crate::import`]), without an upload; refused rows go to a file.

mod rejects;
mod told;

use crate::{
    config::Config,
    import::{
        engine::{Engine, Input, Opener},
        formats,
        header::Header,
        lanes::{Broken, LANES},
        plan::{Plan, Settings, check_day},
        source::Source,
    },
    startup::{self, Ready},
};
use chrono::NaiveDate;
use patron_api_types::imports::{ImportFormat, ImportKind};
use patron_db::shop::{self, Shop};
use patron_domain::{clock::Clock, period::day_of};
use rejects::Rejects;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};
use told::{Tally, Told};

/// Options of `import`.
#[derive(clap::Args)]
pub struct Args {
    /// The file: CSV in UTF-8 with a header row
    file: PathBuf,
    /// What it holds: customers, orders or suppressions [default: found out from its header]
    #[arg(long)]
    kind: Option<ImportKind>,
    /// Whose file it is: patron, shopify, woocommerce, mailchimp, mailchimp_suppressed or custom [default: found out]
    #[arg(long)]
    format: Option<ImportFormat>,
    /// Takes a column for a field, such as --map "Mail=email"; for none with nothing behind the sign
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    maps: Vec<String>,
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

/// Exit code when rows were refused.
const REFUSED: u8 = 2;

/// A file on this machine.
struct Local(PathBuf);

impl Input for Local {
    fn open(&self) -> Opener {
        let path = self.0.clone();
        Box::new(move || Source::open(&path))
    }
}

/// Imports the file and prints what became of it.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, String> {
    let started = Instant::now();
    // the file first: a wrong name is told before a database is started
    let first_look = Source::open(&args.file)?;
    let columns = first_look.columns();
    let settings = settings(&args, &columns)?;
    let header = Header::mapped(&columns, &settings.mapping, settings.kind)?;
    if settings.format == ImportFormat::Patron {
        header.once()?;
    }
    for name in header.unknown() {
        eprintln!("warning: the column {name} is not known and not taken");
    }
    let rejects = Rejects::new(rejects_path(&args), &args.file, first_look.headers())?;
    drop(first_look);
    let tally = startup::with_database(&config, async |ready: &Ready| {
        import(ready, &args, settings, &columns, rejects).await
    })
    .await?;
    println!(
        "{}created {}, updated {}, unchanged {}, refused {} ({:.1} s)",
        if args.dry_run { "dry run, nothing was stored: " } else { "" },
        tally.created,
        tally.updated,
        tally.unchanged,
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

/// What the header tells, and the options say on top. The day is set when the shop's zone is known.
fn settings(args: &Args, columns: &[String]) -> Result<Settings, String> {
    let (kind, format) = formats::detect(columns);
    let (kind, format) = (args.kind.unwrap_or(kind), args.format.unwrap_or(format));
    let mut mapping = formats::mapping(kind, format, columns);
    for map in &args.maps {
        let wrong = || format!("--map {map}: must be of the form COLUMN=FIELD");
        let (column, field) = map.rsplit_once('=').ok_or_else(wrong)?;
        let (column, field) = (column.trim(), field.trim());
        if !columns.iter().any(|there| there == column) {
            return Err(format!("--map {map}: the file has no such column"));
        }
        if field.is_empty() {
            mapping.remove(column);
        } else {
            mapping.insert(column.to_owned(), field.to_owned());
        }
    }
    Ok(Settings { kind, format, mapping, as_of: args.as_of.unwrap_or_default() })
}

async fn import(
    ready: &Ready,
    args: &Args,
    mut settings: Settings,
    columns: &[String],
    rejects: Rejects,
) -> Result<Tally, String> {
    let shop = shop_of(ready).await?;
    let now = Clock::system().now();
    settings.as_of = args.as_of.unwrap_or_else(|| day_of(now, shop.time_zone));
    let as_of = settings.as_of;
    check_day(as_of, &shop, now).map_err(|why| format!("--as-of {as_of}: {why}"))?;
    let plan = Arc::new(Plan::new(&settings, columns, &shop, now)?);
    let told = Told::new(rejects, size(&args.file));
    let engine = Engine { db: &ready.db.staff, shop: &shop, plan, dry_run: args.dry_run, done: [0; LANES] };
    let ended = engine.run(&Local(args.file.clone()), &told).await;
    let tally = told.finish()?;
    match ended {
        Ok(()) => Ok(tally),
        Err(Broken::File(why)) => Err(why),
        Err(Broken::Store(cause)) => Err(told::broken_off(tally, &cause.to_string())),
        Err(Broken::Stopped) => Err(told::broken_off(tally, "it was stopped")),
    }
}

async fn shop_of(ready: &Ready) -> Result<Shop, String> {
    let mut conn = ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
    let shop = shop::get(&mut conn).await.map_err(|e| e.to_string())?;
    shop.ok_or_else(|| "the shop's settings are missing: run `patron migrate`".into())
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |meta| meta.len())
}
