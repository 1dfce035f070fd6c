//! All SQL of Patron.
//!
//! What belongs here: every statement, the roles and pools they run with, migrations, sealed fields and the
//! mapping of constraint names to errors. What does not: HTTP, wire types, decisions that need no data
//! (those are in `patron-domain`). Rules of the house:
//!
//! - A function takes a connection or transaction; whoever calls it begins and commits.
//! - `now` is an argument. Missing is `None`, not an error.
//! - Static SQL goes through the checked macros (`cargo xtask generate` refreshes `.sqlx/`); only lists with
//!   optional filters are built, as a `statement` with bound values, and what [`bulk`] takes from the catalog.
//! - Handlers of a signed-in customer get [`CustomerDb`] and nothing else; row-level security stands behind it.
//!
//! To add a table: a migration with named constraints, grants and policies; a module of its name here; its
//! constraint names in [`error`].
#![warn(missing_docs)]

pub mod bulk;
pub mod campaigns;
pub mod connect;
pub mod consents;
pub mod customers;
pub mod doctor;
pub mod error;
pub mod events;
pub mod exports;
pub mod import;
pub mod imports;
pub mod ingest;
pub mod ingest_health;
pub mod keys;
pub mod logins;
pub mod me;
pub mod merges;
pub mod migrate;
pub mod orders;
pub mod page;
pub mod profiles;
pub mod random;
pub mod rejected;
pub mod roles;
pub mod rows;
pub mod sealed;
pub mod segments;
pub mod selftest;
pub mod sessions;
pub mod shop;
pub mod signing_keys;
pub mod staff;
mod statement;
pub mod stats;
pub mod throttle;
pub mod users;

pub use connect::{CustomerDb, Databases, OwnerDb, StaffDb};
pub use error::{Error, Result};
pub use sqlx::PgConnection;
