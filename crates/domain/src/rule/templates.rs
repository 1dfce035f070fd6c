//! Rules to begin with.

use super::{Rule, parse::parse};
use crate::segment::NamedSet;

/// A ready rule; what it compares with is meant to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its meaning in one sentence.
    pub definition: &'static str,
    /// The rule as text.
    pub text: &'static str,
}

impl Template {
    /// The rule.
    pub fn rule(&self) -> Rule {
        read(self.text)
    }

    const fn named(set: NamedSet) -> Self {
        Self { name: set.as_str(), title: set.title(), definition: set.definition(), text: set.text() }
    }
}

/// Reads a text of this crate. That each of them is right is tested; if one weren't, it would mean nobody rather than
/// everybody.
pub(crate) fn read(text: &str) -> Rule {
    parse(text).unwrap_or_else(|_| Rule::Not(Box::new(Rule::EVERYONE)))
}

/// Every template, in the order in which they are offered.
pub const TEMPLATES: &[Template] = &[
    Template::named(NamedSet::HighValue),
    Template::named(NamedSet::RecentSignups),
    Template::named(NamedSet::Inactive30d),
    Template {
        name: "never_ordered",
        title: "Never ordered",
        definition: "No order that counts, opening balances included.",
        text: "total_orders = 0",
    },
    Template {
        name: "first_time_buyers",
        title: "First-time buyers",
        definition: "Exactly one order that counts.",
        text: "total_orders = 1",
    },
    Template {
        name: "repeat_buyers",
        title: "Repeat buyers",
        definition: "Two or more orders that count.",
        text: "total_orders >= 2",
    },
    Template {
        name: "lapsed_90d",
        title: "Lapsed 90 days",
        definition: "Ordered before, and the last order is 90 days ago or longer.",
        text: "last_order_at at least 90 days ago",
    },
    Template {
        name: "lapsed_180d",
        title: "Lapsed 180 days",
        definition: "Ordered before, and the last order is 180 days ago or longer.",
        text: "last_order_at at least 180 days ago",
    },
    Template {
        name: "at_risk",
        title: "At risk",
        definition: "Bought often and much, but not lately: the RFM group AT_RISK, as last computed.",
        text: "rfm_group = \"AT_RISK\"",
    },
    Template {
        name: "birthday_30d",
        title: "Birthday in the next 30 days",
        definition: "Birthday today or on one of the 29 days after it; the year is ignored.",
        text: "birthday anniversary in next 30 days",
    },
    Template {
        name: "abandoned_checkout",
        title: "Abandoned checkout",
        definition: "Began a checkout in the last 7 days, and has no order that counts in them.",
        text: "event(\"Checkout Started\", date in last 7 days).count >= 1 and orders(date in last 7 days).count = 0",
    },
    Template {
        name: "subscribed_never_ordered",
        title: "Subscribed, never ordered",
        definition: "SUBSCRIBED on email, and no order that counts.",
        text: "email_consent = \"SUBSCRIBED\" and total_orders = 0",
    },
    Template {
        name: "no_consent_record",
        title: "No consent record",
        definition: "On no channel is it recorded what a consent or its withdrawal rests on.",
        text: "email_consent_basis is not set and sms_consent_basis is not set and whatsapp_consent_basis is not set",
    },
    Template {
        name: "unverified_email",
        title: "Unverified email",
        definition: "The address was never confirmed.",
        text: "email_verified = false",
    },
    Template {
        name: "failed_login_spike",
        title: "Failed sign-in spike",
        definition: "Five or more failed sign-ins in the last 24 hours.",
        text: "failed_logins(date in last 24 hours).count >= 5",
    },
    Template {
        name: "big_spender_by_category",
        title: "Big spender by category",
        definition: "Bought for 5000 or more in the category Kitchen, in orders that count.",
        text: "products(category = \"Kitchen\").sum(amount) >= 5000",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_template_reads_and_prints_as_it_is() {
        for template in TEMPLATES {
            let rule = parse(template.text).unwrap_or_else(|e| panic!("{}: {e}", template.name));
            assert_eq!(rule.to_string(), template.text);
            assert_eq!(template.rule(), rule);
        }
        let names: BTreeSet<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        assert_eq!(names.len(), TEMPLATES.len());
        assert_eq!(NamedSet::HighValue.rule(), read(NamedSet::HighValue.text()));
    }
}
