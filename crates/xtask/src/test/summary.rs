//! Counts what the test programs say at their ends.

use std::fmt::{self, Display};

/// Tests that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub passed: u64,
    pub failed: u64,
}

impl Summary {
    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`; other lines give nothing.
    pub fn parse(line: &str) -> Option<Self> {
        let counts = line.trim().strip_prefix("test result:")?.split_once(". ")?.1;
        let count = |word: &str| {
            counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
        };
        Some(Self { passed: count("passed")?, failed: count("failed")? })
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// All passed, and there were some: a suite of nothing proves nothing.
    pub fn is_success(&self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

impl Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_runners_last_line() {
        let ok =
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s";
        assert_eq!(Summary::parse(ok), Some(Summary { passed: 12, failed: 0 }));
        let failed = "test result: FAILED. 2 passed; 7 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(Summary::parse(failed), Some(Summary { passed: 2, failed: 7 }));
        assert_eq!(Summary::parse("test result_parses ... ok"), None);
        assert_eq!(Summary::parse("running 12 tests"), None);
    }

    #[test]
    fn nothing_run_is_no_success() {
        let mut total = Summary::default();
        assert!(!total.is_success());
        total.add(Summary { passed: 2, failed: 0 });
        assert!(total.is_success());
        total.add(Summary { passed: 0, failed: 1 });
        assert!(!total.is_success());
        assert_eq!(total.to_string(), "2 passed, 1 failed");
    }
}
