//! What handlers ask for: a validated body or query, an authorised caller, where a request came from.

mod body;
mod caller;
mod checked;
mod id_path;
mod keys;
mod origin;
mod query;

pub(crate) use body::parse as parse_json;
pub use body::{Limited, ValidJson};
pub use caller::{
    AnyKey, CustomerCaller, EventsWrite, Exporter, KeyCaller, LoginsWrite, OrdersWrite, ProfilesWrite,
    Reader, ScopeMarker, StaffCaller, bearer,
};
pub use checked::Checked;
pub use id_path::IdPath;
pub use keys::KnownKeys;
pub use origin::{ClientAddress, client_address, origin};
pub use query::ValidQuery;
