//! The machine's memory.

use std::fs;

/// When the machine does not say: what every machine has.
const UNKNOWN: u64 = 2048;

/// Its size in MiB; on Linux what `/proc/meminfo` says, or less where the process's control group has a limit.
pub(crate) fn mebibytes() -> u64 {
    let total = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total(&text));
    // version 2 of control groups, which containers have; "max" is no limit
    let limit = fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let limit = limit.and_then(|text| text.trim().parse::<u64>().ok()).map(|bytes| bytes / 1_048_576);
    let total = total.unwrap_or(UNKNOWN);
    limit.map_or(total, |limit| limit.min(total))
}

fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_kernel_says() {
        assert_eq!(total("MemTotal:       24599616 kB\nMemFree: 1 kB\n"), Some(24_023));
        assert_eq!(total("nothing"), None);
    }
}
