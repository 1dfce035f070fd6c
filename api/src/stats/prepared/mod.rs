//! Reports that are computed in the background: what was computed, how the computation stands, and who computes.

pub mod background;
pub mod lifetime_value;
pub mod refresh;
pub mod retention;
pub mod rfm;
