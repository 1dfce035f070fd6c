//! RFM as tables.

use crate::stats::answer::Charts;
use patron_api_types::stats::Rfm;

impl Charts for Rfm {
    const NAMES: &'static [&'static str] = &["grid", "groups"];

    fn chart(&self, name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        if name == "groups" {
            let rows = self
                .groups
                .iter()
                .map(|g| vec![g.group.to_string(), g.people.to_string(), g.spent.to_string()]);
            (vec!["group", "people", "spent"], rows.collect())
        } else {
            let rows = self.cells.iter().map(|c| {
                let scores = [c.recency.to_string(), c.value.to_string()];
                let rest = [c.group.to_string(), c.people.to_string(), c.spent.to_string()];
                scores.into_iter().chain(rest).collect()
            });
            (vec!["recency", "value", "group", "people", "spent"], rows.collect())
        }
    }
}
