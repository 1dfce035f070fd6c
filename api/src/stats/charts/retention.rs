//! Retention as a table.

use crate::stats::answer::Charts;
use patron_api_types::stats::Retention;

impl Charts for Retention {
    const NAMES: &'static [&'static str] = &["cohorts"];

    fn chart(&self, _name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let header = [
            "start",
            "end",
            "size",
            "period_0",
            "period_1",
            "period_2",
            "period_3",
            "period_4",
            "period_5",
            "period_6",
            "period_7",
            "period_8",
            "period_9",
            "period_10",
            "period_11",
        ];
        let rows = self.cohorts.iter().map(|c| {
            let cells = c.cells.iter().map(|cell| cell.map(|n| n.to_string()).unwrap_or_default());
            [c.start.to_string(), c.end.to_string(), c.size.to_string()].into_iter().chain(cells).collect()
        });
        (header.to_vec(), rows.collect())
    }
}
