//! A person while a batch is applied: as loaded and locked, changed in memory, written once at the end.

mod change;
mod import;

use super::identity::Traits;
use crate::{
    consents::Wanted,
    profiles::{Details, FirstTouch},
    rows::Consent,
};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis, ConsentPolicy, ConsentState, initial},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::{CustomerId, UserId},
    money::Money,
    phone::Phone,
};

/// What stayed behind when a shop moved here.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Opening {
    pub orders: i32,
    pub spent: Money,
    pub logins: i32,
    pub last_login_at: Option<DateTime<Utc>>,
    pub as_of: Option<NaiveDate>,
}

/// The columns that reports can change, as they are or will be. Comparing two tells whether anything did.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    pub email: String,
    pub full_name: Option<String>,
    /// A phone that replaces what is there.
    pub phone: Option<Phone>,
    pub location: Option<String>,
    /// Whether only a file of networks tells the location.
    pub location_guessed: bool,
    pub categories: Vec<String>,
    pub status: CustomerStatus,
    pub signup_date: DateTime<Utc>,
    pub email_verified: bool,
    pub linked_at: Option<DateTime<Utc>>,
    pub consents: [Consent; 3],
    pub opening: Opening,
    /// What an import says of where a person came from; fills gaps.
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
}

/// Logins of this batch.
#[derive(Debug, Clone, Default)]
pub(super) struct Logins {
    pub successes: i32,
    pub failures: i32,
    pub last_at: Option<DateTime<Utc>>,
    /// Sealed, of the latest success; `None` keeps what is there.
    pub ip: Option<Vec<u8>>,
    pub agent: Option<Vec<u8>>,
    pub device: Option<String>,
}

/// One person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub id: CustomerId,
    /// Made by this batch.
    pub is_new: bool,
    pub user_id: Option<UserId>,
    /// Has an account whose address nobody has confirmed.
    pub unverified: bool,
    pub has_phone: bool,
    pub has_ip: bool,
    pub has_agent: bool,
    pub last_login_at: Option<DateTime<Utc>>,
    pub before: Option<Columns>,
    pub now: Columns,
    pub logins: Logins,
    pub signup_method: SignupMethod,
    pub source: Source,
    pub touch: FirstTouch,
    pub last_touch: FirstTouch,
    pub orders_changed: bool,
    pub traits: Traits,
}

/// A row for the ledger of consent.
#[derive(Debug, Clone)]
pub(super) struct LedgerRow {
    pub customer: CustomerId,
    pub wanted: Wanted,
    pub method: String,
    pub notice_version: Option<String>,
    pub actor: String,
    pub reason: Option<String>,
    pub at: DateTime<Utc>,
}

/// How something was said.
pub(super) struct Said<'a> {
    pub act: Act,
    pub method: &'a str,
    pub notice_version: Option<&'a str>,
    pub actor: &'a str,
    pub reason: Option<&'a str>,
    pub at: DateTime<Utc>,
}

/// What a new profile starts with.
pub(super) struct Beginning<'a> {
    pub id: CustomerId,
    pub email: &'a Email,
    pub details: &'a Details,
    pub signup_method: SignupMethod,
    pub source: Source,
    pub touch: &'a FirstTouch,
    /// Empty is the same as `touch`.
    pub last_touch: &'a FirstTouch,
    pub signup_date: DateTime<Utc>,
    pub said: Option<bool>,
    pub policy: ConsentPolicy,
}

impl Person {
    /// A new person with their first consents, whose ledger rows go to `ledger`.
    pub fn begin(new: &Beginning<'_>, said: &Said<'_>, ledger: &mut Vec<LedgerRow>) -> Self {
        let has_phone = new.details.phone.is_some();
        let consents = [Channel::Email, Channel::Sms, Channel::Whatsapp].map(|channel| {
            let reachable = channel == Channel::Email || has_phone;
            // a yes in a signup is an act about email only; a no is about all
            let answer = if channel == Channel::Email { new.said } else { new.said.filter(|yes| !yes) };
            let (state, basis) = initial(new.policy, answer, reachable);
            let changed_at = (state != ConsentState::NotSubscribed).then_some(said.at);
            Consent { channel, state, basis, changed_at }
        });
        let mut person = Self {
            id: new.id,
            is_new: true,
            user_id: None,
            unverified: false,
            has_phone: false,
            has_ip: false,
            has_agent: false,
            last_login_at: None,
            before: None,
            now: Columns {
                email: new.email.as_str().to_owned(),
                full_name: new.details.full_name.clone(),
                phone: new.details.phone.clone(),
                location: new.details.location.clone(),
                location_guessed: false,
                categories: new.details.categories.clone().unwrap_or_default(),
                status: CustomerStatus::Active,
                signup_date: new.signup_date,
                email_verified: false,
                linked_at: None,
                consents,
                opening: Opening::default(),
                ip_address: None,
                user_agent: None,
            },
            logins: Logins::default(),
            signup_method: new.signup_method,
            source: new.source,
            touch: new.touch.clone(),
            last_touch: new.last_touch.clone(),
            orders_changed: false,
            traits: Traits::new(),
        };
        person.has_phone = has_phone;
        for c in consents {
            if c.state != ConsentState::NotSubscribed {
                // what the policy gave is nobody's act
                let by_policy = c.basis == Some(ConsentBasis::Default);
                let actor = if by_policy { "system" } else { said.actor };
                let wanted = Wanted { channel: c.channel, state: c.state, basis: c.basis };
                ledger.push(person.ledger_row(wanted, &Said { actor, ..*said }));
            }
        }
        person
    }

    fn ledger_row(&self, wanted: Wanted, said: &Said<'_>) -> LedgerRow {
        LedgerRow {
            customer: self.id,
            wanted,
            method: said.method.to_owned(),
            notice_version: said.notice_version.map(str::to_owned),
            actor: said.actor.to_owned(),
            reason: said.reason.map(str::to_owned),
            at: said.at,
        }
    }

    /// Whether a column differs from what was loaded.
    pub fn columns_changed(&self) -> bool {
        self.before.as_ref().is_some_and(|before| *before != self.now)
    }
}
