//! Reports that are computed in the background: what was computed, how the computation stands, and who computes.

pub mod background;
pub mod lifetime_value;
pub mod refresh;
pub mod retention;
pub mod rfm;

use tokio::sync::Notify;

/// Wakes who computes in this process.
#[derive(Debug, Default)]
pub struct Refresher(Notify);

impl Refresher {
    /// Somebody asked.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}
