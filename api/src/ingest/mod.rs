//! Reported events on their way into the store, and how that goes.

pub mod activity;
pub mod health;
pub mod rejected;
pub mod writer;

pub use writer::Writer;
