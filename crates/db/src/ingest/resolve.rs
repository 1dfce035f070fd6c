//! Whom an event speaks of.

use super::{
    event::{Act as EventAct, Incoming, Profile},
    identity::{IdKind, Traits, join_traits},
    person::{Beginning, Person, Said},
    state::{State, waits_for_person},
};
use crate::profiles::Details;
use patron_domain::{
    consent::Act,
    customer::{SignupMethod, Source},
    email::Email,
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
            self.ids.join(visitor, user);
        }
        let id = user.or(visitor);
        let email = who.email.as_ref();
        let mut by_email = email.and_then(|e| self.by_email.get(&e.folded()).copied());
        let linked = id.and_then(|at| self.ids.row(at).customer).and_then(|c| self.by_id.get(&c).copied());
        // a user id that has a profile says more than an address that may have changed hands
        if let Some(person) = linked.filter(|_| user.is_some() || by_email.is_none()) {
            let says_who = event.trusted && matches!(event.act, EventAct::Profile(_));
            if let Some(email) = email.filter(|_| by_email.is_none() && says_who && user.is_some()) {
                self.change_email(person, email);
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
            return id.map_or(Found::Nobody, |at| Found::Ids(self.ids.row(at).root, at));
        };
        if let Some(at) = id.filter(|_| event.trusted && linked.is_none()) {
            if user.is_some() && self.has_other_user_id(person, who.user_id.as_deref()) {
                // two user ids with one address may be two people: nobody joins them unasked
                return Found::Ids(self.ids.row(at).root, at);
            }
            self.link(self.ids.row(at).root, person);
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

    /// Gives the ids of a root to a person, with the traits and events that waited for one.
    pub fn link(&mut self, root: Uuid, person: usize) {
        let customer = self.people[person].id;
        let traits = self.ids.link(root, customer);
        self.take_traits(person, traits);
        let waited = self.waited.remove(&waits_for_person(root)).unwrap_or_default();
        for (id, event) in waited {
            self.done.push(id);
            // whatever became of it was answered when it came
            let _ = self.act_for(&event, Some(person));
        }
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
        if p.user_id.is_some() || p.now.email.to_lowercase() == folded {
            return;
        }
        self.by_email.remove(&p.now.email.to_lowercase());
        email.as_str().clone_into(&mut p.now.email);
        p.now.email_verified = false;
        self.by_email.insert(folded, person);
    }

    /// Whether an event may make two ids one person's, so that what waits for them has to be loaded.
    pub fn may_link(event: &Incoming) -> bool {
        let ids = [&event.who.user_id, &event.who.anonymous_id].into_iter().flatten().count();
        ids > 0 && (event.who.email.is_some() || ids == 2 || matches!(event.act, EventAct::Alias(_)))
    }
}
