//! Growth as tables.

use super::{cell, instant};
use crate::stats::answer::Charts;
use patron_api_types::stats::{Growth, GrowthSplit};

impl Charts for Growth {
    const NAMES: &'static [&'static str] = &["series", "sources", "methods"];

    fn chart(&self, name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        match name {
            "sources" => (vec!["source", "start", "end", "new"], splits(self, &self.by_source)),
            "methods" => (vec!["method", "start", "end", "new"], splits(self, &self.by_method)),
            _ => series(self),
        }
    }
}

fn series(growth: &Growth) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let header = vec![
        "start",
        "end",
        "partial",
        "new",
        "new_before",
        "cumulative",
        "active",
        "active_new",
        "orders",
        "revenue",
        "restated_at",
    ];
    let rows = growth.buckets.iter().map(|b| {
        vec![
            b.start.to_string(),
            b.end.to_string(),
            b.partial.to_string(),
            b.new.to_string(),
            b.new_before.to_string(),
            b.cumulative.to_string(),
            b.active.to_string(),
            b.active_new.to_string(),
            b.orders.to_string(),
            b.revenue.to_string(),
            cell(b.restated_at.map(instant)),
        ]
    });
    (header, rows.collect())
}

/// A row for each part and period.
fn splits(growth: &Growth, parts: &[GrowthSplit]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for part in parts {
        for (bucket, n) in growth.buckets.iter().zip(&part.values) {
            rows.push(vec![
                part.key.clone(),
                bucket.start.to_string(),
                bucket.end.to_string(),
                n.to_string(),
            ]);
        }
    }
    rows
}
