//! Engagement as tables.

use super::{cell, shares};
use crate::stats::answer::Charts;
use patron_api_types::stats::Engagement;

impl Charts for Engagement {
    const NAMES: &'static [&'static str] =
        &["periods", "days", "frequency", "heat_map", "methods", "devices", "reasons"];

    fn chart(&self, name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        match name {
            "days" => (vec!["day", "dau", "wau", "mau", "logins", "failed_logins"], days(self)),
            "frequency" => (vec!["from", "to", "people"], frequency(self)),
            "heat_map" => (vec!["weekday", "hour", "logins"], heat_map(self)),
            "methods" => (vec!["method", "logins"], shares(&self.methods)),
            "devices" => (vec!["device", "logins"], shares(&self.devices)),
            "reasons" => (vec!["reason", "failed_logins"], shares(&self.failure_reasons)),
            _ => (vec!["start", "end", "partial", "active", "new"], periods(self)),
        }
    }
}

fn periods(engagement: &Engagement) -> Vec<Vec<String>> {
    let rows = engagement.periods.iter().map(|p| {
        vec![
            p.start.to_string(),
            p.end.to_string(),
            p.partial.to_string(),
            p.active.to_string(),
            p.new.to_string(),
        ]
    });
    rows.collect()
}

fn days(engagement: &Engagement) -> Vec<Vec<String>> {
    let rows = engagement.days.iter().map(|d| {
        vec![
            d.day.to_string(),
            d.dau.to_string(),
            d.wau.to_string(),
            d.mau.to_string(),
            d.logins.to_string(),
            d.failed_logins.to_string(),
        ]
    });
    rows.collect()
}

fn frequency(engagement: &Engagement) -> Vec<Vec<String>> {
    let rows =
        engagement.login_frequency.iter().map(|b| vec![b.from.to_string(), cell(b.to), b.people.to_string()]);
    rows.collect()
}

/// A row for each weekday and hour.
fn heat_map(engagement: &Engagement) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for row in &engagement.heat_map {
        for (hour, n) in row.hours.iter().enumerate() {
            rows.push(vec![row.weekday.clone(), hour.to_string(), n.to_string()]);
        }
    }
    rows
}
