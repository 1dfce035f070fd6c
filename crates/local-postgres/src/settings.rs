//! The server's settings, given at each start; nothing is written into `postgresql.conf`.

use std::path::Path;

use crate::options::Options;

/// For every cluster.
const COMMON: [&str; 17] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_permissions=0700",
    "password_encryption=scram-sha-256",
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    "autovacuum=on",
    "wal_compression=on",
    "work_mem=16MB",
    "maintenance_work_mem=128MB",
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

const DURABLE: [&str; 4] =
    ["shared_buffers=256MB", "effective_cache_size=1GB", "max_wal_size=2GB", "checkpoint_timeout=15min"];

const TEST: [&str; 6] = [
    "shared_buffers=64MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=1GB",
    "autovacuum_naptime=5min",
];

/// Values for `-c`, one setting each.
pub(crate) fn all(options: &Options, port: u16, socket_dir: &Path) -> Vec<String> {
    let tuned: &[&str] = if options.durable { &DURABLE } else { &TEST };
    let mut settings: Vec<String> = COMMON.iter().chain(tuned).map(|text| (*text).to_owned()).collect();
    settings.push(format!("port={port}"));
    settings.push(format!("max_connections={}", options.max_connections));
    // Doubled quotes: the value is a list of directories, in which quotes keep blanks and commas.
    let dir = socket_dir.display().to_string().replace('"', "\"\"");
    settings.push(format!("unix_socket_directories=\"{dir}\""));
    settings
}
