//! Says what is being done and how long it took.

use std::time::{Duration, Instant};

use crate::failure::Result;

/// Runs one step, with a line before and a line after.
pub fn step<T>(what: &str, action: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("→ {what} …");
    let begin = Instant::now();
    let value = action()?;
    println!("✓ {what}: done in {}", seconds(begin.elapsed()));
    Ok(value)
}

/// Says that a step had been done before.
pub fn present(what: &str) {
    println!("✓ {what} (present)");
}

/// A duration for people: tenths of seconds, from two minutes on also minutes.
pub fn seconds(duration: Duration) -> String {
    let total = duration.as_secs();
    if total < 120 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {} s", total / 60, total % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 5 s");
    }
}
