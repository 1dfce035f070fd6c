//! Groups of people.

pub mod list;
