//! Numbers.

pub mod live;
pub mod overview;
