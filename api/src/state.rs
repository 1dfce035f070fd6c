//! What handlers may reach.

use crate::{
    config::{AuthConfig, http::Network},
    device::Devices,
    extract::KnownKeys,
    ingest::Writer,
    pace::InFlight,
    passwords::Passwords,
    stats::live::Live,
    tokens::Tokens,
    visitors::Visitors,
    wake::Wake,
};
use chrono::{DateTime, Duration, Utc};
use patron_db::{Databases, sessions::Limits, shop::Shop, throttle::Limit};
use patron_domain::clock::Clock;

/// Shared by all workers.
pub struct AppState {
    /// The pools.
    pub db: Databases,
    /// The clock.
    pub clock: Clock,
    /// The shop's settings.
    pub shop: Shop,
    /// Questions to the statistics that are being answered.
    pub answers: crate::stats::recent::Answers,
    /// Access tokens.
    pub tokens: Tokens,
    /// Password hashing.
    pub passwords: Passwords,
    /// The shop's keys that were just used.
    pub keys: KnownKeys,
    /// Requests that are being answered.
    pub in_flight: InFlight,
    /// Wakes who works on imports.
    pub imports: Wake,
    /// Wakes who makes files.
    pub exports: Wake,
    /// Where reported events are handed in.
    pub ingest: Writer,
    /// Streams of what changes.
    pub live: Live,
    /// Wakes who computes reports.
    pub prepared: Wake,
    /// How browsers reach this server, if the settings say.
    pub public_url: Option<String>,
    /// What is kept of visitors.
    pub visitors: Visitors,
    /// User agents.
    pub devices: Devices,
    /// Sign-in settings.
    pub auth: AuthConfig,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether browsers reach this server by https: the refresh cookie is then `Secure`.
    pub secure_cookies: bool,
    /// Origins that serve the dashboard as static files.
    pub dashboard_origins: Vec<String>,
}

impl AppState {
    /// The current instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Failures per account.
    pub fn account_limit(&self) -> Limit {
        Limit { failures: self.auth.throttle_account_failures, window: self.window() }
    }

    /// Failures per address.
    pub fn address_limit(&self) -> Limit {
        Limit { failures: self.auth.throttle_address_failures, window: self.window() }
    }

    fn window(&self) -> Duration {
        Duration::seconds(self.auth.throttle_window_seconds)
    }

    /// How long a staff session lives.
    pub fn staff_limits(&self) -> Limits {
        Limits {
            absolute: Some(Duration::days(self.auth.staff_absolute_days)),
            idle: Some(Duration::hours(self.auth.staff_idle_hours)),
        }
    }
}
