//! What each event does to the state, one after the other, in memory.

mod ids;
mod orders;
mod people;
mod wait;

use super::{
    Applied,
    act::Act,
    event::Incoming,
    outcome::{Outcome, Refusal, RefusalCode, Stored},
    resolve::Found,
    state::{EventRow, RejectedRow, State},
};
use uuid::Uuid;

/// What an event did, and for whom.
#[derive(Debug)]
pub(super) struct Done(Applied, Found);

/// For whom an event is done that waited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrived {
    /// The person, by their place in the state.
    pub person: usize,
    /// Whether what released it made their profile: nobody knew them before.
    pub made: bool,
}

impl State<'_> {
    /// Applies an event. A refusal changes nothing.
    ///
    /// # Errors
    /// When the operating system gives no randomness to seal with.
    pub fn fold(&mut self, event: &Incoming) -> crate::Result<Applied> {
        if let Act::Refused(refusal) = &event.act {
            return Ok(self.reject(event, refusal.clone(), false));
        }
        let Done(mut applied, found) = self.act_for(event, None)?;
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        match &applied {
            Applied::Outcome(Outcome::Refused(refusal)) => {
                return Ok(self.reject(event, refusal.clone(), false));
            }
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

    /// Keeps a refused event as it was sent, if that is known. `waited`: it was taken when it came.
    fn reject(&mut self, event: &Incoming, refusal: Refusal, waited: bool) -> Applied {
        if let (Some(key), Some(sent)) = (event.key, &event.sent) {
            self.rejected.push(RejectedRow {
                key,
                sent: sent.clone(),
                refusal: refusal.clone(),
                received_at: event.received_at,
                waited,
            });
        }
        Applied::Outcome(Outcome::Refused(refusal))
    }

    /// Does what the event says; for whom is known already when it waited for them.
    fn act_for(&mut self, event: &Incoming, arrived: Option<Arrived>) -> crate::Result<Done> {
        let known = arrived.map(|a| Found::Person(a.person, false));
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
            Act::Profile(profile) => Ok(self.profile(event, profile, arrived)),
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

fn refused(code: RefusalCode, pointer: &str, message: &str) -> Done {
    Done(Applied::Outcome(Outcome::Refused(Refusal::new(code, pointer, message))), Found::Nobody)
}
