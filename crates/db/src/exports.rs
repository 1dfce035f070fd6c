//! Exports: who is in a file and who is left out ([`preview`]), the stream of rows in one snapshot on a connection of its
//! own with flat memory ([`stream()`]), the record of each ([`records`]), kept files ([`chunks`]), who was in them
//! ([`people`]) and may not be written to any more ([`withdrawals`]), saved columns ([`presets`]), links ([`tickets`]) and
//! what a destination would stumble over ([`lint()`]).

mod binary;
pub mod chunks;
mod column;
mod counts;
pub mod jobs;
mod lint;
pub mod people;
pub mod presets;
pub mod records;
mod stream;
pub mod tickets;
pub mod withdrawals;

pub use column::{Column, Kind, Value};
pub use counts::{Preview, preview};
pub use lint::lint;
pub use stream::{Next, Snapshot, one_state, sample, stream};

use crate::{customers::Filter, segments::RuleAt};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    customer::CustomerStatus,
};

/// A marketing file's people: active, SUBSCRIBED on the channel, and matched by the rules.
pub fn marketing_filter(channel: Channel, basis: Option<ConsentBasis>, rules: Vec<RuleAt>) -> Filter {
    Filter { status: Some(CustomerStatus::Active), consent: Some(channel), basis, rules, ..Filter::default() }
}
