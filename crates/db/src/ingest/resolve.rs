//! Whom an event speaks of.

use super::{
    act::{Act as EventAct, Profile},
    event::Incoming,
    fold::Arrived,
    identity::{IdKind, Traits, join_traits},
    person::{Beginning, Person, Said},
    state::{State, waits_for_person},
};
use crate::profiles::Details;
use patron_domain::{
    consent::Act,
    customer::{SignupMethod, Source},
    email::{Email, fold},
    ids::CustomerId,
};
use uuid::Uuid;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A profile, by its place in the state; and whether this event made it.
    Person(usize, bool),
    /// Ids without an address, by their root and the place of the strongest of them.
    Ids(Uuid, usize),
    /// An address that nobody has, or nothing.
    Nobody,
}

/// What a new profile would start with.
pub(super) struct Maker<'a> {
    pub profile: &'a Profile,
    pub details: &'a Details,
    pub method: &'a str,
}

impl State<'_> {
    /// Finds the person, joins ids that are seen together, and makes a profile when `maker` says how.
    pub fn resolve(&mut self, event: &Incoming, maker: Option<&Maker<'_>>) -> Found {
        let who = &event.who;
        let user = who.user_id.as_deref().map(|v| self.ids.find_or_make(IdKind::User, v));
        let visitor = who.anonymous_id.as_deref().map(|v| self.ids.find_or_make(IdKind::Anonymous, v));
        if let (Some(user), Some(visitor)) = (user, visitor) {
            self.join(visitor, user);
        }
        let id = user.or(visitor);
        let email = who.email.as_ref();
        let says_who = event.trusted && matches!(event.act, EventAct::Profile(_));
        let mut by_email = email.and_then(|e| self.by_email.get(&e.folded()).copied());
        let linked = id.and_then(|at| self.ids.row(at).customer).and_then(|c| self.by_id.get(&c).copied());
        // a user id that has a profile says more than an address that may have changed hands; a browser says less,
        // also than an address that nobody has yet: the next person at it is not the last one
        if let Some(person) = linked.filter(|_| user.is_some() || email.is_none()) {
            if let Some(email) = email.filter(|_| by_email.is_none() && says_who && user.is_some()) {
                self.change_email(person, email);
            }
            self.note_pair(event, person, by_email);
            // what a public key joined released nothing that a server reported; a server's word does
            if let Some(at) = id.filter(|_| event.trusted) {
                self.release(self.ids.row(at).root, Arrived { person, made: false });
            }
            return Found::Person(person, false);
        }
        let mut made = false;
        if by_email.is_none()
            && let (Some(email), Some(maker)) = (email, maker)
        {
            by_email = Some(self.make(event, email, maker));
            made = true;
        }
        let Some(person) = by_email else {
            // ids that are somebody's already can't wait for the address of somebody else
            let unknown = id.filter(|_| linked.is_none());
            return unknown.map_or(Found::Nobody, |at| Found::Ids(self.ids.row(at).root, at));
        };
        if let Some(at) = id.filter(|_| event.trusted && linked.is_none()) {
            if user.is_some() && self.has_other_user_id(person, who.user_id.as_deref()) {
                // two user ids with one address may be two people: nobody joins them unasked, and what is said of the
                // one is not said of the other; but what is ordered or done in the name of an address is its person's
                return if says_who {
                    Found::Ids(self.ids.row(at).root, at)
                } else {
                    Found::Person(person, made)
                };
            }
            self.link(self.ids.row(at).root, Arrived { person, made });
        }
        Found::Person(person, made)
    }

    fn has_other_user_id(&self, person: usize, user_id: Option<&str>) -> bool {
        let customer = self.people[person].id;
        let stored =
            self.user_ids.get(&customer).is_some_and(|ids| ids.iter().any(|id| Some(id.as_str()) != user_id));
        let here = self.ids.rows().iter().any(|row| {
            row.kind == IdKind::User && row.customer == Some(customer) && Some(row.value.as_str()) != user_id
        });
        stored || here
    }

    /// A server names one person by an id and another one by an address, who has an id of their own: they may be one,
    /// which is for staff to say.
    fn note_pair(&mut self, event: &Incoming, person: usize, by_email: Option<usize>) {
        let user_id = event.who.user_id.as_deref().filter(|_| event.trusted);
        let Some(other) = by_email.filter(|other| *other != person) else { return };
        if user_id.is_some() && self.has_other_user_id(other, user_id) {
            let (one, another) = (self.people[person].id, self.people[other].id);
            self.pairs.insert((one.min(another), one.max(another)));
        }
    }

    /// Gives the ids of a root to a person, with the traits and events that waited for one.
    pub fn link(&mut self, root: Uuid, arrived: Arrived) {
        let customer = self.people[arrived.person].id;
        let traits = self.ids.link(root, customer);
        self.take_traits(arrived.person, traits);
        self.release(root, arrived);
    }

    /// Makes the free id `from` one of `to`'s, with what waits for it and, where there is a profile, its traits.
    pub fn join(&mut self, from: usize, to: usize) -> bool {
        let (old, new) = (self.ids.row(from).root, self.ids.row(to).root);
        if !self.ids.join(from, to) {
            return false;
        }
        if old != new {
            let (old, new) = (waits_for_person(old), waits_for_person(new));
            if let Some(waited) = self.waited.remove(&old) {
                self.waited.entry(new).or_default().extend(waited);
            }
            for row in self.waiting.iter_mut().filter(|row| row.waits_for == old) {
                row.waits_for = new;
            }
        }
        let person = self.ids.row(to).customer.and_then(|c| self.by_id.get(&c).copied());
        if let Some(person) = person {
            let traits = std::mem::take(&mut self.ids.row_mut(to).traits);
            self.take_traits(person, traits);
        }
        true
    }

    pub fn take_traits(&mut self, person: usize, traits: Traits) {
        join_traits(&mut self.people[person].traits, traits);
    }

    fn make(&mut self, event: &Incoming, email: &Email, maker: &Maker<'_>) -> usize {
        let profile = maker.profile;
        let new = Beginning {
            id: CustomerId::generate(),
            email,
            details: maker.details,
            signup_method: profile.signup_method.unwrap_or(SignupMethod::Email),
            source: profile.source.unwrap_or(Source::Website),
            touch: &profile.touch,
            last_touch: &profile.last_touch,
            signup_date: profile.signup_date.unwrap_or(event.at).min(self.ctx.now),
            said: profile.said,
            policy: self.ctx.shop.consent_policy,
        };
        let said = Said {
            act: Act::Other,
            method: maker.method,
            notice_version: profile.notice_version.as_deref(),
            actor: &event.actor,
            reason: None,
            at: self.ctx.now,
        };
        let person = Person::begin(&new, &said, &mut self.ledger);
        self.add_person(person)
    }

    /// A server says that a person's address is another one. An account keeps the address it signs in with.
    fn change_email(&mut self, person: usize, email: &Email) {
        let folded = email.folded();
        let p = &mut self.people[person];
        if p.user_id.is_some() || fold(&p.now.email) == folded {
            return;
        }
        self.by_email.remove(&fold(&p.now.email));
        email.as_str().clone_into(&mut p.now.email);
        p.now.email_verified = false;
        self.by_email.insert(folded, person);
    }

    /// Whether an event may release what waits for its ids: a server's word that makes two ids one person's or gives
    /// them an address. So that what waits has to be loaded.
    pub fn may_link(event: &Incoming) -> bool {
        let ids = [&event.who.user_id, &event.who.anonymous_id].into_iter().flatten().count();
        let joins = ids == 2 || event.who.email.is_some() || matches!(event.act, EventAct::Alias(_));
        event.trusted && ids > 0 && joins
    }
}
