//! The one home of the clock: everything that needs the time takes it from a [`Clock`].

use chrono::{DateTime, Utc};

/// Where "now" comes from: the machine, or a fixed instant in tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock(Option<DateTime<Utc>>);

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still at `at`.
    pub const fn fixed(at: DateTime<Utc>) -> Self {
        Self(Some(at))
    }

    /// The current instant, cut to microseconds as PostgreSQL stores it.
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "this is the clock's home")]
        let now = self.0.unwrap_or_else(Utc::now);
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }
}
