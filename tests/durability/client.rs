//! One client of the load: sends a call until it is acknowledged, always with the same message ids.

use crate::ledger::{Fact, Ledger};
use fastrand::Rng;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

/// After this long without an answer a call is sent again.
const PATIENCE: Duration = Duration::from_secs(15);
/// Where many reports go.
pub const BATCH: &str = "/api/v1/batch";
/// Where the Segment protocol's go.
pub const SEGMENT: &str = "/v1/batch";

/// What all clients share.
pub struct Shared {
    origin: String,
    secret_key: String,
    write_key: String,
    /// Set when no new call shall begin.
    pub stop: AtomicBool,
    /// The round of kills.
    pub round: AtomicU32,
    /// What happened.
    pub counts: Counts,
}

impl Shared {
    /// For a server with these keys.
    pub fn new(origin: String, secret_key: String, write_key: String) -> Self {
        let (stop, round, counts) = (AtomicBool::new(false), AtomicU32::new(0), Counts::default());
        Self { origin, secret_key, write_key, stop, round, counts }
    }
}

/// What happened to all calls.
#[derive(Debug, Default)]
pub struct Counts {
    acknowledged: AtomicU64,
    broken: AtomicU64,
    unavailable: AtomicU64,
    internal: AtomicU64,
    busy: AtomicU64,
    hasty: AtomicU64,
    /// Events of a call that was sent again which turned out to be stored: only their answer had been lost.
    pub known: AtomicU64,
    repeated: AtomicU64,
}

impl Counts {
    /// Calls that were sent again, other than by impatience.
    pub fn failed(&self) -> u64 {
        [&self.broken, &self.unavailable, &self.internal, &self.busy].iter().map(|n| n.load(Relaxed)).sum()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = |count: &AtomicU64| count.load(Relaxed);
        write!(f, "{} calls acknowledged; sent again: {} without", n(&self.acknowledged), n(&self.broken))?;
        write!(f, " an answer, {} after 503, {} after", n(&self.unavailable), n(&self.internal))?;
        write!(f, " another 5xx, {} after 429, {} in haste;", n(&self.busy), n(&self.hasty))?;
        write!(f, " {} events were stored by then, {} repeated", n(&self.known), n(&self.repeated))
    }
}

/// A call, and what is true once it is acknowledged.
#[derive(Debug)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub body: Value,
    pub facts: Vec<Fact>,
    /// How many of its events have a message id.
    pub messages: u64,
    /// Whether all have: then a call that is still under way does no harm when it arrives after a later one.
    pub may_be_late: bool,
}

/// A client. Nobody else writes its orders.
pub struct Client {
    shared: Arc<Shared>,
    http: reqwest::Client,
    last_id: u64,
    number: usize,
    pub rng: Rng,
    /// What was acknowledged.
    pub ledger: Ledger,
}

impl Client {
    /// One with a number and a course of its own.
    pub fn new(shared: Arc<Shared>, number: usize, seed: u64) -> Self {
        let rng = Rng::with_seed(seed.wrapping_add(number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (http, ledger) = (reqwest::Client::new(), Ledger::default());
        Self { shared, http, last_id: 0, number, rng, ledger }
    }

    /// Whether no new call shall begin.
    pub fn is_stopped(&self) -> bool {
        self.shared.stop.load(Relaxed)
    }

    /// The round of kills.
    pub fn round(&self) -> u32 {
        self.shared.round.load(Relaxed)
    }

    /// An id that no other client has.
    pub fn new_id(&mut self, kind: &str) -> String {
        self.last_id += 1;
        format!("{kind}-{}-{}", self.number, self.last_id)
    }

    /// Sends a call until it is acknowledged, and writes down what that means.
    pub async fn acknowledged(&mut self, call: &Call) {
        let mut sent_before = false;
        loop {
            let hasty = !sent_before && call.may_be_late && self.rng.u8(..25) == 0;
            let patience = if hasty { Duration::from_micros(self.rng.u64(500..6000)) } else { PATIENCE };
            if let Some(known) = self.tried(call, patience, hasty).await {
                // An id that was never sent is new.
                assert!(sent_before || known == 0, "{known} are known that were never sent: {call:?}");
                self.shared.counts.known.fetch_add(known, Relaxed);
                break;
            }
            sent_before = true;
            tokio::time::sleep(Duration::from_millis(self.rng.u64(5..60))).await;
        }
        self.shared.counts.acknowledged.fetch_add(1, Relaxed);
        self.ledger.add_all(&call.facts, call.messages);
        if call.messages > 0 && self.rng.u8(..40) == 0 {
            self.repeat(call).await;
        }
    }

    /// Sends what was acknowledged once more: all of it must be known. No answer is none to judge.
    async fn repeat(&mut self, call: &Call) {
        if let Some(known) = self.tried(call, PATIENCE, false).await {
            assert_eq!(known, call.messages, "acknowledged, and not known again: {call:?}");
            self.shared.counts.repeated.fetch_add(known, Relaxed);
        }
    }

    /// Sends a call once. When it is acknowledged, how many of its events were stored before; nothing when it has to
    /// be sent again.
    async fn tried(&self, call: &Call, patience: Duration, hasty: bool) -> Option<u64> {
        let counts = &self.shared.counts;
        let failed = match self.send(call, patience).await {
            Err(_) if hasty => &counts.hasty,
            Err(_) => &counts.broken,
            Ok((StatusCode::SERVICE_UNAVAILABLE, _)) => &counts.unavailable,
            Ok((StatusCode::TOO_MANY_REQUESTS, _)) => &counts.busy,
            Ok((status, _)) if status.is_server_error() => &counts.internal,
            Ok((status, body)) => return Some(known(call, status, &body)),
        };
        failed.fetch_add(1, Relaxed);
        None
    }

    async fn send(&self, call: &Call, patience: Duration) -> reqwest::Result<(StatusCode, Value)> {
        let Shared { origin, secret_key, write_key, .. } = &*self.shared;
        let request = self.http.request(call.method.clone(), format!("{origin}{}", call.path));
        let request = match call.path.as_str() {
            SEGMENT => request.basic_auth(write_key, Some("")),
            _ => request.bearer_auth(secret_key),
        };
        let response = request.timeout(patience).json(&call.body).send().await?;
        let status = response.status();
        let body = response.bytes().await?;
        Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
    }
}

/// How many of a call's events were stored before, by its answer. Whatever is sent here is acceptable: a refusal is a
/// defect.
fn known(call: &Call, status: StatusCode, body: &Value) -> u64 {
    assert!(is_taken(Some(u64::from(status.as_u16()))), "refused: {status} {body}\nof {call:?}");
    match call.path.as_str() {
        SEGMENT => {
            let none = body["rejected"].as_array().is_some_and(Vec::is_empty);
            assert!(none, "rejected: {body}\nof {call:?}");
            body["duplicates"].as_u64().expect("a count of duplicates")
        }
        BATCH => {
            let items = body["items"].as_array().expect("an answer for each item");
            let refused = items.iter().find(|item| !is_taken(item["status"].as_u64()));
            assert!(refused.is_none(), "refused: {refused:?}\nof {call:?}");
            items.iter().filter(|item| item["duplicate"] == true).count() as u64
        }
        _ => u64::from(body["duplicate"] == true),
    }
}

fn is_taken(status: Option<u64>) -> bool {
    status.is_some_and(|status| (200..=202).contains(&status))
}
