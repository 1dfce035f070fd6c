//! The Segment HTTP tracking protocol at the root of the host, so that existing instrumentation reaches Patron after
//! changing only its host and its write key.
//!
//! A request is read (`body`), its key found (`auth`), its events told apart (`decode`), each mended (`repair`),
//! read (`event`) and turned into what ingestion takes (`map`). Of these only the key needs the server's state; for
//! the rest there are [`Rules`], so it can be fuzzed. One bad event never costs its neighbours: it is refused by
//! itself, kept in quarantine and named in the answer, because every client drops a whole batch at the first 4xx.

mod auth;
mod body;
mod browser;
mod commerce;
mod context;
mod decode;
pub mod endpoints;
mod event;
#[cfg(test)]
mod fuzz_tests;
mod items;
mod json;
mod map;
mod money;
mod repair;
mod replay;
pub mod settings;
mod time;
mod traits;

pub use replay::replay;

use chrono::{DateTime, Utc};
use patron_db::ingest::{Refusal, RefusalCode};
use patron_domain::ids::KeyId;

/// The largest body after decompression, bytes: analytics-node does not keep to the 500 KB of the hosted service.
pub const BODY_MAX: usize = 4 * 1024 * 1024;
/// The largest event, bytes of its JSON.
pub const EVENT_MAX: usize = 32 * 1024;
/// Most events of a body. Good ones of that size never come so many; four million bytes of `0,` would.
pub const EVENTS_MAX: usize = 20_000;
/// Longest id or name, in characters: the columns' size.
const TEXT_MAX: usize = 255;

patron_domain::plain_words! {
    /// The types of events.
    Kind {
        /// Something somebody did.
        Track = "track",
        /// Who somebody is.
        Identify = "identify",
        /// A page was seen.
        Page = "page",
        /// A screen of an app was seen.
        Screen = "screen",
        /// Somebody belongs to a group.
        Group = "group",
        /// Two ids are one person's.
        Alias = "alias",
    }
}

/// What turning an event into what ingestion takes depends on, besides the event.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// ISO 3166-1 alpha-2 country of phones without a `+`.
    pub phone_country: &'a str,
    /// ISO 4217 code of orders that name none.
    pub store_currency: &'a str,
    /// Whether it came with a server's key; else with one that stands in pages.
    pub trusted: bool,
    /// The key.
    pub key: KeyId,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// The connection's address, for events of a browser.
    pub address: Option<&'a str>,
}

/// A refusal of a field that is missing or not acceptable.
fn invalid(pointer: &str, message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::Invalid, pointer, message)
}
