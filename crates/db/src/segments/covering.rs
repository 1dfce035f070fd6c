//! Which index holds all that a rule asks, so that neither profiles nor the narrow table are read.
//!
//! What belongs here: what an index of the migrations can stand for. What does not: SQL (`compile`).

use super::RuleAt;
use chrono::{DateTime, Utc};
use patron_domain::{
    people_set::Moment,
    rule::{Attribute, Condition, Rule, Subject, Test, TextTest, resolve::Dates},
};

/// An index of the profiles that holds all that some rules ask, so that they are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Covering {
    /// `customer_profiles_buyers_idx`.
    Buyers,
    /// `customer_profiles_subscribers_idx`; `more` means those by consent to email.
    Subscribers,
    /// `customer_profiles_last_order_idx`.
    LastOrders,
    /// `customer_profiles_signups_idx`.
    Signups,
    /// `customer_profiles_unrecorded_idx`.
    Unrecorded,
    /// `customer_profiles_unverified_idx`.
    Unverified,
}

/// The index that holds what these conditions, all of which must be met, ask beside `more`, if one does.
pub(crate) fn covering(conditions: &[&Condition], more: &[Attribute]) -> Option<Covering> {
    use Attribute as A;
    let mut attributes = more.to_vec();
    for condition in conditions {
        match condition.subject {
            Subject::Attribute(attribute) => attributes.push(attribute),
            _ => return None,
        }
    }
    let within = |columns: &[Attribute]| attributes.iter().all(|a| *a == A::Status || columns.contains(a));
    let asks = |attribute| attributes.contains(&attribute);
    let bases = [A::EmailConsentBasis, A::SmsConsentBasis, A::WhatsappConsentBasis];
    let tested = |all: &[Attribute], test: &Test| {
        all.iter().all(|a| {
            let mut of = conditions.iter().filter(|c| c.subject == Subject::Attribute(*a)).peekable();
            of.peek().is_some() && of.all(|c| c.test == *test)
        })
    };
    let subscribed = Test::Text(TextTest::Equals("SUBSCRIBED".into()));
    let consents = |c: &&Condition| c.subject == Subject::Attribute(A::EmailConsent);
    if asks(A::TotalOrders) && within(&[A::TotalOrders, A::TotalSpent]) {
        Some(Covering::Buyers)
    } else if asks(A::EmailConsent)
        && within(&[A::EmailConsent, A::TotalOrders, A::TotalSpent])
        && conditions.iter().copied().filter(consents).all(|c| c.test == subscribed)
    {
        Some(Covering::Subscribers)
    } else if asks(A::LastOrderAt) && within(&[A::LastOrderAt, A::TotalOrders, A::TotalSpent]) {
        Some(Covering::LastOrders)
    } else if asks(A::SignupDate) && within(&[A::SignupDate, A::TotalSpent]) {
        Some(Covering::Signups)
    } else if within(&bases) && tested(&bases, &Test::IsNotSet) {
        Some(Covering::Unrecorded)
    } else if within(&[A::EmailVerified]) && tested(&[A::EmailVerified], &Test::Is(false)) {
        Some(Covering::Unverified)
    } else {
        None
    }
}

/// Whether `customer_profiles_last_order_idx` or `customer_profiles_signups_idx` holds all these.
pub(super) fn in_one_index(attributes: &[Attribute]) -> bool {
    use Attribute as A;
    let buyers = |a: &A| matches!(a, A::TotalOrders | A::TotalSpent | A::LastOrderAt | A::Status);
    let signups = |a: &A| matches!(a, A::SignupDate | A::TotalSpent | A::Status);
    attributes.iter().all(buyers) || attributes.iter().all(signups)
}

/// The conditions of a rule, when each person of it must meet all of them.
pub(crate) fn conditions_of_all(rule: &Rule) -> Option<Vec<&Condition>> {
    match rule {
        Rule::Is(condition) => Some(vec![condition]),
        Rule::All(rules) => rules
            .iter()
            .map(|rule| match rule {
                Rule::Is(condition) => Some(condition),
                Rule::All(_) | Rule::Any(_) | Rule::Not(_) => None,
            })
            .collect(),
        Rule::Any(_) | Rule::Not(_) => None,
    }
}

/// Whether a rule counts related rows.
pub(crate) fn counts_rows(rule: &Rule) -> bool {
    rule.conditions().iter().any(|condition| matches!(condition.subject, Subject::Rows(_)))
}

/// From when on people must have signed in to match, for each condition that all of them must meet.
pub(crate) fn logins_since(RuleAt { rule, at }: &RuleAt) -> Vec<DateTime<Utc>> {
    fn collect(rule: &Rule, at: &Moment, out: &mut Vec<DateTime<Utc>>) {
        match rule {
            Rule::All(rules) => rules.iter().for_each(|rule| collect(rule, at, out)),
            Rule::Is(Condition {
                subject: Subject::Attribute(Attribute::LastLoginAt),
                test: Test::Date(test),
                ..
            }) => {
                if let Dates::Within { from: Some(from), .. } = test.resolve(at) {
                    out.push(from);
                }
            }
            Rule::Any(_) | Rule::Not(_) | Rule::Is(_) => {}
        }
    }
    let mut out = Vec::new();
    collect(rule, at, &mut out);
    out
}
