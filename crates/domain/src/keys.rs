//! The shop's API keys: their kinds, and what a secret one may do.

use crate::words;

words! {
    /// What a key is.
    KeyKind {
        /// For web pages: sign up, sign in, one's own things.
        Publishable = "publishable",
        /// For a shop's server: what its scopes grant.
        Secret = "secret",
        /// For a server that speaks the Segment protocol: may report everything.
        WriteServer = "write_server",
        /// For web pages that speak the Segment protocol: a visitor's behaviour, and nothing about who they are.
        WriteBrowser = "write_browser",
    }
}

words! {
    /// What a secret key may do.
    Scope {
        /// Store and change profiles.
        ProfilesWrite = "profiles:write",
        /// Create and change orders.
        OrdersWrite = "orders:write",
        /// Report login attempts.
        LoginsWrite = "logins:write",
        /// Report events.
        EventsWrite = "events:write",
        /// Read customers, segments and statistics.
        CustomersRead = "customers:read",
        /// Export files.
        ExportsRead = "exports:read",
    }
}

impl Scope {
    /// What a key gets when nothing else is said: what a storefront's server needs.
    pub const DEFAULT: &'static [Self] =
        &[Self::ProfilesWrite, Self::OrdersWrite, Self::LoginsWrite, Self::EventsWrite];
}
