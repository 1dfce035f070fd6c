//! Wakes a loop of this process that looks for work from time to time.

use actix_web::rt::time::timeout;
use std::time::Duration;
use tokio::sync::Notify;

/// Who works is told by [`Wake::wake`], and waits in [`Wake::or_after`].
#[derive(Debug, Default)]
pub struct Wake(Notify);

impl Wake {
    /// There is work.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Ends when there is work, or it is time: either way one looks.
    pub async fn or_after(&self, every: Duration) {
        let _ = timeout(every, self.0.notified()).await;
    }
}
