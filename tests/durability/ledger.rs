//! What was acknowledged, and what must be there because of it.

use patron_domain::{
    consent::{Channel, ConsentState},
    order::OrderStatus,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// An order as last acknowledged; amounts in whole rupees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub email: String,
    pub total: u32,
    pub refunded: u32,
    pub status: OrderStatus,
}

/// What an acknowledged event makes true. Addresses are in lower case.
#[derive(Debug, Clone)]
pub enum Fact {
    /// One more row.
    Login { email: String, success: bool },
    /// One more row, of this person.
    Event { name: &'static str, email: String },
    /// A withdrawal stays; a yes stands unless there is one.
    Consent { email: String, channel: Channel, state: ConsentState },
    /// Somebody has this address.
    Profile { email: String },
    /// The order is this.
    Order { id: String, order: Order },
    /// The order's state is this.
    Status { id: String, status: OrderStatus },
    /// So much more was given back.
    Refund { id: String, amount: u32 },
}

/// What must be there.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Rows by address and success.
    pub logins: BTreeMap<(String, bool), i64>,
    /// Rows by name and address.
    pub events: BTreeMap<(String, String), i64>,
    /// State by address and channel.
    pub consents: BTreeMap<(String, String), String>,
    /// Addresses of profiles.
    pub profiles: BTreeSet<String>,
    /// Orders by id.
    pub orders: BTreeMap<String, Order>,
    /// The ids of those, to choose from.
    pub order_ids: Vec<String>,
    /// How many message ids were acknowledged.
    pub messages: u64,
}

impl Ledger {
    /// Writes down what an acknowledged call tells.
    pub fn add_all(&mut self, facts: &[Fact], messages: u64) {
        facts.iter().for_each(|fact| self.add(fact));
        self.messages += messages;
    }

    fn add(&mut self, fact: &Fact) {
        match fact.clone() {
            Fact::Login { email, success } => *self.logins.entry((email, success)).or_default() += 1,
            Fact::Event { name, email } => *self.events.entry((name.to_owned(), email)).or_default() += 1,
            Fact::Consent { email, channel, state } => {
                self.answered((email, channel.as_str().to_owned()), state.as_str().to_owned());
            }
            Fact::Profile { email } => {
                self.profiles.insert(email);
            }
            Fact::Order { id, order } => {
                self.profiles.insert(order.email.clone());
                if self.orders.insert(id.clone(), order).is_none() {
                    self.order_ids.push(id);
                }
            }
            Fact::Status { id, status } => self.order(&id).status = status,
            Fact::Refund { id, amount } => self.order(&id).refunded += amount,
        }
    }

    fn order(&mut self, id: &str) -> &mut Order {
        self.orders.get_mut(id).expect("changes are of acknowledged orders")
    }

    fn answered(&mut self, who_and_where: (String, String), state: String) {
        let known = self.consents.entry(who_and_where).or_insert_with(|| state.clone());
        if *known != ConsentState::Unsubscribed.as_str() {
            *known = state;
        }
    }

    /// Adds another client's.
    pub fn join(&mut self, other: Self) {
        for (key, count) in other.logins {
            *self.logins.entry(key).or_default() += count;
        }
        for (key, count) in other.events {
            *self.events.entry(key).or_default() += count;
        }
        for (key, state) in other.consents {
            self.answered(key, state);
        }
        self.profiles.extend(other.profiles);
        self.orders.extend(other.orders);
        self.order_ids.extend(other.order_ids);
        self.messages += other.messages;
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (logins, events) = (self.logins.values().sum::<i64>(), self.events.values().sum::<i64>());
        let (orders, people, messages) = (self.orders.len(), self.profiles.len(), self.messages);
        write!(
            f,
            "{messages} message ids, {logins} logins, {events} events, {orders} orders of {people} people"
        )
    }
}
