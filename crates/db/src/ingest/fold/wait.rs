//! What waits: it is kept until what it speaks of arrives, and done then.

use super::{Arrived, Done, refused};
use crate::ingest::{
    Applied,
    act::{Act, OrderChange},
    event::Incoming,
    outcome::{Outcome, RefusalCode},
    resolve::Found,
    state::{State, WaitKey, WaitingRow, waits_for_order, waits_for_person},
};
use uuid::Uuid;

impl State<'_> {
    /// Keeps an event until its person has an address.
    pub(super) fn wait(&mut self, event: &Incoming, found: Found) -> Done {
        let Found::Ids(root, _) = found else {
            return refused(RefusalCode::UnknownPerson, "", "there is no customer with this address");
        };
        let mut event = kept(event);
        if let Act::Profile(profile) = &mut event.act {
            // they are kept with the id
            profile.traits.clear();
        }
        let row = WaitingRow { waits_for: waits_for_person(root), event };
        if row.is_of_page() {
            self.waiting.retain(|before| !(before.is_of_page() && before.waits_for == row.waits_for));
        }
        self.waiting.push(row);
        Done(Applied::Outcome(Outcome::Waiting), found)
    }

    /// Keeps a change until its order is there.
    pub(super) fn wait_for_order(&mut self, event: &Incoming, change: &OrderChange) -> Done {
        let waits_for = waits_for_order(&(change.source.clone(), change.order_id.clone()));
        self.waiting.push(WaitingRow { waits_for, event: kept(event) });
        let found = self.resolve(event, None);
        Done(Applied::Outcome(Outcome::Waiting), found)
    }

    /// Does what waited for the ids of a root to become this person's, in this batch too. It was answered when it
    /// came: what is refused now is kept for staff to look at.
    pub(in crate::ingest) fn release(&mut self, root: Uuid, arrived: Arrived) {
        for event in self.take_waiting(waits_for_person(root)) {
            match self.act_for(&event, Some(arrived)) {
                Ok(Done(Applied::Outcome(Outcome::Refused(refusal)), _)) => {
                    tracing::warn!(code = refusal.code.as_str(), "an event that waited is refused");
                    self.reject(&event, refusal, true);
                }
                Ok(_) => {}
                Err(error) => self.failed = Some(error),
            }
        }
    }

    /// Takes out what waits under a key: first what is stored, then what this batch has made wait.
    pub(super) fn take_waiting(&mut self, key: WaitKey) -> Vec<Incoming> {
        let mut events = Vec::new();
        for (id, event) in self.waited.remove(&key).unwrap_or_default() {
            self.done.push(id);
            events.push(event);
        }
        let (now, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|row| row.waits_for == key);
        self.waiting = later;
        events.extend(now.into_iter().map(|row| row.event));
        events
    }
}

/// What is kept of an event that waits. As it was sent it is only needed when it may be refused after all, which a
/// page's never is.
fn kept(event: &Incoming) -> Incoming {
    let sent = event.sent.clone().filter(|_| event.trusted);
    Incoming { record: None, sent, message: None, mends: None, ..event.clone() }
}
