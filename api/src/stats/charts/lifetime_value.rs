//! Lifetime value as tables.

use crate::stats::answer::Charts;
use patron_api_types::stats::{LifetimeValue, ValueBucket, ValueCohort};

impl Charts for LifetimeValue {
    const NAMES: &'static [&'static str] = &["distribution", "cohorts"];

    fn chart(&self, name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        if name == "cohorts" {
            let header = ["start", "end", "size", "days", "complete", "average"];
            (header.to_vec(), self.cohorts.iter().flat_map(windows).collect())
        } else {
            let header = ["from", "to", "people", "total"];
            (header.to_vec(), self.distribution.iter().map(bucket).collect())
        }
    }
}

fn bucket(b: &ValueBucket) -> Vec<String> {
    let to = b.to.map(|to| to.to_string()).unwrap_or_default();
    vec![b.from.to_string(), to, b.people.to_string(), b.total.to_string()]
}

/// A row for each window.
fn windows(c: &ValueCohort) -> Vec<Vec<String>> {
    let window = |w: &patron_api_types::stats::ValueWindow| {
        let average = w.average.map(|a| a.to_string()).unwrap_or_default();
        let of = [c.start.to_string(), c.end.to_string(), c.size.to_string()];
        of.into_iter().chain([w.days.to_string(), w.complete.to_string(), average]).collect()
    };
    c.windows.iter().map(window).collect()
}
