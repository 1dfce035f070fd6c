//! The server's settings, given at each start; nothing is written into `postgresql.conf`.

use std::path::Path;

use crate::memory;
use crate::options::Options;

/// For every cluster.
const COMMON: [&str; 14] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_permissions=0700",
    "password_encryption=scram-sha-256",
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    "autovacuum=on",
    "random_page_cost=1.1",
    // Compiling costs more than it gives for queries of a few milliseconds.
    "jit=off",
    "logging_collector=off",
    "log_min_messages=warning",
    "log_line_prefix=%m [%p] %q%u@%d ",
    // DETAIL lines quote the customer's row; they have no place in a log.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
];

const DURABLE: [&str; 3] = ["wal_compression=on", "max_wal_size=2GB", "checkpoint_timeout=15min"];

// Without `wal_compression`: every test copies a database, and each of its pages would be compressed for a log
// that nobody reads.
const TEST: [&str; 8] = [
    "shared_buffers=64MB",
    "work_mem=16MB",
    "maintenance_work_mem=128MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=1GB",
    "autovacuum_naptime=5min",
];

/// How much of the machine's memory the server may use, in MiB: an eighth for its own cache (the system's takes the
/// rest), so that a small machine keeps room for what else runs there.
fn sized(machine: u64) -> Vec<String> {
    let part = |divisor: u64, least: u64, most: u64| (machine / divisor).clamp(least, most);
    vec![
        format!("shared_buffers={}MB", part(8, 128, 4096)),
        format!("effective_cache_size={}MB", part(2, 384, 65_536)),
        format!("work_mem={}MB", part(512, 8, 64)),
        format!("maintenance_work_mem={}MB", part(16, 64, 1024)),
    ]
}

/// Values for `-c`, one setting each.
pub(crate) fn all(options: &Options, port: u16, socket_dir: &Path) -> Vec<String> {
    let tuned: &[&str] = if options.durable { &DURABLE } else { &TEST };
    let mut settings: Vec<String> = COMMON.iter().chain(tuned).map(|text| (*text).to_owned()).collect();
    if options.durable {
        settings.extend(sized(memory::mebibytes()));
    }
    settings.push(format!("port={port}"));
    settings.push(format!("max_connections={}", options.max_connections));
    // Doubled quotes: the value is a list of directories, in which quotes keep blanks and commas.
    let dir = socket_dir.display().to_string().replace('"', "\"\"");
    settings.push(format!("unix_socket_directories=\"{dir}\""));
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_log_that_is_kept_is_compressed() {
        let compressed = |options: &Options| {
            all(options, 5432, Path::new("/tmp/sock")).contains(&"wal_compression=on".to_owned())
        };
        assert!(compressed(&Options::new("/tmp/data")));
        assert!(!compressed(&Options::for_tests("/tmp/data")));
    }

    #[test]
    fn a_small_machine_gets_a_small_cache_and_a_large_one_no_boundless_one() {
        assert_eq!(sized(1024)[0], "shared_buffers=128MB");
        assert_eq!(sized(8192)[0], "shared_buffers=1024MB");
        assert_eq!(sized(1_000_000)[0], "shared_buffers=4096MB");
        assert_eq!(sized(2048)[2], "work_mem=8MB");
    }
}
