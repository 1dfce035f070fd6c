//! The dashboard and the demo shop in real Chromium.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: what goes wrong here ends the test with its message"
)]

mod analytics;
mod campaigns;
mod customers;
mod desk;
mod duplicates;
mod exports;
mod ingest;
mod large;
mod live;
mod login_health;
mod looks;
mod segments;
mod sign_in;
