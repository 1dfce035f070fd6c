//! What each number counts, in a sentence, by its field. People who are erased or were merged into others are left out
//! everywhere; days are those of the store's zone; an order counts unless it is cancelled or returned.

use std::collections::BTreeMap;

/// A field and its sentence.
type Definitions = &'static [(&'static str, &'static str)];

/// As it goes over the wire.
pub(super) fn map(definitions: &[(&str, &str)]) -> BTreeMap<String, String> {
    definitions.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect()
}

pub(super) const OVERVIEW: Definitions = &[
    ("total_customers", "Live profiles."),
    ("active_customers", "Live profiles with status active; it says nothing of what they did."),
    ("inactive_customers", "Live profiles with status inactive."),
    ("blocked_customers", "Live profiles with status blocked."),
    ("new_today", "Live profiles that signed up today."),
    ("new_7d", "Live profiles that signed up today or in the 6 days before."),
    ("new_7d_before", "Live profiles that signed up in the 7 days before those."),
    ("new_30d", "Live profiles that signed up today or in the 29 days before."),
    ("new_30d_before", "Live profiles that signed up in the 30 days before those."),
    ("new_wtd", "Live profiles that signed up since the week began."),
    ("new_wtd_before", "Live profiles that signed up in the same elapsed span of the week before."),
    ("new_mtd", "Live profiles that signed up since the month began."),
    (
        "new_mtd_before",
        "Live profiles that signed up in the same elapsed span of the month before, at most all of it.",
    ),
    (
        "engaged_30d",
        "People with a successful login or an order that counts in the last 30 days, today included.",
    ),
    ("engaged_30d_before", "People engaged in the 30 days that ended 30 days ago."),
    (
        "inactive_30d",
        "People without a login in the last 30 days, or ever, who signed up at least 30 days ago.",
    ),
    (
        "disengaged_30d",
        "People with neither login nor order in the last 30 days who signed up at least 30 days ago.",
    ),
    ("total_logins", "Successful logins of all time, opening balances included."),
    ("average_logins", "Successful logins of all time per live profile."),
    ("failed_logins", "Failed attempts of all time, also on addresses of nobody."),
    ("logins_30d", "Successful logins of the last 30 days, today included."),
    ("logins_30d_before", "Successful logins of the 30 days before those."),
    ("failed_logins_30d", "Failed attempts of the last 30 days, today included."),
    ("failed_logins_30d_before", "Failed attempts of the 30 days before those."),
    (
        "failure_reasons",
        "Failed attempts of the last 30 days by reason; other words than short ones count as other.",
    ),
    ("throttled_30d", "Attempts of the last 30 days that the throttle refused; they are no failed attempts."),
    ("marketing_opt_ins", "Live profiles that are SUBSCRIBED on any channel."),
    ("opt_in_rate", "Live profiles that are SUBSCRIBED on any channel, of all."),
    ("email_opt_ins", "Live profiles that are SUBSCRIBED on email."),
    (
        "email_opt_ins_default",
        "Those of them whose consent rests on the policy alone: no valid consent in the EU.",
    ),
    ("reachable_email", "Live profiles that are active and SUBSCRIBED on email."),
    (
        "channels",
        "On each channel, of live profiles with an address on it: by state, and SUBSCRIBED by basis.",
    ),
    ("total_orders", "Orders that count, opening balances included."),
    (
        "total_revenue",
        "Totals of orders that count with shipping and tax, less refunds, opening balances included.",
    ),
    ("average_order_value", "Revenue of all time per order that counts."),
    ("buyers", "Live profiles with at least one order that counts."),
    ("repeat_buyers", "Live profiles with at least two orders that count."),
    ("repeat_rate", "People with at least two orders that count, of those with at least one."),
    ("orders_30d", "Orders of the last 30 days that count, today included."),
    ("orders_30d_before", "Orders of the 30 days before those that count."),
    ("revenue_30d", "Totals of the last 30 days' orders that count, less refunds."),
    ("revenue_30d_before", "Totals of the orders of the 30 days before those that count, less refunds."),
    (
        "days",
        "Each day's sign-ups, logins, orders and active people; status and consent as recorded at its end.",
    ),
];

pub(super) const GROWTH: Definitions = &[
    ("new", "Live profiles by the day of their sign-up."),
    ("new_before", "Live profiles that signed up in as many days before, each so many days earlier."),
    ("cumulative", "Live profiles that had signed up at the end of the period."),
    ("active", "People with a successful login or an order that counts in the period."),
    ("active_new", "Those of them who signed up in it; the others returned."),
    ("orders", "Orders of the period that count."),
    ("revenue", "Their totals with shipping and tax, less refunds."),
    ("restated_at", "When a login or an order of the period last came in more than 7 days late."),
    (
        "by_source",
        "New people by source, as it was named at sign-up; beyond 50 sources, the smallest are in other.",
    ),
    ("by_method", "New people by method of sign-up."),
];

