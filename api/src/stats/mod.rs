//! Numbers.

pub mod overview;
