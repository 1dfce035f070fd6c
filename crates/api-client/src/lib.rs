//! Typed client of Patron's API, for the dashboard (wasm), programs and tests (native).
//!
//! One value per kind of caller: [`Client`] is the stranger, [`Session`] a signed-in member of staff,
//! [`ShopServer`] a shop's server with its secret key, [`CustomerAuth`] a storefront page with the
//! publishable key, [`CustomerSession`] its signed-in customer. What a caller may not ask is not there to
//! be called. One file per resource, named as in `patron-api-types`.
//!
//! What belongs here: paths, headers, decoding, renewal of a session. What does not: rules, retries on a
//! schedule, anything about showing. Dropping a future aborts its request, in the browser too.
//!
//! Natively the client speaks plain `http` unless the program turns on one of reqwest's TLS features.
//!
//! To add a call: a method in the file of its resource, on the caller that may make it.
#![warn(missing_docs)]

mod auth;
mod campaigns;
mod client;
mod customers;
mod error;
mod events;
mod exports;
mod health;
mod imports;
mod ingest;
mod live;
mod logins;
mod me;
mod merges;
mod orders;
mod profiles;
mod response;
mod segments;
mod session;
mod shop_server;
mod stats;
mod tokens;

pub use auth::{CustomerAuth, SignOutScope};
pub use client::Client;
pub use error::Error;
pub use me::CustomerSession;
pub use response::Upserted;
pub use session::Session;
pub use shop_server::ShopServer;