pub(super) const ENGAGEMENT: Definitions = &[
    ("dau", "People with a successful login or an order that counts on the day."),
    ("wau", "People active in the 7 days that end with the day."),
    ("mau", "People active in the 30 days that end with the day."),
    ("stickiness", "Mean of the daily active people of the last 30 days, of those active in them."),
    ("logins_30d", "Successful logins of the last 30 days, today included."),
    ("logins_per_engaged", "Successful logins of the last 30 days per person active in them."),
    ("active", "People with a successful login or an order that counts in the period."),
    ("new", "Those of them who signed up in it; the others returned."),
    ("periods", "People active in each period; who is active twice in it counts once."),
    ("days", "Active people, logins and failed attempts by day."),
    ("logins", "Successful logins of the day."),
    ("failed_logins", "Failed attempts of the day."),
    (
        "login_frequency",
        "Live profiles by the number of their successful logins of all time, opening balances included.",
    ),
    ("people", "Live profiles with so many logins."),
    ("heat_map", "Successful logins of the span by weekday and hour in the store's zone."),
    ("methods", "Successful logins of the span by method."),
    ("devices", "Successful logins of the span by kind of device, as its user agent tells."),
    ("failure_reasons", "Failed attempts of the span by reason; other words than short ones count as other."),
];

pub(super) const CHANNELS: Definitions = &[
    ("customers", "Live profiles by the channel of their first or last touch before the sign-up."),
    ("buyers", "Those with at least one order that counts."),
    ("conversion", "Those with at least one order that counts, of all of the channel."),
    ("repeat_buyers", "Those with at least two orders that count."),
    ("opt_ins", "Those that are SUBSCRIBED on any channel."),
    ("orders", "Their orders that count, opening balances included."),
    ("revenue", "Totals of those orders with shipping and tax, less refunds."),
    ("lifetime_value", "The same without shipping and tax."),
    ("average_lifetime_value", "Lifetime value per customer of the channel."),
];

pub(super) const CONSENTS: Definitions = &[
    ("with_address", "Live profiles with an address on the channel."),
    ("subscribed", "Those that are SUBSCRIBED."),
    ("express", "Those SUBSCRIBED by an act of the person."),
    ("by_default", "Those SUBSCRIBED by the policy alone: no valid consent in the EU."),
    ("imported", "Those SUBSCRIBED by an import."),
    ("pending", "Those asked to confirm who have not yet."),
    ("unsubscribed", "Those who withdrew."),
    ("reachable", "Those that are active and SUBSCRIBED."),
    ("opt_in_rate", "SUBSCRIBED, of those with an address; PENDING is not counted."),
    ("asked_rate", "In any state but NOT_SUBSCRIBED, of those with an address."),
    ("confirmed_rate", "SUBSCRIBED by an act of the person, of those with an address."),
    ("given", "Entries of the ledger that set SUBSCRIBED, on any basis."),
    ("given_by_default", "Those of them by the policy alone."),
    ("withdrawn", "Entries of the ledger that set UNSUBSCRIBED."),
    (
        "by_version",
        "Given and withdrawn in the span by version of the wording; none where no wording was named.",
    ),
    ("by_method", "Given and withdrawn in the span by how it was said."),
];

pub(super) const LOGIN_HEALTH: Definitions = &[
    ("logins_24h", "Successful logins of the last 24 hours."),
    ("failed_24h", "Failed attempts of the last 24 hours, also on addresses of nobody."),
    (
        "throttled_24h",
        "Attempts of the last 24 hours that the throttle refused; they are no failed attempts.",
    ),
    ("days", "Successful logins, failed and refused attempts by day."),
    ("logins", "Successful logins of the day."),
    ("failed", "Failed attempts of the day."),
    ("throttled", "Attempts of the day that the throttle refused."),
    ("reasons", "Failed attempts of the last 30 days by reason; other words than short ones count as other."),
    ("accounts", "Customers with 5 or more failed attempts in 24 hours; the 50 with most."),
    (
        "addresses",
        "Addresses without a customer with 5 or more failed attempts in 24 hours; the 50 with most.",
    ),
    (
        "sources",
        "IP addresses with 5 or more of the newest 10,000 failed attempts in 24 hours; the 50 with most.",
    ),
    ("failures", "Failed attempts in 24 hours."),
    ("signed_in_since", "Whether a login of the address worked after the first of those failures."),
];
