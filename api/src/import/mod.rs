//! Imports of customers, orders and suppressions from files.
//!
//! Three parts. *Reading*: `source` gives rows, `formats` say whose file it is, `header` where its columns stand,
//! `row`, `order` and `suppression` what a row says. *Storing*: `engine` runs both passes, `reader` makes chunks in
//! `lanes`, each stored in a transaction; `patron import` uses it directly. *Jobs*: the endpoints, one file each, and
//! `jobs`, which works on uploaded files and goes on where a server died.

pub mod cancel;
mod cell;
mod cells;
pub mod change;
pub mod check;
pub mod chunk;
pub mod column;
pub(crate) mod engine;
mod fields;
pub mod formats;
#[cfg(test)]
mod fuzz_tests;
pub mod get;
pub mod header;
pub mod jobs;
pub mod lanes;
pub mod list;
mod order;
mod order_words;
pub mod plan;
mod reader;
pub mod refused;
pub mod remove;
pub mod report;
mod row;
pub mod rows;
mod shape;
pub mod source;
pub mod start;
mod stored;
mod stream;
mod suppression;
mod twice;
pub mod upload;

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use patron_api_types::{imports::Import, problem::ErrorCode};
use patron_db::imports as store;
use uuid::Uuid;

/// The id in a path. What is no id names nothing.
fn id(text: &str) -> ApiResult<Uuid> {
    Uuid::parse_str(text).map_err(|_| not_found())
}

fn not_found() -> ApiError {
    ApiError::not_found("import")
}

/// An import as it is stored.
async fn stored(state: &AppState, id: Uuid) -> ApiResult<store::Import> {
    let mut conn = state.db.staff.acquire().await?;
    store::get(&mut conn, id).await?.ok_or_else(not_found)
}

/// An import as it is shown.
async fn shown(state: &AppState, id: Uuid) -> ApiResult<Import> {
    shape::import(stored(state, id).await?)
}

/// Not possible now, and why.
fn wrong_state(import: &store::Import, what: &str) -> ApiError {
    let why = if import.has_file {
        format!("The import is {}, and then it can't be {what}.", import.status)
    } else {
        "Its file was removed. Upload it again.".to_owned()
    };
    ApiError::new(ErrorCode::WrongState).detail(why)
}

/// Whether the settings can be worked with.
fn usable(state: &AppState, import: &store::Import) -> ApiResult<()> {
    let settings =
        shape::settings(import).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    plan::Plan::new(&settings, &import.columns, &state.shop, state.now())
        .map(|_| ())
        .map_err(|why| ApiError::field("/mapping", why))
}
