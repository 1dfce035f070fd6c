//! What is decided of a rule without the database.

use super::ordered_within;
use patron_domain::{
    people_set::Moment,
    rule::{Subject, parse::parse},
};

/// Whether the time of the last order tells it.
fn told_by_the_last(rule: &str) -> bool {
    let at = Moment::new("2026-11-20T08:30:00Z".parse().unwrap(), chrono_tz::Asia::Kolkata, "monday");
    let rule = parse(rule).unwrap();
    rule.conditions().into_iter().all(|c| match &c.subject {
        Subject::Rows(rows) => ordered_within(rows, c, &at).is_some(),
        _ => false,
    })
}

#[test]
fn the_last_order_tells_of_a_span_that_goes_on_and_not_of_one_that_is_over() {
    for rule in [
        "orders(date in last 90 days).count = 0",
        "orders(date in last 24 hours).count >= 1",
        "orders(date in this month).count >= 1",
        "orders(date after 2026-01-01).count = 0",
    ] {
        assert!(told_by_the_last(rule), "{rule}");
    }
    for rule in [
        "orders(date in last year).count = 0",
        "orders(date between 2026-01-01 and 2026-01-31).count = 0",
        "orders(date on 2026-11-19).count >= 1",
        "orders(date in last 90 days).count >= 2",
        "orders(date in last 90 days, amount >= 5).count >= 1",
    ] {
        assert!(!told_by_the_last(rule), "{rule}");
    }
}
