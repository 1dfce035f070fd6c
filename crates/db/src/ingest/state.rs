//! What a batch works on: everything it touches, loaded and locked, and what it will write.

use super::{
    Context,
    act::Act,
    event::{Incoming, Record, Sent},
    identity::{IdKind, Identities},
    order::{OrderKey, OrderRow},
    outcome::Refusal,
    person::{LedgerRow, Person},
};
use crate::Error;
use chrono::{DateTime, Utc};
use patron_domain::ids::{CustomerId, KeyId};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What an event waits for, as it is looked up.
pub(super) type WaitKey = [u8; 16];

/// The key of events that wait for a person to get an address.
pub(super) fn waits_for_person(root: Uuid) -> WaitKey {
    digest(&format!("person\0{root}"))
}

/// The key of events that wait for an order.
pub(super) fn waits_for_order((source, order_id): &OrderKey) -> WaitKey {
    digest(&format!("order\0{source}\0{order_id}"))
}

/// The first sixteen bytes of SHA-256: what a unique index compares.
pub fn digest(text: &str) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&crate::random::digest(text)[..16]);
    out
}

/// A login attempt to be written.
#[derive(Debug)]
pub(super) struct LoginRow {
    pub id: Uuid,
    pub customer: Option<CustomerId>,
    pub email: String,
    pub at: DateTime<Utc>,
    pub method: &'static str,
    pub success: bool,
    pub ip: Option<Vec<u8>>,
    pub agent: Option<Vec<u8>>,
    pub device: Option<String>,
    pub reason: Option<String>,
}

/// An event to be written.
#[derive(Debug)]
pub(super) struct EventRow {
    pub id: Uuid,
    pub customer: Option<CustomerId>,
    pub root: Option<Uuid>,
    pub record: Record,
    pub at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub key: Option<KeyId>,
}

/// An event to be kept until what it speaks of arrives.
#[derive(Debug)]
pub(super) struct WaitingRow {
    pub waits_for: WaitKey,
    pub event: Incoming,
}

impl WaitingRow {
    /// Whether a page says something of somebody: of that only the newest waits, because anybody can make any number.
    pub fn is_of_page(&self) -> bool {
        !self.event.trusted && matches!(self.event.act, Act::Profile(_))
    }
}

/// A refused event to be kept.
#[derive(Debug)]
pub(super) struct RejectedRow {
    pub key: KeyId,
    pub sent: Sent,
    pub refusal: Refusal,
    pub received_at: DateTime<Utc>,
    /// Whether it was taken when it came, and is refused only now that what it waited for is there.
    pub waited: bool,
}

/// A row for the history of changes.
#[derive(Debug)]
pub(super) struct ChangeRow {
    pub customer: CustomerId,
    pub actor: String,
    pub details: serde_json::Value,
}

/// How a batch is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mode {
    /// Whether it holds the locks of its orders alone, and so may make events wait for them.
    pub alone: bool,
    /// Whether what waits for people is done when they arrive.
    pub releases: bool,
}

/// Everything of a batch.
pub(super) struct State<'a> {
    pub ctx: &'a Context<'a>,
    pub ids: Identities,
    pub people: Vec<Person>,
    pub by_email: HashMap<String, usize>,
    pub by_id: HashMap<CustomerId, usize>,
    /// User ids of the people that an address was found for.
    pub user_ids: HashMap<CustomerId, Vec<String>>,
    pub orders: Vec<OrderRow>,
    pub order_at: HashMap<OrderKey, usize>,
    /// Orders of people who were erased: nobody's to change or to bring again.
    pub gone: HashSet<OrderKey>,
    /// Waiting events that may be done now.
    pub waited: HashMap<WaitKey, Vec<(Uuid, Incoming)>>,
    /// Profile ids of imported rows that are taken.
    pub taken_ids: HashSet<CustomerId>,
    pub mode: Mode,
    /// What went wrong where nobody could be told.
    pub failed: Option<Error>,

    pub logins: Vec<LoginRow>,
    pub events: Vec<EventRow>,
    pub ledger: Vec<LedgerRow>,
    pub changes: Vec<ChangeRow>,
    pub waiting: Vec<WaitingRow>,
    pub done: Vec<Uuid>,
    pub rejected: Vec<RejectedRow>,
    /// People of whom an event says that they are one: the lower id first.
    pub pairs: BTreeSet<(CustomerId, CustomerId)>,
}

impl<'a> State<'a> {
    pub fn new(ctx: &'a Context<'a>, mode: Mode) -> Self {
        Self {
            ctx,
            ids: Identities::default(),
            people: Vec::new(),
            by_email: HashMap::new(),
            by_id: HashMap::new(),
            user_ids: HashMap::new(),
            orders: Vec::new(),
            order_at: HashMap::new(),
            gone: HashSet::new(),
            waited: HashMap::new(),
            taken_ids: HashSet::new(),
            mode,
            failed: None,
            logins: Vec::new(),
            events: Vec::new(),
            ledger: Vec::new(),
            changes: Vec::new(),
            waiting: Vec::new(),
            done: Vec::new(),
            rejected: Vec::new(),
            pairs: BTreeSet::new(),
        }
    }

    /// The customer an event speaks of, as far as that is known without changing anything.
    pub fn customer_of(&self, event: &Incoming) -> Option<CustomerId> {
        let who = &event.who;
        let by_id = |kind, value: &Option<String>| {
            self.ids.find(kind, value.as_deref()?).and_then(|at| self.ids.row(at).customer)
        };
        let by_email =
            || who.email.as_ref().and_then(|e| self.by_email.get(&e.folded())).map(|at| self.people[*at].id);
        by_id(IdKind::User, &who.user_id)
            .or_else(by_email)
            .or_else(|| by_id(IdKind::Anonymous, &who.anonymous_id))
    }

    pub fn add_person(&mut self, person: Person) -> usize {
        let at = self.people.len();
        self.by_email.insert(patron_domain::email::fold(&person.now.email), at);
        self.by_id.insert(person.id, at);
        self.people.push(person);
        at
    }

    pub fn add_order(&mut self, row: OrderRow) -> usize {
        let at = self.orders.len();
        self.order_at.insert((row.order.source.clone(), row.order.order_id.clone()), at);
        self.orders.push(row);
        at
    }
}
