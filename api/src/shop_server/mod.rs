//! A shop's server writes with a secret key: profiles, logins, orders, consents, events, singly or
//! in a batch. Each call of the original has its
//! counterpart; the table is in `api/README.md`.

pub mod batch;
pub mod consents;
pub mod events;
pub mod logins;
pub mod orders;
pub mod profiles;
pub mod refunds;
pub mod report;
pub mod signups;
