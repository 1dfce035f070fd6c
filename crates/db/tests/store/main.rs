//! The store against a real PostgreSQL: a database per test, copied from one that is migrated once.
//!
//! What belongs here: what a statement, a policy, a lock or a constraint does. What does not: HTTP. Statements
//! of tests go through `sqlx::query`, not its macros, so that `.sqlx/` stays that of the product.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is a test")]

mod consents;
mod customers;
mod exact;
mod exports;
mod import;
mod ingest;
mod logins;
mod merges;
mod migrations;
mod orders;
mod people_sets;
mod prepared;
mod reported;
mod rfm;
mod rollups;
mod row_level_security;
mod rule_facts;
mod sealed;
mod segments;
mod sessions;
mod support;
mod throttle;
