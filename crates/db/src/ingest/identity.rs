//! Foreign ids: which of them are one person's, before and after an address is known.
//!
//! Ids of one person share a root: that of the user id, else each anonymous id's own. A root has a customer or none.

use chrono::{DateTime, Utc};
use patron_domain::{ids::CustomerId, plain_words};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

plain_words! {
    /// What an id is.
    IdKind {
        /// The reporting system's id of a person.
        User = "user_id",
        /// A browser's id of a visitor.
        Anonymous = "anonymous_id",
    }
}

/// Traits with when each was said: JSON texts.
pub(super) type Traits = BTreeMap<String, (String, DateTime<Utc>)>;

/// When a page has said something: before any server has. So the last word of a page counts against other pages', and
/// never against a server's.
pub(super) const SAID_BY_PAGE: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// Most traits of a person, and most ids before there is a profile: a key that stands in pages can say ever new ones.
const MOST: usize = 1000;

/// Adds traits, of which the newest wins. What is said again is as new as it was said last.
pub(super) fn join_traits(known: &mut Traits, said: Traits) -> bool {
    let mut changed = false;
    for (key, (value, at)) in said {
        let newer = match known.get(&key) {
            None => known.len() < MOST || (at > SAID_BY_PAGE && drop_of_page(known)),
            Some((before, when)) => at > *when || (at == *when && *before != value),
        };
        if newer {
            known.insert(key, (value, at));
            changed = true;
        }
    }
    changed
}

/// Makes room by a trait that only a page has said.
fn drop_of_page(known: &mut Traits) -> bool {
    let of_page = known.iter().find(|(_, (_, at))| *at == SAID_BY_PAGE).map(|(key, _)| key.clone());
    of_page.is_some_and(|key| known.remove(&key).is_some())
}

/// A row of `identities`.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub id: Uuid,
    pub kind: IdKind,
    pub value: String,
    pub customer: Option<CustomerId>,
    pub root: Uuid,
    pub is_new: bool,
    pub traits: Traits,
    pub traits_changed: bool,
}

/// The ids of a batch, loaded and locked.
#[derive(Debug, Default)]
pub(super) struct Identities {
    rows: Vec<Identity>,
    at: HashMap<(IdKind, String), usize>,
    /// Roots that became another's, in order.
    pub moved: Vec<(Uuid, Uuid)>,
    /// Roots that got a customer.
    pub linked: Vec<(Uuid, CustomerId)>,
}

impl Identities {
    pub fn add(&mut self, identity: Identity) {
        self.at.insert((identity.kind, identity.value.clone()), self.rows.len());
        self.rows.push(identity);
    }

    pub fn rows(&self) -> &[Identity] {
        &self.rows
    }

    pub fn row(&self, at: usize) -> &Identity {
        &self.rows[at]
    }

    pub fn row_mut(&mut self, at: usize) -> &mut Identity {
        &mut self.rows[at]
    }

    pub fn find(&self, kind: IdKind, value: &str) -> Option<usize> {
        self.at.get(&(kind, value.to_owned())).copied()
    }

    /// The id, made when nobody has seen it.
    pub fn find_or_make(&mut self, kind: IdKind, value: &str) -> usize {
        if let Some(at) = self.find(kind, value) {
            return at;
        }
        let id = patron_domain::ids::next();
        self.add(Identity {
            id,
            kind,
            value: value.to_owned(),
            customer: None,
            root: id,
            is_new: true,
            traits: Traits::new(),
            traits_changed: false,
        });
        self.rows.len() - 1
    }

    /// An id that belongs to nobody else yet: no customer, and no other user id beside it.
    pub fn is_free(&self, at: usize) -> bool {
        let row = &self.rows[at];
        let beside =
            |other: &Identity| other.root == row.root && other.id != row.id && other.kind == IdKind::User;
        row.customer.is_none() && row.root == row.id && !self.rows.iter().any(beside)
    }

