//! The dashboard and the demo shop in real Chromium.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: what goes wrong here ends the test with its message"
)]

mod customers;
mod desk;
mod exports;
mod large;
mod live;
mod looks;
mod sign_in;
