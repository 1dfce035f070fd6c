//! Import of a file by `patron import` into a shop of its own that is empty.

use crate::{Bench, Failure, table::Goal};
use std::{
    fs,
    io::{BufWriter, Write as _},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

/// A million rows in four minutes.
const GOAL: f64 = 1_000_000.0 / 240.0;

/// Imports as many rows as the large shop has customers, and the same file again.
pub async fn import(bench: &mut Bench) -> Result<(), Failure> {
    let dir = bench.shop.dir.join("import");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).map_err(|e| Failure::of(&format!("make {}", dir.display()), e))?;
    let file = dir.join("customers.csv");
    write(&file, bench.shop.customers).map_err(|e| Failure::of(&format!("write {}", file.display()), e))?;
    let (seconds, memory) = run(bench, &dir, &file).await?;
    let rate = f64::from(bench.shop.customers) / seconds;
    bench.table.ratio(
        "import of new customers, against four minutes a million",
        rate,
        "/s",
        GOAL,
        Goal::AtLeast(1.0),
    );
    bench.table.figure("import, memory at most", memory, "MiB", Goal::None);
    let (seconds, _) = run(bench, &dir, &file).await?;
    let rate = f64::from(bench.shop.customers) / seconds;
    bench.table.figure("the same file again, rows", rate, "/s", Goal::None);
    fs::remove_dir_all(&dir).map_err(|e| Failure::of(&format!("remove {}", dir.display()), e))
}

/// Seconds, and the most memory that was seen.
async fn run(bench: &Bench, dir: &Path, file: &Path) -> Result<(f64, f64), Failure> {
    let begin = Instant::now();
    let mut command = bench.shop.program();
    command.arg("import").arg(file).arg("--data-dir").arg(dir.join("data")).stdout(Stdio::null());
    let mut child = command.spawn().map_err(|e| Failure::of("start patron", e))?;
    let mut most = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|e| Failure::of("wait for patron", e))? {
            break status;
        }
        most = most.max(crate::shop::resident(child.id()).unwrap_or(0.0));
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    if !status.success() {
        return Err(Failure(format!("patron import: {status}")));
    }
    Ok((begin.elapsed().as_secs_f64(), most))
}

fn write(file: &Path, rows: u32) -> std::io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(file)?);
    writeln!(
        out,
        "email,full_name,mobile_number,signup_date,login_count,last_login_at,total_orders,total_spent,\
         preferred_categories,marketing_consent,status,location"
    )?;
    let mut rng = fastrand::Rng::with_seed(3);
    for n in 0..rows {
        let (orders, yes) = (rng.u32(0..6), rng.bool());
        writeln!(
            out,
            "customer{n}@example.com,Asha Marigold {n},+9198{n:08},2025-{:02}-11T10:00:00Z,{},2026-10-{:02}T08:00:00Z,\
             {orders},{}.00,\"[\"\"Gifts\"\"]\",{yes},active,\"Pune, Maharashtra\"",
            rng.u8(1..=12),
            rng.u8(0..20),
            rng.u8(1..=28),
            orders * 499
        )?;
    }
    out.flush()
}
