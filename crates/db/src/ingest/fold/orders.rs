//! Orders, and what changes on them.

use super::{Done, refused};
use crate::ingest::{
    Applied,
    act::{Act, Order, OrderChange, Profile},
    event::Incoming,
    order::{OrderKey, OrderRow},
    outcome::{Outcome, RefusalCode, Stored},
    resolve::{Found, Maker},
    state::{State, waits_for_order},
};

impl State<'_> {
    pub(super) fn order(&mut self, event: &Incoming, said: &Order, known: Option<Found>) -> Done {
        let key = (said.order.source.clone(), said.order.order_id.clone());
        if self.gone.contains(&key) {
            return of_another();
        }
        let profile = Profile::default();
        let maker = Maker { profile: &profile, details: &said.details, method: "order" };
        // an order that is somebody's makes no profile for somebody else
        let maker = Some(&maker).filter(|_| !self.order_at.contains_key(&key));
        let found = known.unwrap_or_else(|| self.resolve(event, maker));
        let Found::Person(at, made) = found else {
            let is_known = event.who.email.is_some() && self.order_at.contains_key(&key);
            return if is_known { of_another() } else { self.wait(event, found) };
        };
        let currency = &self.ctx.shop.currency;
        let customer = self.people[at].id;
        let (row, created, differs) = match self.order_at.get(&key) {
            Some(&row) if self.orders[row].customer != customer => return of_another(),
            Some(&row) => (row, false, self.orders[row].replace(said, currency, event.at)),
            None => {
                let new = OrderRow::new(customer, said, currency, event.at);
                (self.add_order(new), true, true)
            }
        };
        let person = &mut self.people[at];
        let before = (!created).then(|| person.now.clone());
        if !made {
            person.take_details(&said.details, true);
        }
        person.add_categories(said.order.items.iter().filter_map(|i| i.category.as_deref()));
        let tells = before.is_some_and(|before| before != person.now);
        let catches_up = self.catch_up(row, &key);
        self.people[at].orders_changed |= differs || catches_up;
        let stored = Stored {
            customer: Some(customer),
            created,
            id: Some(self.orders[row].id.0),
            changed: differs || tells || catches_up,
        };
        Done(Applied::Outcome(Outcome::Stored(stored)), found)
    }

    /// Applies what waited for an order. Whether anything did.
    fn catch_up(&mut self, row: usize, key: &OrderKey) -> bool {
        let mut any = false;
        for change in self.take_waiting(waits_for_order(key)) {
            if let Act::OrderChange(c) = &change.act {
                // more than the total can't come back; it was acknowledged, so what is left does
                let order = &mut self.orders[row];
                if order.change(c, change.at).is_err() {
                    let rest = OrderChange { refund: None, refunded: None, refund_rest: true, ..c.clone() };
                    let _ = order.change(&rest, change.at);
                }
                any = true;
            }
        }
        any
    }

    pub(super) fn order_change(&mut self, event: &Incoming, change: &OrderChange) -> Done {
        let key = (change.source.clone(), change.order_id.clone());
        let unknown = || refused(RefusalCode::UnknownOrder, "/order_id", "there is no such order");
        let Some(&at) = self.order_at.get(&key) else {
            if !change.waits || self.gone.contains(&key) {
                return unknown();
            }
            if !self.mode.alone {
                return Done(Applied::Alone, Found::Nobody);
            }
            return self.wait_for_order(event, change);
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
            None => unknown(),
        }
    }
}

fn of_another() -> Done {
    refused(
        RefusalCode::OrderOfAnother,
        "/order_id",
        "this source and order_id belong to another customer's order",
    )
}
