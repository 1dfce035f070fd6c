//! What a made-up person agreed to: where it stands, and the ledger behind it.

use super::person::Person;
use chrono::{DateTime, Utc};
use patron_domain::consent::{Channel, ConsentBasis, ConsentPolicy, ConsentState, initial};

/// Version of the wording that people were shown.
const NOTICE: &str = "2026-04";

/// Where consent stands on a channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    pub channel: Channel,
    pub state: ConsentState,
    pub basis: Option<ConsentBasis>,
    pub at: Option<DateTime<Utc>>,
}

/// An entry of the ledger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    pub channel: Channel,
    pub state: ConsentState,
    pub basis: Option<ConsentBasis>,
    pub method: &'static str,
    pub notice: Option<&'static str>,
    pub actor: &'static str,
    pub at: DateTime<Utc>,
}

/// Both.
#[derive(Debug, Clone, PartialEq)]
pub struct Consents {
    pub now: [Stand; 3],
    pub ledger: Vec<Entry>,
}

impl Consents {
    /// What `person` agreed to, who signed up at `signup` in a shop with this policy, until `end`.
    pub fn make_up(
        person: &Person,
        policy: ConsentPolicy,
        signup: DateTime<Utc>,
        end: DateTime<Utc>,
    ) -> Self {
        let mut ledger = Vec::with_capacity(4);
        let mut begin = |channel: Channel| {
            let reachable = channel == Channel::Email || person.phone.is_some();
            // a yes in a signup is an act about email only; a no is about all
            let said = person.said.filter(|said| channel == Channel::Email || !said);
            let (state, basis) = initial(policy, said, reachable);
            let asked = state != ConsentState::NotSubscribed;
            if asked {
                let by_policy = basis == Some(ConsentBasis::Default);
                ledger.push(Entry {
                    channel,
                    state,
                    basis,
                    method: "signup",
                    notice: person.said.map(|_| NOTICE),
                    actor: if by_policy { "system" } else { "customer" },
                    at: signup,
                });
            }
            Stand { channel, state, basis, at: asked.then_some(signup) }
        };
        let mut now = [begin(Channel::Email), begin(Channel::Sms), begin(Channel::Whatsapp)];
        let here = end - signup;
        if let Some((when, wanted)) = person.mind
            && here > chrono::Duration::days(1)
        {
            let at =
                signup + chrono::Duration::seconds(1 + (here.num_seconds() as f64 * when * 0.999) as i64);
            for stand in now.iter_mut().filter(|s| wanted.is_none_or(|channel| channel == s.channel)) {
                change(stand, wanted.is_some(), at, &mut ledger);
            }
        }
        Self { now, ledger }
    }

    /// Whether any channel may be used.
    pub fn any(&self) -> bool {
        self.now.iter().any(|s| s.state == ConsentState::Subscribed)
    }
}

/// An act of the person in their preferences.
fn change(stand: &mut Stand, agrees: bool, at: DateTime<Utc>, ledger: &mut Vec<Entry>) {
    let state = if agrees { ConsentState::Subscribed } else { ConsentState::Unsubscribed };
    let basis = Some(ConsentBasis::Express);
    if (stand.state, stand.basis) == (state, basis) {
        return;
    }
    *stand = Stand { state, basis, at: Some(at), ..*stand };
    let (method, notice) = ("preferences", Some(NOTICE));
    ledger.push(Entry { channel: stand.channel, state, basis, method, notice, actor: "customer", at });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_ends_where_consent_stands() {
        let (signup, end) =
            ("2026-01-01T00:00:00Z".parse().unwrap(), "2026-11-01T00:00:00Z".parse().unwrap());
        let mut withdrew = 0;
        for n in 0..2000 {
            let person = Person::make_up(7, n);
            let made = Consents::make_up(&person, ConsentPolicy::OptIn, signup, end);
            for stand in made.now {
                let last = made.ledger.iter().rfind(|e| e.channel == stand.channel);
                let told = last.map(|e| (e.state, e.basis, Some(e.at)));
                let silent = (ConsentState::NotSubscribed, None, None);
                assert_eq!((stand.state, stand.basis, stand.at), told.unwrap_or(silent), "{n}");
            }
            assert!(made.ledger.iter().all(|e| e.at >= signup && e.at < end));
            withdrew += usize::from(made.ledger.iter().any(|e| e.method == "preferences" && !made.any()));
        }
        assert!(withdrew > 50);
    }
}
