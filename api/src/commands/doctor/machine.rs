//! The checks that need no database: settings and disk.

use super::findings::Findings;
use crate::config::{Config, Place};
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    process::Command,
};

const MIB: u64 = 1024 * 1024;
/// Below this a database is close to stopping.
const DISK_FAIL: u64 = 200 * MIB;
/// Below this somebody should look.
const DISK_WARN: u64 = 1024 * MIB;

/// The settings were read, or this command would not run; some go badly together.
pub fn settings(config: &Config, found: &mut Findings) {
    let open = config.http.host.parse::<IpAddr>().is_ok_and(|host| !host.is_loopback());
    if open && config.http.public_url.is_none() {
        return found
            .warn("settings", "http.host is reachable from outside, so http.public_url should say how");
    }
    let place = match config.database_place() {
        Ok(Place::Configured(_)) => "a configured database".to_owned(),
        Ok(Place::Private(dir)) => format!("a private database in {}", dir.display()),
        Err(cause) => return found.fail("settings", &cause),
    };
    found.ok("settings", &format!("good; {place}"));
}

/// Room in the data directory.
pub fn disk(config: &Config, found: &mut Findings) {
    let dir = match config.data_dir() {
        Ok(dir) => existing(&dir),
        Err(cause) => return found.fail("disk", &cause),
    };
    let Some(free) = free_bytes(&dir) else {
        return found.warn("disk", &format!("unknown: df says nothing of {}", dir.display()));
    };
    let detail = format!("{:.1} GiB free in {}", free as f64 / (1024 * MIB) as f64, dir.display());
    match free {
        0..DISK_FAIL => found.fail("disk", &detail),
        DISK_FAIL..DISK_WARN => found.warn("disk", &detail),
        _ => found.ok("disk", &detail),
    }
}

/// The directory itself, or the nearest one above it that is there.
fn existing(dir: &Path) -> PathBuf {
    dir.ancestors().find(|d| d.is_dir()).unwrap_or(Path::new("/")).to_path_buf()
}

/// By `df` in its portable form (POSIX): the standard library can't ask.
fn free_bytes(dir: &Path) -> Option<u64> {
    let output = Command::new("df").env("LC_ALL", "C").arg("-Pk").arg("--").arg(dir).output().ok()?;
    output.status.success().then(|| available(&String::from_utf8_lossy(&output.stdout))).flatten()
}

/// The fourth column of the second line. Device names may have blanks, so it is counted from the percentage.
fn available(df: &str) -> Option<u64> {
    let words: Vec<&str> = df.lines().nth(1)?.split_whitespace().collect();
    let is_percentage = |word: &&str| word.strip_suffix('%').is_some_and(|n| n.parse::<u8>().is_ok());
    let percent = words.iter().rposition(is_percentage)?;
    let blocks: u64 = words.get(percent.checked_sub(1)?)?.parse().ok()?;
    blocks.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn df_is_read_also_where_names_have_blanks() {
        let head = "Filesystem 1024-blocks Used Available Capacity Mounted on\n";
        assert_eq!(available(&format!("{head}/dev/sda1 100 60 40 60% /\n")), Some(40 * 1024));
        assert_eq!(available(&format!("{head}//nas/my share 100 60 7 93% /mnt/50% full\n")), Some(7 * 1024));
        assert_eq!(available(&format!("{head}//nas/my share 100 60 7 93% /mnt/data dir\n")), Some(7 * 1024));
        assert_eq!(available("df: no such file"), None);
    }
}
