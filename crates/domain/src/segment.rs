//! The targeted groups of people: the filter, the three named sets, and their exact meaning.

use crate::{
    money::Money,
    rule::{
        Attribute, Condition, DateTest, ListTest, NumberTest, Rule, Subject, Test, When, templates::read,
    },
    words,
};
use chrono::{DateTime, Utc};

words! {
    /// The three groups every shop starts with.
    NamedSet {
        /// At least 3 counted orders and at least 1000 spent, in the store's currency.
        HighValue = "high_value",
        /// Signed up in the last 7 days, today included.
        RecentSignups = "recent_signups",
        /// No login in the last 30 days, or never, and signed up at least 30 days ago.
        Inactive30d = "inactive_30d",
    }
}

words! {
    /// What a segment is for.
    Audience {
        /// People are written to: whoever is not active or not SUBSCRIBED on the channel is always left out.
        Marketing = "marketing",
        /// Counting: the rule alone.
        Analysis = "analysis",
    }
}

/// Conditions on people, all of which must hold. Absent ones don't restrict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Target {
    /// `total_orders` at least this.
    pub min_orders: Option<i32>,
    /// `total_spent` at least this, store currency.
    pub min_spent: Option<Money>,
    /// `signup_date` at or after this instant.
    pub signup_after: Option<DateTime<Utc>>,
    /// `signup_date` before this instant.
    pub signup_before: Option<DateTime<Utc>>,
    /// Last successful login at or after this instant; people who never logged in don't match.
    pub last_login_after: Option<DateTime<Utc>>,
    /// Last successful login before this instant, **or never**.
    pub last_login_before: Option<DateTime<Utc>>,
    /// Any of these among `preferred_categories`, without case.
    pub categories: Vec<String>,
}

impl NamedSet {
    /// The set as a rule in one line.
    pub const fn text(self) -> &'static str {
        match self {
            Self::HighValue => "total_orders >= 3 and total_spent >= 1000",
            Self::RecentSignups => "signup_date in last 7 days",
            // day 30 is included by "at least 30 days ago", so both bounds are the start of (today - 29)
            Self::Inactive30d => "last_login_at not in last 30 days and signup_date at least 30 days ago",
        }
    }

    /// The set as a rule.
    pub fn rule(self) -> Rule {
        read(self.text())
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::HighValue => "High value",
            Self::RecentSignups => "Recent signups",
            Self::Inactive30d => "Inactive 30+ days",
        }
    }

    /// Its meaning in one sentence.
    pub const fn definition(self) -> &'static str {
        match self {
            Self::HighValue => "3 or more orders that count, and 1000 or more spent in the store's currency.",
            Self::RecentSignups => "Signed up in the last 7 days, today included.",
            Self::Inactive30d => {
                "No sign-in in the last 30 days or never, and signed up at least 30 days ago."
            }
        }
    }
}

impl Target {
    /// The conditions as a rule.
    pub fn rule(&self) -> Rule {
        let is = |attribute, test| Rule::Is(Condition::new(Subject::Attribute(attribute), test));
        let since = |at: DateTime<Utc>| Test::Date(DateTest::OnOrAfter(When::Instant(at)));
        let before = |at: DateTime<Utc>| Test::Date(DateTest::Before(When::Instant(at)));
        let at_least = |n| Test::Number(NumberTest::AtLeast(n));
        let mut rules = Vec::new();
        rules.extend(self.min_orders.map(|n| is(Attribute::TotalOrders, at_least(n.into()))));
        rules.extend(self.min_spent.map(|amount| is(Attribute::TotalSpent, at_least(amount.amount()))));
        rules.extend(self.signup_after.map(|at| is(Attribute::SignupDate, since(at))));
        rules.extend(self.signup_before.map(|at| is(Attribute::SignupDate, before(at))));
        rules.extend(self.last_login_after.map(|at| is(Attribute::LastLoginAt, since(at))));
        rules.extend(self.last_login_before.map(|at| {
            Rule::Any(vec![
                is(Attribute::LastLoginAt, before(at)),
                is(Attribute::LastLoginAt, Test::IsNotSet),
            ])
        }));
        if !self.categories.is_empty() {
            let wanted = self.categories.iter().map(|category| category.trim().to_owned()).collect();
            rules.push(is(Attribute::PreferredCategories, Test::List(ListTest::ContainsAny(wanted))));
        }
        Rule::All(rules).normal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inactive_includes_never_and_not_todays_signup() {
        let rule = NamedSet::Inactive30d.rule();
        assert_eq!(rule.to_string(), NamedSet::Inactive30d.text());
        assert_eq!(rule.conditions().len(), 2);
    }

    #[test]
    fn a_target_is_a_rule_and_an_empty_one_everybody() {
        assert_eq!(Target::default().rule(), Rule::EVERYONE);
        let target = Target {
            min_orders: Some(2),
            min_spent: Money::parse("99.50").ok(),
            last_login_before: Some("2026-11-01T00:00:00Z".parse().unwrap()),
            categories: vec![" Lamps ".into(), "Rugs".into()],
            ..Target::default()
        };
        assert_eq!(
            target.rule().to_string(),
            "total_orders >= 2 and total_spent >= 99.5 and (last_login_at before 2026-11-01T00:00:00Z or \
             last_login_at is not set) and preferred_categories contains any (\"Lamps\", \"Rugs\")"
        );
        assert_eq!(target.rule().check(), Ok(()));
    }
}
