//! What a client reports next: any kind, of few people, so that clients meet on the same rows.

use crate::{
    client::{BATCH, Call, Client},
    ledger::{Fact, Ledger, Order},
};
use chrono::{DateTime, Utc};
use patron_api_types::{
    events::{BatchItem, ConsentReport, EventReport, OrderChangeItem, RefundItem, RefundReport},
    logins::LoginReport,
    orders::{OrderChange, OrderUpsert},
};
use patron_domain::{
    clock::Clock,
    consent::{Channel, ConsentState},
    order::OrderStatus,
};
use patron_tests::seed;
use reqwest::Method;
use serde_json::{Map, json};
use std::{collections::HashSet, time::Duration};

const PEOPLE: u32 = 30;
/// As many orders a client has: each change of one recounts all of its person.
pub const ORDERS: usize = 200;
const EVENTS: [&str; 4] = ["Product Viewed", "Cart Viewed", "Wishlist Opened", "Coupon Applied"];

/// One report, and what it makes true.
struct Report(BatchItem, Fact);

impl Report {
    fn has_message_id(&self) -> bool {
        !matches!(self.1, Fact::Profile { .. } | Fact::Order { .. } | Fact::Status { .. })
    }

    /// The call for it alone.
    fn alone(self) -> Call {
        let orders = "/api/v1/orders";
        let (method, path, body) = match &self.0 {
            BatchItem::Profile(b) => (Method::PUT, "/api/v1/profiles".to_owned(), json!(b)),
            BatchItem::Signup(b) => (Method::POST, "/api/v1/signups".to_owned(), json!(b)),
            BatchItem::LoginAttempt(b) => (Method::POST, "/api/v1/login-attempts".to_owned(), json!(b)),
            BatchItem::Order(b) => (Method::POST, orders.to_owned(), json!(b)),
            BatchItem::OrderChange(b) => (Method::PATCH, format!("{orders}/{}", b.order_id), json!(b.change)),
            BatchItem::Refund(b) => {
                (Method::POST, format!("{orders}/{}/refunds", b.order_id), json!(b.refund))
            }
            BatchItem::Consent(b) => (Method::POST, "/api/v1/consents".to_owned(), json!(b)),
            BatchItem::Event(b) => (Method::POST, "/api/v1/events".to_owned(), json!(b)),
        };
        let may_be_late = self.has_message_id();
        Call { method, path, body, facts: vec![self.1], messages: u64::from(may_be_late), may_be_late }
    }
}

/// The call for many.
fn together(reports: Vec<Report>) -> Call {
    let messages = reports.iter().filter(|report| report.has_message_id()).count();
    let may_be_late = messages == reports.len();
    let items: Vec<_> = reports.iter().map(|report| json!(report.0)).collect();
    let facts = reports.into_iter().map(|report| report.1).collect();
    let (path, body) = (BATCH.to_owned(), json!({ "items": items }));
    Call { method: Method::POST, path, body, facts, messages: messages as u64, may_be_late }
}

fn profile(address: &str) -> Report {
    let fact = Fact::Profile { email: address.to_owned() };
    Report(BatchItem::Profile(seed::profile(address)), fact)
}

fn standing(number: u32) -> String {
    format!("person-{number:02}@example.com")
}

impl Client {
    /// Makes the profiles of all who are always there.
    pub async fn greet_everybody(mut self) -> Ledger {
        for number in 0..PEOPLE {
            self.acknowledged(&profile(&standing(number)).alone()).await;
        }
        self.ledger
    }

    /// Reports until it is told to stop; everything it has sent is acknowledged then.
    pub async fn run(mut self) -> Ledger {
        while !self.is_stopped() {
            match self.rng.u8(..10) {
                0..=5 => {
                    for report in self.reports(&mut HashSet::new()) {
                        self.acknowledged(&report.alone()).await;
                    }
                }
                6 | 7 => {
                    // Of an order one thing at a time: an upsert that is sent again with a refund behind it would
                    // take back the refund, which is not counted again.
                    let (mut busy, mut all) = (HashSet::new(), Vec::new());
                    let size = self.rng.usize(15..25);
                    while all.len() < size {
                        all.extend(self.reports(&mut busy));
                    }
                    self.acknowledged(&together(all)).await;
                }
                _ => self.speak_segment().await,
            }
            tokio::time::sleep(Duration::from_millis(self.rng.u64(..5))).await;
        }
        self.ledger
    }

    /// Something; of no order that is `busy`.
    fn reports(&mut self, busy: &mut HashSet<String>) -> Vec<Report> {
        match self.rng.u8(..100) {
            0..30 => vec![self.login()],
            30..48 => vec![self.event()],
            48..58 => self.consent(),
            58..72 => vec![self.order(busy)],
            72..82 => vec![self.status(busy)],
            82..93 => vec![self.refund(busy)],
            _ => vec![profile(&self.person())],
        }
    }

