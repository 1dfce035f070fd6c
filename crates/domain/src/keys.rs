//! The shop's API keys: their kinds, and what a secret one may do.

use crate::words;

words! {
    /// What a key is.
    KeyKind {
        /// For web pages: sign up, sign in, one's own things.
        Publishable = "publishable",
        /// For a shop's server: what its scopes grant.
        Secret = "secret",
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
        /// Read customers, segments and statistics.
        CustomersRead = "customers:read",
        /// Export files.
        ExportsRead = "exports:read",
    }
}

impl Scope {
    /// What a key gets when nothing else is said: what a storefront's server needs.
    pub const DEFAULT: &'static [Self] = &[Self::ProfilesWrite, Self::OrdersWrite, Self::LoginsWrite];
}
