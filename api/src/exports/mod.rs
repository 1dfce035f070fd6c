//! Files of people. *What*: `plan` makes of a query whose rows and which columns a file has; `fields` is the one list of what
//! leaves the house, `formats` and `lint` say what destinations take of it. *How*: `writer` and `xlsx` make bytes of rows, `engine` makes a file of one
//! snapshot, `customers` sends it while it is made, `jobs` makes kept files in the background. *Record*: the rest, one
//! file an operation.
//!
//! A kept file that was being made when its server died begins anew, from a new snapshot: the old one died with the
//! server's connection, and half a file of one state and half of another would be a file of none.

mod admit;
pub mod cancel;
pub mod catalog;
pub mod cell;
mod csv;
pub mod customers;
mod engine;
pub mod fields;
pub mod file;
pub mod formats;
pub mod get;
pub mod hash;
pub mod jobs;
mod jsonl;
pub mod link;
pub mod lint;
pub mod list;
mod output;
mod parts;
mod plan;
pub mod presets;
pub mod preview;
mod provinces;
mod reader;
mod record;
pub mod start;
pub mod ticket;
mod times;
mod whom;
pub mod withdrawals;
pub mod writer;
pub mod xlsx;

use crate::error::{ApiError, ApiResult};
use patron_domain::ids::ExportId;

/// The id in a path. What is no id names nothing.
fn id(text: &str) -> ApiResult<ExportId> {
    text.parse().map_err(|_| not_found())
}

fn not_found() -> ApiError {
    ApiError::not_found("export")
}
