//! A person while a batch is applied: as loaded and locked, changed in memory, written once at the end.

use super::event::{Import, Profile};
use crate::{
    consents::{self, Wanted},
    import::ImportRow,
    logins::Place,
    profiles::{Details, FirstTouch},
    rows::Consent,
    shop::Shop,
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
use std::collections::BTreeMap;

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
    pub orders_changed: bool,
    pub traits: BTreeMap<String, (String, DateTime<Utc>)>,
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
            orders_changed: false,
            traits: BTreeMap::new(),
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

    /// Takes details; with `fill` only where nothing is known.
    pub fn take_details(&mut self, said: &Details, fill: bool) {
        let now = &mut self.now;
        if said.full_name.is_some() && !(fill && now.full_name.is_some()) {
            now.full_name.clone_from(&said.full_name);
        }
        if said.location.is_some() && !(fill && now.location.is_some() && !now.location_guessed) {
            now.location.clone_from(&said.location);
            now.location_guessed = false;
        }
        if let Some(categories) = said.categories.as_ref().filter(|c| !c.is_empty())
            && (!fill || now.categories.is_empty())
        {
            now.categories.clone_from(categories);
        }
        if said.phone.is_some() && !(fill && self.has_phone) {
            now.phone.clone_from(&said.phone);
            self.has_phone = true;
        }
    }

    /// Takes where the person was as their location, unless a better one is known.
    pub fn take_place(&mut self, place: &Place) {
        let now = &mut self.now;
        if now.location.is_none() || (now.location_guessed && !place.guessed) {
            now.location = Some(place.name.clone());
            now.location_guessed = place.guessed;
        }
    }

    /// Changes consents as far as they may be, and writes the ledger.
    pub fn take_consents(&mut self, wanted: &[Wanted], said: &Said<'_>, ledger: &mut Vec<LedgerRow>) -> bool {
        let changed = consents::decide(&mut self.now.consents, wanted, said.act, said.at);
        for w in &changed {
            ledger.push(self.ledger_row(*w, said));
        }
        !changed.is_empty()
    }

    /// Takes what a report says of a known person.
    pub fn take_profile(&mut self, profile: &Profile, said: &Said<'_>, ledger: &mut Vec<LedgerRow>) {
        self.take_details(&profile.details, profile.fill);
        if let Some(date) = profile.signup_date {
            self.now.signup_date = self.now.signup_date.min(date);
        }
        if let Some(yes) = profile.said {
            let wanted = Wanted::of_marketing_consent(yes, ConsentBasis::Express);
            self.take_consents(&wanted, said, ledger);
        }
    }

    /// Adds categories not bought from yet, without case, up to fifty.
    pub fn add_categories<'a>(&mut self, bought: impl Iterator<Item = &'a str>) {
        let known = &mut self.now.categories;
        for category in bought {
            let folded = category.to_lowercase();
            if known.len() < 50 && !known.iter().any(|k| k.to_lowercase() == folded) {
                known.push(category.to_owned());
            }
        }
    }

    /// Takes a row of a file. `created`: this row made the person.
    pub fn take_import(
        &mut self,
        import: &Import,
        created: bool,
        now: DateTime<Utc>,
        ledger: &mut Vec<LedgerRow>,
    ) {
        let row = &import.row;
        if !created {
            self.take_details(&row.details, true);
        }
        for (at, wanted) in crate::import::by_date(crate::import::wanted(row), &import.dates, now) {
            let said = Said { at, ..import_said(now) };
            self.take_consents(&wanted, &said, ledger);
        }
        let rows_are_here = row.own_export && !created && row.id == Some(self.id);
        let columns = &mut self.now;
        columns.signup_date = columns.signup_date.min(row.signup_date.unwrap_or(now).min(now));
        columns.email_verified |= row.email_verified;
        if let Some(status) = row.status
            && columns.status == CustomerStatus::Active
            && status != CustomerStatus::Erased
        {
            columns.status = status;
        }
        if columns.linked_at.is_none() && self.unverified && !rows_are_here {
            columns.linked_at = Some(now);
        }
        if !self.has_ip {
            columns.ip_address.clone_from(&row.ip_address);
        }
        if !self.has_agent {
            columns.user_agent.clone_from(&row.user_agent);
        }
        if !rows_are_here && row.brings_balance() {
            self.take_opening(row, import.as_of);
        }
    }

    fn take_opening(&mut self, row: &ImportRow, as_of: NaiveDate) {
        let brought = Opening {
            orders: row.total_orders,
            spent: row.total_spent,
            logins: row.login_count,
            last_login_at: row.last_login_at,
            as_of: None,
        };
        let known = Opening { as_of: None, ..self.now.opening.clone() };
        if self.now.opening.as_of.is_none() || known != brought {
            self.now.opening = Opening { as_of: Some(as_of), ..brought };
        }
    }

    /// The person of an imported row that nobody had.
    pub fn of_import(
        import: &Import,
        id: CustomerId,
        shop: &Shop,
        now: DateTime<Utc>,
        ledger: &mut Vec<LedgerRow>,
    ) -> Self {
        let row = &import.row;
        // what the file says about consent follows; the default of the policy must not precede it
        let silent = row.marketing_consent.is_none() && row.consents.is_empty();
        let new = Beginning {
            id,
            email: &row.email,
            details: &row.details,
            signup_method: row.signup_method,
            source: row.source,
            touch: &FirstTouch::default(),
            signup_date: row.signup_date.unwrap_or(now).min(now),
            said: None,
            policy: if silent { shop.consent_policy } else { ConsentPolicy::OptOut },
        };
        Self::begin(&new, &import_said(now), ledger)
    }
}

/// How a file says something.
const fn import_said(now: DateTime<Utc>) -> Said<'static> {
    Said { act: Act::Other, method: "import", notice_version: None, actor: "import", reason: None, at: now }
}
