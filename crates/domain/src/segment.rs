//! The targeted groups of people: the filter, the three named sets, and their exact meaning.

use crate::{money::Money, period::last_days_start, words};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

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
    /// The set's conditions as of `now` in the store's `zone`.
    pub fn target(self, now: DateTime<Utc>, zone: Tz) -> Target {
        match self {
            Self::HighValue => {
                Target { min_orders: Some(3), min_spent: Money::new(1000.into()).ok(), ..Target::default() }
            }
            Self::RecentSignups => {
                Target { signup_after: Some(last_days_start(now, 7, zone)), ..Target::default() }
            }
            // day 30 is included by "at least 30 days ago", so both bounds are the start of (today - 29)
            Self::Inactive30d => {
                let bound = last_days_start(now, 30, zone);
                Target { last_login_before: Some(bound), signup_before: Some(bound), ..Target::default() }
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inactive_means_before_the_bound_or_never_and_not_todays_signup() {
        let now = "2026-11-20T06:00:00Z".parse().unwrap();
        let t = NamedSet::Inactive30d.target(now, chrono_tz::Asia::Kolkata);
        assert_eq!(t.last_login_before, t.signup_before);
        assert_eq!(t.signup_before.unwrap().to_rfc3339(), "2026-10-21T18:30:00+00:00");
        assert_eq!(t.last_login_after, None);
    }
}
