//! What the audience of a segment adds to its rule.

use super::{Attribute, Condition, Rule, Subject, Test, TextTest};
use crate::{
    consent::{Channel, ConsentState},
    customer::CustomerStatus,
};

/// Who may be written to on a channel: active, and SUBSCRIBED on it. What the audience `marketing` always adds.
pub fn marketing(channel: Channel) -> Rule {
    let consent = match channel {
        Channel::Email => Attribute::EmailConsent,
        Channel::Sms => Attribute::SmsConsent,
        Channel::Whatsapp => Attribute::WhatsappConsent,
    };
    Rule::All(vec![
        equals(Attribute::Status, CustomerStatus::Active.as_str()),
        equals(consent, ConsentState::Subscribed.as_str()),
    ])
}

fn equals(attribute: Attribute, word: &str) -> Rule {
    Rule::Is(Condition::new(Subject::Attribute(attribute), Test::Text(TextTest::Equals(word.to_owned()))))
}

impl Rule {
    /// Those of both. Rules that are `all` of something are put side by side, so that the result nests no deeper than
    /// it must; it may still have more than [`MAX_DEPTH`](super::MAX_DEPTH) levels.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut rules = Vec::new();
        for rule in [self, other] {
            match rule {
                Self::All(parts) => rules.extend(parts),
                rule => rules.push(rule),
            }
        }
        Self::All(rules).normal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marketing_is_status_and_consent() {
        let email = marketing(Channel::Email);
        assert_eq!(email.to_string(), "status = \"active\" and email_consent = \"SUBSCRIBED\"");
        assert_eq!(email.check(), Ok(()));
    }

    #[test]
    fn and_puts_conditions_side_by_side() {
        let rule = |text| super::super::parse::parse(text).unwrap();
        let both = rule("total_orders >= 3 and total_spent >= 9").and(marketing(Channel::Sms));
        assert_eq!(both.depth(), 1);
        assert_eq!(both.conditions().len(), 4);
        assert_eq!(Rule::EVERYONE.and(rule("total_orders = 0")), rule("total_orders = 0"));
        assert_eq!(
            rule("total_orders = 0 or total_orders = 1").and(rule("email is set")).to_string(),
            "(total_orders = 0 or total_orders = 1) and email is set"
        );
        assert_eq!(Rule::EVERYONE.and(Rule::EVERYONE), Rule::EVERYONE);
    }
}
