//! Login health as tables.

use super::{cell, instant, shares};
use crate::stats::answer::Charts;
use patron_api_types::stats::{Attacked, LoginHealth};

impl Charts for LoginHealth {
    const NAMES: &'static [&'static str] = &["days", "reasons", "accounts", "addresses", "sources"];

    fn chart(&self, name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let attacked = vec!["customer_id", "email", "failures", "first_at", "last_at", "signed_in_since"];
        match name {
            "reasons" => (vec!["reason", "failed"], shares(&self.reasons)),
            "accounts" => (attacked, rows(&self.accounts)),
            "addresses" => (attacked, rows(&self.addresses)),
            "sources" => (vec!["ip_address", "failures", "addresses", "last_at"], sources(self)),
            _ => (vec!["day", "logins", "failed", "throttled"], days(self)),
        }
    }
}

fn days(health: &LoginHealth) -> Vec<Vec<String>> {
    let rows = health.days.iter().map(|d| {
        vec![d.day.to_string(), d.logins.to_string(), d.failed.to_string(), d.throttled.to_string()]
    });
    rows.collect()
}

fn rows(attacked: &[Attacked]) -> Vec<Vec<String>> {
    let rows = attacked.iter().map(|a| {
        vec![
            cell(a.customer_id),
            a.email.clone(),
            a.failures.to_string(),
            instant(a.first_at),
            instant(a.last_at),
            a.signed_in_since.to_string(),
        ]
    });
    rows.collect()
}

fn sources(health: &LoginHealth) -> Vec<Vec<String>> {
    let rows = health.sources.iter().map(|s| {
        vec![s.ip_address.clone(), s.failures.to_string(), s.addresses.to_string(), instant(s.last_at)]
    });
    rows.collect()
}
