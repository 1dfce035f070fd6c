//! `pgbench` on the same database, in the server's role.

use crate::{Failure, shop::Shop};
use std::{fs, path::PathBuf, process::Command, time::Duration};

/// What it measured.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Transactions a second.
    pub rate: f64,
}

/// Runs scripts, each transaction one of them by chance, as prepared statements.
///
/// # Errors
/// When pgbench fails, with what it says.
pub fn run(
    shop: &Shop,
    name: &str,
    scripts: &[String],
    clients: usize,
    time: Duration,
) -> Result<Rate, Failure> {
    let dir = shop.dir.join("pgbench").join(name);
    fs::create_dir_all(&dir).map_err(|e| Failure::of(&format!("make {}", dir.display()), e))?;
    let mut command = Command::new(shop.cluster.bin_dir().join("pgbench"));
    command.args(["--no-vacuum", "--protocol=prepared"]);
    command.arg(format!("--client={clients}")).arg(format!("--jobs={}", clients.min(2)));
    command.arg(format!("--time={}", time.as_secs().max(1)));
    for (n, script) in scripts.iter().enumerate() {
        let path: PathBuf = dir.join(format!("{n}.sql"));
        fs::write(&path, script).map_err(|e| Failure::of(&format!("write {}", path.display()), e))?;
        command.arg("--file").arg(path);
    }
    for (variable, value) in shop.connection() {
        command.env(variable, value);
    }
    // the same role, so the same plans
    command.env("PGOPTIONS", "-c role=patron_staff");
    let output = command.output().map_err(|e| Failure::of("start pgbench", e))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    match rate {
        Some(rate) if output.status.success() => Ok(Rate { rate }),
        _ => Err(Failure(format!("pgbench: {text}\n{}", String::from_utf8_lossy(&output.stderr)))),
    }
}
