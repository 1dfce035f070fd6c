//! The overview as tables.

use crate::stats::answer::Charts;
use patron_api_types::stats::Overview;

impl Charts for Overview {
    const NAMES: &'static [&'static str] = &["days"];

    fn chart(&self, _name: &str) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let header = vec![
            "day",
            "signups",
            "logins",
            "failed_logins",
            "orders",
            "revenue",
            "active",
            "engaged_30d",
            "active_customers",
            "marketing_opt_ins",
        ];
        let rows = self.days.iter().map(|d| {
            vec![
                d.day.to_string(),
                d.signups.to_string(),
                d.logins.to_string(),
                d.failed_logins.to_string(),
                d.orders.to_string(),
                d.revenue.to_string(),
                d.active.to_string(),
                d.engaged_30d.to_string(),
                d.active_customers.to_string(),
                d.marketing_opt_ins.to_string(),
            ]
        });
        (header, rows.collect())
    }
}
