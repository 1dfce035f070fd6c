//! Consent: a state and a basis per channel, and the one rule of how they may change.

use crate::words;

words! {
    /// A way to reach somebody.
    Channel {
        /// Email.
        Email = "email",
        /// Text message.
        Sms = "sms",
        /// WhatsApp.
        Whatsapp = "whatsapp",
    }
}

words! {
    /// What a person agreed to on a channel.
    ConsentState {
        /// May be written to.
        Subscribed = "SUBSCRIBED",
        /// Asked to confirm, not yet confirmed.
        Pending = "PENDING",
        /// Withdrew. Sticky: only a later act of the person ends it.
        Unsubscribed = "UNSUBSCRIBED",
        /// Never asked.
        NotSubscribed = "NOT_SUBSCRIBED",
    }
}

words! {
    /// What a consent rests on.
    ConsentBasis {
        /// The person acted.
        Express = "express",
        /// The shop's policy alone; no valid consent in the EU and, from May 2027, in India.
        Default = "default",
        /// Came with an import.
        Import = "import",
    }
}

words! {
    /// How consent starts when a person says nothing.
    ConsentPolicy {
        /// Subscribed, with basis `default` (the shipped policy).
        OptIn = "opt_in",
        /// Not subscribed until the person acts.
        OptOut = "opt_out",
        /// As `opt_out`; an act has to be confirmed by mail.
        DoubleOptIn = "double_opt_in",
    }
}

/// Who wants to change a consent. It decides whether an opt-out may be lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The person, signed in with a confirmed address, or in the very signup that made the profile.
    Person,
    /// Anything else: imports, a shop's server, staff, an unconfirmed signup on a known address.
    Other,
}

/// The state and basis a new profile starts with on one channel.
///
/// `said` is what the signup itself said (`marketing_consent`), `reachable` whether there is an address.
pub fn initial(
    policy: ConsentPolicy,
    said: Option<bool>,
    reachable: bool,
) -> (ConsentState, Option<ConsentBasis>) {
    use ConsentBasis as B;
    use ConsentState as S;
    match (said, policy) {
        (Some(false), _) => (S::Unsubscribed, Some(B::Express)),
        _ if !reachable => (S::NotSubscribed, None),
        (Some(true), ConsentPolicy::DoubleOptIn) => (S::Pending, Some(B::Express)),
        (Some(true), _) => (S::Subscribed, Some(B::Express)),
        (None, ConsentPolicy::OptIn) => (S::Subscribed, Some(B::Default)),
        (None, _) => (S::NotSubscribed, None),
    }
}

/// Whether `wanted` may replace `current` when `act` asks for it: anything but lifting an opt-out,
/// which only the person can do.
pub fn may_become(current: ConsentState, wanted: ConsentState, act: Act) -> bool {
    current != ConsentState::Unsubscribed || wanted == ConsentState::Unsubscribed || act == Act::Person
}

#[cfg(test)]
mod tests {
    use super::*;
    use ConsentState as S;

    #[test]
    fn opt_in_by_default_is_told_apart_from_an_act() {
        assert_eq!(initial(ConsentPolicy::OptIn, None, true), (S::Subscribed, Some(ConsentBasis::Default)));
        assert_eq!(
            initial(ConsentPolicy::OptIn, Some(true), true),
            (S::Subscribed, Some(ConsentBasis::Express))
        );
        assert_eq!(initial(ConsentPolicy::OptIn, None, false), (S::NotSubscribed, None));
        assert_eq!(initial(ConsentPolicy::OptOut, None, true), (S::NotSubscribed, None));
        assert_eq!(
            initial(ConsentPolicy::OptIn, Some(false), false),
            (S::Unsubscribed, Some(ConsentBasis::Express))
        );
    }

    #[test]
    fn an_opt_out_is_sticky_for_everyone_but_the_person() {
        for wanted in [S::Subscribed, S::Pending, S::NotSubscribed] {
            assert!(!may_become(S::Unsubscribed, wanted, Act::Other));
            assert!(may_become(S::Unsubscribed, wanted, Act::Person));
        }
        assert!(may_become(S::Subscribed, S::Unsubscribed, Act::Other), "withdrawing is always possible");
    }
}
