//! What goes over the wire: one module per resource, types without logic.
//!
//! What belongs here: request and response bodies, query parameters, error codes. What does not: rules
//! (they live in `patron-domain`), SQL, HTTP. The server, the dashboard and the black-box tests share
//! these types, so a renamed field breaks a build and not a browser. With the feature `openapi` every
//! type describes itself, and its doc comments become the document's descriptions.
//!
//! To add a resource: a file here, its client methods in `patron-api-client` under the same name, its
//! handlers in `api/src/<name>/`.
#![warn(missing_docs)]

pub mod auth;
pub mod campaigns;
pub mod consents;
pub mod customers;
pub mod events;
pub mod exports;
pub mod health;
pub mod imports;
pub mod ingest;
pub mod logins;
pub mod me;
pub mod merges;
pub mod orders;
pub mod page;
pub mod patch;
pub mod problem;
pub mod profiles;
pub mod segment;
pub mod segments;
pub mod session;
pub mod stats;

/// Derives of a body that is only sent by the server.
#[doc(hidden)]
#[macro_export]
macro_rules! wire {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($body)* }
    )+};
}
