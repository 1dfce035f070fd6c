//! The same load in the words of the Segment protocol.

use crate::{
    client::{Call, Client, SEGMENT},
    ledger::{Fact, Order},
    plan::ORDERS,
};
use patron_domain::order::OrderStatus;
use reqwest::Method;
use serde_json::{Value, json};

/// What is given back of an order, in rupees.
const REFUND: u32 = 5;

/// A batch of one person, in the making.
struct Draft {
    email: String,
    user_id: String,
    events: Vec<Value>,
    facts: Vec<Fact>,
}

impl Draft {
    fn call(self) -> Call {
        let messages = self.events.len() as u64;
        let body = json!({ "batch": self.events, "sentAt": null });
        let (method, path) = (Method::POST, SEGMENT.to_owned());
        Call { method, path, body, facts: self.facts, messages, may_be_late: true }
    }
}

impl Client {
    /// Sends a batch of one person: who it is, what they did, and half the time an order, of which a part comes back
    /// before it is known.
    pub async fn speak_segment(&mut self) {
        let email = self.person();
        let mut draft = self.draft(&email);
        for _ in 0..self.rng.usize(1..8) {
            let signs_in = self.rng.u8(..4) == 0;
            let name = if signs_in { "Signed In" } else { self.event_name() };
            let timestamp = json!(self.sometime());
            self.track(&mut draft, name, json!({}))["timestamp"] = timestamp;
            if signs_in {
                draft.facts.push(Fact::Login { email: email.clone(), success: true });
            }
        }
        if self.ledger.order_ids.len() < ORDERS && self.rng.bool() {
            let (id, total) = (self.new_id("s"), self.rng.u32(100..5000));
            let refund = json!({ "order_id": id, "total": REFUND });
            if self.rng.bool() {
                let mut early = self.draft(&email);
                self.track(&mut early, "Order Refunded", refund);
                self.acknowledged(&early.call()).await;
            } else {
                self.track(&mut draft, "Order Refunded", refund);
            }
            self.track(&mut draft, "Order Completed", json!({ "order_id": id, "total": total }));
            let order = Order { email, total, refunded: REFUND, status: OrderStatus::Placed };
            draft.facts.push(Fact::Order { id, order });
        }
        self.acknowledged(&draft.call()).await;
    }

    /// A batch that begins with who it is about.
    fn draft(&mut self, email: &str) -> Draft {
        let user_id = format!("u-{email}");
        let message_id = self.new_id("identify");
        let identify = json!({
            "type": "identify", "userId": user_id, "messageId": message_id, "traits": { "email": email }
        });
        let facts = vec![Fact::Profile { email: email.to_owned() }];
        Draft { email: email.to_owned(), user_id, events: vec![identify], facts }
    }

    /// Adds something they did; gives the event.
    fn track<'d>(&mut self, draft: &'d mut Draft, name: &'static str, properties: Value) -> &'d mut Value {
        draft.facts.push(Fact::Event { name, email: draft.email.clone() });
        let at = draft.events.len();
        draft.events.push(json!({
            "type": "track", "userId": draft.user_id, "messageId": self.new_id("track"), "event": name,
            "properties": properties
        }));
        &mut draft.events[at]
    }
}
