//! What each event does to the state, one after the other, in memory.

use super::{
    Applied,
    event::{
        Act, Alias, Consent, Import, Incoming, Login, Order, OrderChange, Outcome, Profile, Refusal,
        RefusalCode, Stored,
    },
    identity::{IdKind, Traits},
    order::OrderRow,
    person::{Person, Said},
    resolve::{Found, Maker},
    state::{
        ChangeRow, EventRow, LoginRow, RejectedRow, State, WaitingRow, waits_for_order, waits_for_person,
    },
};
use crate::sealed::Field;
use patron_domain::{consent::Act as ConsentAct, ids::CustomerId};
use uuid::Uuid;

impl State<'_> {
    /// Applies an event. A refusal changes nothing.
    ///
    /// # Errors
    /// When the operating system gives no randomness to seal with.
    pub fn fold(&mut self, event: &Incoming) -> crate::Result<Applied> {
        if let Act::Refused(refusal) = &event.act {
            return Ok(self.reject(event, refusal.clone()));
        }
        let Done(mut applied, found) = self.act_for(event, None)?;
        match &applied {
            Applied::Outcome(Outcome::Refused(refusal)) => return Ok(self.reject(event, refusal.clone())),
            Applied::Alone => return Ok(applied),
            Applied::Outcome(_) => {}
        }
        if event.record.is_some() {
            let id = self.keep_record(event, found);
            if let Applied::Outcome(Outcome::Stored(stored)) = &mut applied {
                stored.id = stored.id.or(Some(id));
            }
        }
        Ok(applied)
    }

    fn reject(&mut self, event: &Incoming, refusal: Refusal) -> Applied {
        if let (Some(key), Some(sent)) = (event.key, &event.sent) {
            self.rejected.push(RejectedRow {
                key,
                sent: sent.clone(),
                refusal: refusal.clone(),
                received_at: event.received_at,
            });
        }
        Applied::Outcome(Outcome::Refused(refusal))
    }

    /// Does what the event says; for `person`, when that is known already because the event waited for them.
    pub fn act_for(&mut self, event: &Incoming, person: Option<usize>) -> crate::Result<Done> {
        let known = person.map(|p| Found::Person(p, false));
        match &event.act {
            Act::Nothing | Act::Refused(_) => {
                let found = known.unwrap_or_else(|| self.resolve(event, None));
                Ok(match found {
                    Found::Nobody if event.record.is_none() || event.who.email.is_some() => {
                        refused(RefusalCode::UnknownPerson, "", "there is no customer with this address")
                    }
                    found => self.stored(found, None),
                })
            }
            Act::Login(login) => self.login(event, login, known),
            Act::Profile(profile) => Ok(self.profile(event, profile, known)),
            Act::Order(order) => Ok(self.order(event, order, known)),
            Act::OrderChange(change) => Ok(self.order_change(event, change)),
            Act::Consent(consent) => Ok(self.consent(event, consent, known)),
            Act::Alias(alias) => Ok(self.alias(event, alias)),
            Act::Import(import) => Ok(self.import(import)),
        }
    }

    fn stored(&self, found: Found, id: Option<Uuid>) -> Done {
        let (customer, created) = match found {
            Found::Person(at, made) => (Some(self.people[at].id), made),
            Found::Ids(..) | Found::Nobody => (None, false),
        };
        Done(Applied::Outcome(Outcome::Stored(Stored { customer, created, id, changed: true })), found)
    }

    /// Keeps an event until its person has an address.
    fn wait(&mut self, event: &Incoming, found: Found) -> Done {
        let Found::Ids(root, _) = found else {
            return refused(RefusalCode::UnknownPerson, "", "there is no customer with this address");
        };
        let mut event = Incoming { record: None, sent: None, message: None, mends: None, ..event.clone() };
        if let Act::Profile(profile) = &mut event.act {
            // they are kept with the id
            profile.traits.clear();
        }
        self.waiting.push(WaitingRow { waits_for: waits_for_person(root), event });
        Done(Applied::Outcome(Outcome::Waiting), found)
    }

    fn login(&mut self, event: &Incoming, login: &Login, known: Option<Found>) -> crate::Result<Done> {
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

    fn profile(&mut self, event: &Incoming, profile: &Profile, known: Option<Found>) -> Done {
        let maker = Maker { profile, details: &profile.details, method: &profile.method };
        let found = known.unwrap_or_else(|| self.resolve(event, profile.makes.then_some(&maker)));
        let traits: Traits = profile.traits.iter().map(|(k, v)| (k.clone(), (v.clone(), event.at))).collect();
        match found {
            Found::Person(at, made) => {
                if !made {
                    let said =
                        said(event, ConsentAct::Other, &profile.method, profile.notice_version.as_deref());
                    self.people[at].take_profile(profile, &said, &mut self.ledger);
                }
                self.take_traits(at, traits);
                self.stored(found, None)
            }
            Found::Ids(_, at) => {
                let row = self.ids.row_mut(at);
                if super::identity::join_traits(&mut row.traits, traits) {
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

    fn order(&mut self, event: &Incoming, said: &Order, known: Option<Found>) -> Done {
        let profile = Profile::default();
        let maker = Maker { profile: &profile, details: &said.details, method: "order" };
        let key = (said.order.source.clone(), said.order.order_id.clone());
        let of_another = || {
            refused(
                RefusalCode::OrderOfAnother,
                "/order_id",
                "this source and order_id belong to another customer's order",
            )
        };
        // an order that is somebody's makes no profile for somebody else
        let maker = Some(&maker).filter(|_| !self.order_at.contains_key(&key));
        let found = known.unwrap_or_else(|| self.resolve(event, maker));
        let Found::Person(at, made) = found else {
            let is_known = event.who.email.is_some() && self.order_at.contains_key(&key);
            return if is_known { of_another() } else { self.wait(event, found) };
        };
        let currency = &self.ctx.shop.currency;
        let customer = self.people[at].id;
        let (row, created) = match self.order_at.get(&key) {
            Some(&row) if self.orders[row].customer != customer => return of_another(),
            Some(&row) => {
                self.orders[row].replace(said, currency, event.at);
                (row, false)
            }
            None => {
                let new = OrderRow::new(customer, said, currency, event.at);
                (self.add_order(new), true)
            }
        };
        let person = &mut self.people[at];
        if !made {
            person.take_details(&said.details, true);
        }
        person.add_categories(said.order.items.iter().filter_map(|i| i.category.as_deref()));
        person.orders_changed = true;
        let id = self.orders[row].id.0;
        for change in self.take_waiting(waits_for_order(&key)) {
            if let Act::OrderChange(c) = &change.act {
                // more than the total can't come back; it was acknowledged, so what is left does
                let order = &mut self.orders[row];
                if order.change(c, change.at).is_err() {
                    let rest = OrderChange { refund: None, refunded: None, refund_rest: true, ..c.clone() };
                    let _ = order.change(&rest, change.at);
                }
            }
        }
        Done(
            Applied::Outcome(Outcome::Stored(Stored {
                customer: Some(customer),
                created,
                id: Some(id),
                changed: true,
            })),
            found,
        )
    }

    fn order_change(&mut self, event: &Incoming, change: &OrderChange) -> Done {
        let key = (change.source.clone(), change.order_id.clone());
        let Some(&at) = self.order_at.get(&key) else {
            if !change.waits {
                return refused(RefusalCode::UnknownOrder, "/order_id", "there is no such order");
            }
            if !self.alone {
                return Done(Applied::Alone, Found::Nobody);
            }
            let kept = Incoming { record: None, sent: None, message: None, mends: None, ..event.clone() };
            self.waiting.push(WaitingRow { waits_for: waits_for_order(&key), event: kept });
            let found = self.resolve(event, None);
            return Done(Applied::Outcome(Outcome::Waiting), found);
        };
        if let Err(refusal) = self.orders[at].change(change, event.at) {
            return Done(Applied::Outcome(Outcome::Refused(refusal)), Found::Nobody);
        }
        let (id, customer) = (self.orders[at].id.0, self.orders[at].customer);
        match self.by_id.get(&customer) {
            Some(&person) => {
                self.people[person].orders_changed = true;
                self.stored(Found::Person(person, false), Some(id))
            }
            None => refused(RefusalCode::UnknownOrder, "/order_id", "there is no such order"),
        }
    }

    fn consent(&mut self, event: &Incoming, consent: &Consent, known: Option<Found>) -> Done {
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

    fn alias(&mut self, event: &Incoming, alias: &Alias) -> Done {
        let found = self.resolve(event, None);
        let Some(to) = event.who.user_id.as_deref().map(|v| self.ids.find_or_make(IdKind::User, v)) else {
            return refused(RefusalCode::Invalid, "/userId", "must be given");
        };
        let user = self.ids.find(IdKind::User, &alias.previous).filter(|_| event.trusted);
        let from = match user {
            Some(at) => at,
            None => self.ids.find_or_make(IdKind::Anonymous, &alias.previous),
        };
        let (theirs, ours) = (self.ids.row(from).customer, self.ids.row(to).customer);
        match (theirs, ours) {
            // the user id that was there before has the profile, and the new one becomes its
            (Some(customer), None) if event.trusted => {
                if self.join(to, from)
                    && let Some(&person) = self.by_id.get(&customer)
                {
                    self.link(self.ids.row(from).root, person);
                    return self.stored(Found::Person(person, false), None);
                }
            }
            _ => {
                if self.join(from, to)
                    && event.trusted
                    && let Some(&person) = ours.and_then(|c| self.by_id.get(&c))
                {
                    self.release(self.ids.row(to).root, person);
                }
            }
        }
        self.stored(found, None)
    }

    fn import(&mut self, import: &Import) -> Done {
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

    fn keep_record(&mut self, event: &Incoming, found: Found) -> Uuid {
        let id = patron_domain::ids::next();
        let found = if found == Found::Nobody { self.resolve(event, None) } else { found };
        let (customer, root) = match found {
            Found::Person(at, _) => (Some(self.people[at].id), None),
            Found::Ids(root, _) => (None, Some(root)),
            Found::Nobody => (None, None),
        };
        if let (Found::Person(at, _), Some(record)) = (found, &event.record)
            && let Some(place) = &record.origin.place
        {
            self.people[at].take_place(place);
        }
        if let Some(record) = event.record.clone() {
            let (at, received_at, key) = (event.at, event.received_at, event.key);
            self.events.push(EventRow { id, customer, root, record, at, received_at, key });
        }
        id
    }
}

/// What an event did, and for whom.
#[derive(Debug)]
pub(super) struct Done(Applied, Found);

fn refused(code: RefusalCode, pointer: &str, message: &str) -> Done {
    Done(Applied::Outcome(Outcome::Refused(Refusal::new(code, pointer, message))), Found::Nobody)
}

fn said<'e>(event: &'e Incoming, act: ConsentAct, method: &'e str, notice: Option<&'e str>) -> Said<'e> {
    Said { act, method, notice_version: notice, actor: &event.actor, reason: None, at: event.at }
}