    /// Makes the free id `from`, with the visitors that are its, one of `to`'s. False when it is taken: ids of two
    /// people are never joined here.
    pub fn join(&mut self, from: usize, to: usize) -> bool {
        if self.rows[from].root == self.rows[to].root {
            return true;
        }
        let (old, new, customer) = (self.rows[from].root, self.rows[to].root, self.rows[to].customer);
        // all ids of a root without a customer are loaded
        let full = customer.is_none() && self.rows.iter().filter(|row| row.root == new).count() >= MOST;
        if full || !self.is_free(from) {
            return false;
        }
        self.moved.push((old, new));
        let mut traits = Traits::new();
        for row in self.rows.iter_mut().filter(|row| row.root == old) {
            join_traits(&mut traits, std::mem::take(&mut row.traits));
            row.traits_changed = true;
            row.root = new;
            row.customer = customer;
        }
        if join_traits(&mut self.rows[to].traits, traits) {
            self.rows[to].traits_changed = true;
        }
        if let Some(customer) = customer {
            self.linked.push((new, customer));
        }
        true
    }

    /// Gives the ids of a root to a customer, and returns the traits that waited with them.
    pub fn link(&mut self, root: Uuid, customer: CustomerId) -> Traits {
        let mut traits = Traits::new();
        for row in self.rows.iter_mut().filter(|row| row.root == root) {
            row.customer = Some(customer);
            if !row.traits.is_empty() {
                join_traits(&mut traits, std::mem::take(&mut row.traits));
                row.traits_changed = true;
            }
        }
        self.linked.push((root, customer));
        traits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_joins_a_person_once_and_stays_there() {
        let mut ids = Identities::default();
        let visitor = ids.find_or_make(IdKind::Anonymous, "a");
        let (ada, ben) = (ids.find_or_make(IdKind::User, "ada"), ids.find_or_make(IdKind::User, "ben"));
        assert!(ids.join(visitor, ada));
        assert!(ids.join(visitor, ada), "again is nothing new");
        assert!(!ids.join(visitor, ben), "a shared browser does not make two people one");
        assert_eq!(ids.row(visitor).root, ids.row(ada).root);
        let customer = CustomerId::generate();
        ids.link(ids.row(ada).root, customer);
        assert_eq!(ids.row(visitor).customer, Some(customer));
        assert_eq!(ids.row(ben).customer, None);
    }

    #[test]
    fn a_trait_that_is_said_again_is_as_new_as_it_was_said_last() {
        let said = |value: &str, second| {
            let at = chrono::DateTime::from_timestamp(second, 0).unwrap_or_default();
            Traits::from([("plan".to_owned(), (value.to_owned(), at))])
        };
        let mut known = said("gold", 1);
        assert!(join_traits(&mut known, said("gold", 3)));
        assert!(!join_traits(&mut known, said("iron", 2)), "older than the last word");
        assert_eq!(known, said("gold", 3));
    }

    #[test]
    fn what_pages_say_gives_way_to_what_a_server_says_also_when_there_is_no_more_room() {
        let of_page =
            |key: &str, value: &str| Traits::from([(key.to_owned(), (value.to_owned(), SAID_BY_PAGE))]);
        let mut known = Traits::new();
        assert!(join_traits(&mut known, of_page("plan", "a")));
        assert!(join_traits(&mut known, of_page("plan", "b")), "the last page");
        for n in 0..2 * MOST {
            join_traits(&mut known, of_page(&n.to_string(), "x"));
        }
        assert_eq!(known.len(), MOST);
        let server = |key: &str| {
            let at = SAID_BY_PAGE + chrono::Duration::days(1);
            Traits::from([(key.to_owned(), ("server".to_owned(), at))])
        };
        assert!(join_traits(&mut known, server("plan")) && join_traits(&mut known, server("tier")));
        assert!(!join_traits(&mut known, of_page("plan", "c")));
        assert_eq!(
            (known.len(), known["plan"].0.as_str(), known["tier"].0.as_str()),
            (MOST, "server", "server")
        );
    }
}
