//! Two foreign ids that are one person's.

use super::{Arrived, Done, refused};
use crate::ingest::{
    act::Alias, event::Incoming, identity::IdKind, outcome::RefusalCode, resolve::Found, state::State,
};

impl State<'_> {
    pub(super) fn alias(&mut self, event: &Incoming, alias: &Alias) -> Done {
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
                    self.link(self.ids.row(from).root, Arrived { person, made: false });
                    return self.stored(Found::Person(person, false), None);
                }
            }
            _ => {
                if self.join(from, to)
                    && event.trusted
                    && let Some(&person) = ours.and_then(|c| self.by_id.get(&c))
                {
                    self.release(self.ids.row(to).root, Arrived { person, made: false });
                }
            }
        }
        self.stored(found, None)
    }
}
