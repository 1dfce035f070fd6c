//! Long work steps back while people wait for answers.

use crate::state::AppState;
use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// So long after an answer somebody still counts as waiting: who looks at lists asks again.
const AFTERGLOW: Duration = Duration::from_millis(40);

/// Requests that are being answered; a stream no longer counts once its first bytes are out.
#[derive(Debug)]
pub struct InFlight {
    count: AtomicUsize,
    begin: Instant,
    /// When the last one was answered, in microseconds since the beginning; 0 is never.
    last: AtomicU64,
}

impl Default for InFlight {
    fn default() -> Self {
        Self { count: AtomicUsize::new(0), begin: Instant::now(), last: AtomicU64::new(0) }
    }
}

impl InFlight {
    /// Whether somebody waits for an answer, or just did.
    pub fn busy(&self) -> bool {
        let last = self.last.load(Ordering::Relaxed);
        self.count.load(Ordering::Relaxed) > 0
            || (last > 0 && self.begin.elapsed() < Duration::from_micros(last) + AFTERGLOW)
    }

    fn enter(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    fn leave(&self) {
        let now = u64::try_from(self.begin.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.last.store(now.max(1), Ordering::Relaxed);
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a request while it is answered.
struct Counted(Data<AppState>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.in_flight.leave();
    }
}

/// Counts the request while its handler works.
///
/// # Errors
/// What the inner service fails with.
pub async fn count<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let counted = request.app_data::<Data<AppState>>().cloned().map(|state| {
        state.in_flight.enter();
        Counted(state)
    });
    let response = next.call(request).await;
    drop(counted);
    response
}

/// The pace of one piece of long work.
pub struct Pace<'a> {
    others: &'a InFlight,
    since: Instant,
}

impl<'a> Pace<'a> {
    /// Begins to work.
    pub fn new(others: &'a InFlight) -> Self {
        Self { others, since: Instant::now() }
    }

    /// How long to rest after the work since the last rest: as long as that took, when somebody waits for an answer.
    pub fn rest(&mut self) -> Option<Duration> {
        let worked = self.since.elapsed().min(Duration::from_millis(50));
        self.since = Instant::now();
        if !self.others.busy() {
            return None;
        }
        self.since += worked;
        Some(worked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_rests_only_while_somebody_waits() {
        let others = InFlight::default();
        let mut pace = Pace::new(&others);
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(pace.rest(), None);
        others.enter();
        std::thread::sleep(Duration::from_millis(5));
        assert!(pace.rest().is_some_and(|rest| rest >= Duration::from_millis(5)));
    }
}
