//! The trackers that shops already have, as npm gives them, against the real server: only host and key are ours.
//!
//! `tracker.rs` runs one under Node.js (`node/send.mjs`); what it is told to do stands in each test as its users
//! would write it. `storefront.rs` serves a page of another origin with Segment's library for browsers.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests: what goes wrong here ends the test with its message"
)]

mod browser;
mod effects;
mod identities;
mod retries;
mod rudder;
mod segment;
mod storefront;
mod tracker;
