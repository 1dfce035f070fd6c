//! Consent as tables.

use super::cell;
use crate::stats::answer::Charts;
use patron_api_types::stats::{ConsentSource, ConsentStats};

impl Charts for ConsentStats {
    const NAMES: &'static [&'static str] = &["series", "channels", "versions", "methods"];

    fn chart(&self, name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        match name {
            "channels" => channels(self),
            "versions" => (vec!["version", "given", "withdrawn"], sources(&self.by_version)),
            "methods" => (vec!["method", "given", "withdrawn"], sources(&self.by_method)),
            _ => (
                vec!["start", "end", "partial", "channel", "given", "given_by_default", "withdrawn"],
                series(self),
            ),
        }
    }
}

/// A row for each period and channel.
fn series(consents: &ConsentStats) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for bucket in &consents.buckets {
        for flow in &bucket.channels {
            rows.push(vec![
                bucket.start.to_string(),
                bucket.end.to_string(),
                bucket.partial.to_string(),
                flow.channel.to_string(),
                flow.given.to_string(),
                flow.given_by_default.to_string(),
                flow.withdrawn.to_string(),
            ]);
        }
    }
    rows
}

fn channels(consents: &ConsentStats) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let header = vec![
        "channel",
        "with_address",
        "subscribed",
        "express",
        "by_default",
        "imported",
        "pending",
        "unsubscribed",
        "reachable",
        "opt_in_rate",
        "asked_rate",
        "confirmed_rate",
    ];
    let rows = consents.channels.iter().map(|c| {
        vec![
            c.channel.to_string(),
            c.with_address.to_string(),
            c.subscribed.to_string(),
            c.express.to_string(),
            c.by_default.to_string(),
            c.imported.to_string(),
            c.pending.to_string(),
            c.unsubscribed.to_string(),
            c.reachable.to_string(),
            cell(c.opt_in_rate.as_deref()),
            cell(c.asked_rate.as_deref()),
            cell(c.confirmed_rate.as_deref()),
        ]
    });
    (header, rows.collect())
}

fn sources(sources: &[ConsentSource]) -> Vec<Vec<String>> {
    sources.iter().map(|s| vec![s.key.clone(), s.given.to_string(), s.withdrawn.to_string()]).collect()
}
