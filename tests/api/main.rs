//! Black-box tests: the real program, over HTTP. A module per resource; see `README.md` one level up.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests: what goes wrong here ends the test with its message"
)]

mod auth;
mod campaign_preview;
mod campaigns;
mod commands;
mod customers;
mod defects;
mod demo;
mod demo_data;
mod errors;
mod export_busy;
mod export_columns;
mod export_files;
mod export_formats;
mod export_withdrawals;
mod exports;
mod failures;
mod import;
mod imports;
mod live;
mod me;
mod merges;
mod openapi;
mod orders;
mod people_sets;
mod permissions;
mod places;
mod prepared;
mod reports;
mod segment;
mod segments;
mod session;
mod spreadsheet;
mod statistics;
mod statistics_answers;
mod stats;
mod tracking;
mod writers;
