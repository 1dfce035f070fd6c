//! Channels as tables.

use super::cell;
use crate::stats::answer::Charts;
use patron_api_types::stats::Channels;

impl Charts for Channels {
    const NAMES: &'static [&'static str] = &["channels"];

    fn chart(&self, _name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let header = vec![
            "channel",
            "customers",
            "buyers",
            "conversion",
            "repeat_buyers",
            "opt_ins",
            "orders",
            "revenue",
            "lifetime_value",
            "average_lifetime_value",
        ];
        let rows = self.items.iter().map(|c| {
            vec![
                c.channel.to_string(),
                c.customers.to_string(),
                c.buyers.to_string(),
                cell(c.conversion.as_deref()),
                c.repeat_buyers.to_string(),
                c.opt_ins.to_string(),
                c.orders.to_string(),
                c.revenue.to_string(),
                c.lifetime_value.to_string(),
                cell(c.average_lifetime_value),
            ]
        });
        (header, rows.collect())
    }
}
