//! What is reported of people: sign-ins, details, consents, rows of files.

use super::{Arrived, Done, refused};
use crate::{
    ingest::{
        Applied,
        act::{Consent, Import, Login, Profile},
        event::Incoming,
        identity::{SAID_BY_PAGE, Traits, join_traits},
        outcome::{Outcome, RefusalCode, Stored},
        person::{Person, Said},
        resolve::{Found, Maker},
        state::{ChangeRow, LoginRow, State},
    },
    sealed::Field,
};
use patron_domain::{consent::Act as ConsentAct, ids::CustomerId};

impl State<'_> {
    pub(super) fn login(
        &mut self,
        event: &Incoming,
        login: &Login,
        known: Option<Found>,
    ) -> crate::Result<Done> {
        let found = known.unwrap_or_else(|| self.resolve(event, None));
        if let (Found::Ids(..), None) = (found, &event.who.email) {
            return Ok(self.wait(event, found));
        }
        let said = |s: &'_ Option<String>| s.clone().filter(|s| !s.trim().is_empty());
        let keyring = self.ctx.keyring;
        let ip = keyring.seal_opt(Field::IpAddress, said(&login.origin.ip_address).as_deref())?;
        let agent = keyring.seal_opt(Field::UserAgent, said(&login.origin.user_agent).as_deref())?;
        // a browser can name itself at any length
        let device: Option<String> = said(&login.origin.device_info).map(|d| d.chars().take(100).collect());
        let mut customer = None;
        let mut email = event.who.email.as_ref().map(patron_domain::email::Email::folded);
        if let Found::Person(at, _) = found {
            let person = &mut self.people[at];
            customer = Some(person.id);
            email = email.or_else(|| Some(patron_domain::email::fold(&person.now.email)));
            let counts = &mut person.logins;
            if login.success {
                counts.successes += 1;
                let latest = counts.last_at.max(person.last_login_at);
                if latest.is_none_or(|latest| event.at >= latest) {
                    counts.ip = ip.clone().or(counts.ip.take());
                    counts.agent = agent.clone().or(counts.agent.take());
                    counts.device = device.clone().or(counts.device.take());
                }
                counts.last_at = counts.last_at.max(Some(event.at));
                if let Some(place) = &login.origin.place {
                    person.take_place(place);
                }
            } else {
                counts.failures += 1;
            }
        }
        let id = patron_domain::ids::next();
        self.logins.push(LoginRow {
            id,
            customer,
            email: email.unwrap_or_default(),
            at: event.at,
            method: login.method.as_str(),
            success: login.success,
            ip,
            agent,
            device,
            reason: login.failure_reason.clone().filter(|_| !login.success),
        });
        Ok(self.stored(found, Some(id)))
    }

    pub(super) fn profile(&mut self, event: &Incoming, profile: &Profile, arrived: Option<Arrived>) -> Done {
        let maker = Maker { profile, details: &profile.details, method: &profile.method };
        let found = match arrived {
            Some(arrived) => Found::Person(arrived.person, false),
            None => self.resolve(event, profile.makes.then_some(&maker)),
        };
        let said_at = if event.trusted { event.at } else { SAID_BY_PAGE };
        let traits: Traits = profile.traits.iter().map(|(k, v)| (k.clone(), (v.clone(), said_at))).collect();
        match found {
            Found::Person(at, made) => {
                // a page fills gaps of somebody whom nobody knew, and no column of a person who is known
                let counts = event.trusted || arrived.is_some_and(|arrived| arrived.made);
                if made {
                    // what waited has been done since, and was said before
                    self.people[at].take_details(&profile.details, profile.fill);
                } else if counts {
                    let said =
                        said(event, ConsentAct::Other, &profile.method, profile.notice_version.as_deref());
                    self.people[at].take_profile(profile, &said, &mut self.ledger);
                }
                self.take_traits(at, traits);
                self.stored(found, None)
            }
            Found::Ids(_, at) => {
                let row = self.ids.row_mut(at);
                if join_traits(&mut row.traits, traits) {
                    row.traits_changed = true;
                }
                // details and consents wait for an address
                if profile.details == crate::profiles::Details::default() && profile.said.is_none() {
                    return self.stored(found, None);
                }
                self.wait(event, found)
            }
            Found::Nobody => refused(RefusalCode::UnknownPerson, "/email", "no customer has this address"),
        }
    }

    pub(super) fn consent(&mut self, event: &Incoming, consent: &Consent, known: Option<Found>) -> Done {
        let found = known.unwrap_or_else(|| self.resolve(event, None));
        let Found::Person(at, _) = found else { return self.wait(event, found) };
        let act = if consent.by_person { ConsentAct::Person } else { ConsentAct::Other };
        let said = Said {
            reason: consent.reason.as_deref(),
            ..said(event, act, &consent.method, consent.notice_version.as_deref())
        };
        let changed = self.people[at].take_consents(&consent.wanted, &said, &mut self.ledger);
        let mut done = self.stored(found, None);
        if let Applied::Outcome(Outcome::Stored(stored)) = &mut done.0 {
            stored.changed = changed;
        }
        done
    }

    pub(super) fn import(&mut self, import: &Import) -> Done {
        let row = &import.row;
        let now = self.ctx.now;
        let known = self.by_email.get(&row.email.folded()).copied();
        let (at, created) = match known {
            Some(at) => (at, false),
            None => {
                // keep the file's id, because the shop's own tables refer to it, unless it is taken
                let own = row.id.filter(|id| !self.taken_ids.contains(id) && !self.by_id.contains_key(id));
                let id = own.unwrap_or_else(CustomerId::generate);
                let person = Person::of_import(import, id, self.ctx.shop, now, &mut self.ledger);
                (self.add_person(person), true)
            }
        };
        let person = &mut self.people[at];
        let before = person.now.clone();
        person.take_import(import, created, now, &mut self.ledger);
        let changed = created || before != person.now;
        if !created && before.status != person.now.status {
            let details = serde_json::json!({ "from": before.status, "to": person.now.status });
            self.changes.push(ChangeRow { customer: person.id, actor: "import".to_owned(), details });
        }
        let stored = Stored { customer: Some(person.id), created, id: None, changed };
        Done(Applied::Outcome(Outcome::Stored(stored)), Found::Person(at, created))
    }
}

fn said<'e>(event: &'e Incoming, act: ConsentAct, method: &'e str, notice: Option<&'e str>) -> Said<'e> {
    Said { act, method, notice_version: notice, actor: &event.actor, reason: None, at: event.at }
}
