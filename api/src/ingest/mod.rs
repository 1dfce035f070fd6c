//! Reported events on their way into the store, and how that goes.

pub mod activity;
mod answers;
pub mod health;
pub mod rejected;
mod transactions;
pub mod writer;

pub use writer::Writer;