    /// Somebody who is always there, some of them much more often than others.
    fn regular(&mut self) -> String {
        standing((self.rng.f64().powi(3) * f64::from(PEOPLE)) as u32)
    }

    /// Somebody; one in eight is new in this round.
    pub fn person(&mut self) -> String {
        if self.rng.u8(..8) > 0 {
            return self.regular();
        }
        format!("newcomer-{}-{}@example.com", self.round(), self.rng.u8(..4))
    }

    /// A name of an event that means nothing else.
    pub fn event_name(&mut self) -> &'static str {
        EVENTS[self.rng.usize(..EVENTS.len())]
    }

    /// Up to three days ago, or a clock that runs ahead by up to a day.
    pub fn sometime(&mut self) -> DateTime<Utc> {
        Clock::system().now() - chrono::Duration::minutes(self.rng.i64(-1440..4320))
    }

    fn login(&mut self) -> Report {
        let (email, success) = (self.person(), self.rng.u8(..4) > 0);
        let report = LoginReport {
            success,
            failure_reason: (!success).then(|| "wrong_password".to_owned()),
            occurred_at: Some(self.sometime()),
            message_id: Some(self.new_id("login")),
            ..seed::login(&email)
        };
        Report(BatchItem::LoginAttempt(report), Fact::Login { email, success })
    }

    fn event(&mut self) -> Report {
        let (address, name) = (self.regular(), self.event_name());
        let report = EventReport {
            name: name.to_owned(),
            email: Some(seed::email(&address)),
            user_id: None,
            anonymous_id: None,
            properties: Map::new(),
            occurred_at: Some(self.sometime()),
            message_id: Some(self.new_id("event")),
        };
        Report(BatchItem::Event(report), Fact::Event { name, email: address })
    }

    /// An answer about marketing, after the profile that it needs.
    fn consent(&mut self) -> Vec<Report> {
        let (email, channel) = (self.person(), Channel::ALL[self.rng.usize(..Channel::ALL.len())]);
        let yes = self.rng.u8(..12) > 0;
        let state = if yes { ConsentState::Subscribed } else { ConsentState::Unsubscribed };
        let report = ConsentReport {
            email: seed::email(&email),
            channel,
            state,
            method: None,
            notice_version: None,
            occurred_at: None,
            message_id: Some(self.new_id("consent")),
        };
        let made = profile(&email);
        vec![made, Report(BatchItem::Consent(report), Fact::Consent { email, channel, state })]
    }

    /// An own order that is not `busy`; it is then.
    fn own_order(&mut self, busy: &mut HashSet<String>) -> Option<(String, Order)> {
        let ids = &self.ledger.order_ids;
        let id = ids.get(self.rng.usize(..ids.len().max(1)))?.clone();
        let order = self.ledger.orders.get(&id)?.clone();
        busy.insert(id.clone()).then_some((id, order))
    }

    fn any_status(&mut self) -> OrderStatus {
        OrderStatus::ALL[self.rng.usize(..OrderStatus::ALL.len())]
    }

    /// A new order, or a known one anew; whole, so it says what was given back so far.
    fn order(&mut self, busy: &mut HashSet<String>) -> Report {
        let known = if self.rng.bool() { self.own_order(busy) } else { None };
        let (id, email, refunded, status) = match known {
            Some((id, order)) => (id, order.email, order.refunded, Some(self.any_status())),
            None if self.ledger.order_ids.len() < ORDERS => (self.new_id("o"), self.person(), 0, None),
            None => return self.login(),
        };
        let total = refunded + self.rng.u32(100..5000);
        let report = OrderUpsert {
            shipping: seed::money("20"),
            refunded: Some(seed::money(&refunded.to_string())),
            status,
            ..seed::order(&email, &id, &total.to_string())
        };
        let order = Order { email, total, refunded, status: status.unwrap_or(OrderStatus::Placed) };
        Report(BatchItem::Order(report), Fact::Order { id, order })
    }

    fn status(&mut self, busy: &mut HashSet<String>) -> Report {
        let Some((order_id, _)) = self.own_order(busy) else { return self.login() };
        let status = self.any_status();
        let change = OrderChange { source: None, status: Some(status), payment_status: None, refunded: None };
        let fact = Fact::Status { id: order_id.clone(), status };
        Report(BatchItem::OrderChange(OrderChangeItem { order_id, change }), fact)
    }

    fn refund(&mut self, busy: &mut HashSet<String>) -> Report {
        let Some((order_id, order)) = self.own_order(busy) else { return self.login() };
        let left = order.total - order.refunded;
        if left == 0 {
            return self.login();
        }
        let amount = self.rng.u32(1..=left.min(40));
        let (money, message_id) = (seed::money(&amount.to_string()), Some(self.new_id("refund")));
        let refund = RefundReport { source: None, amount: Some(money), message_id };
        let fact = Fact::Refund { id: order_id.clone(), amount };
        Report(BatchItem::Refund(RefundItem { order_id, refund }), fact)
    }
}
