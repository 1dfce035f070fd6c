//! Files for mailing tools. `columns` is the one list of what leaves the house, `csv` how it is written.

pub mod columns;
pub mod csv;
pub mod customers;
pub mod preview;
pub mod ticket;
mod times;

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use patron_api_types::exports::{ExportFormat, ExportQuery};
use patron_db::{customers::Filter, exports::marketing_filter};
use patron_domain::{consent::Channel, segment::Target};

/// The conditions of the chosen set.
pub(crate) fn targets(state: &AppState, q: &ExportQuery) -> Vec<Target> {
    q.segment.map(|s| s.target(state.now(), state.shop.time_zone)).into_iter().collect()
}

/// The columns of an export.
///
/// # Errors
/// Naming the parameter `columns`.
pub(crate) fn columns(q: &ExportQuery) -> ApiResult<Vec<columns::Column>> {
    match (q.format.unwrap_or(ExportFormat::Customers), &q.columns) {
        (ExportFormat::Customers, None) => Ok(columns::CUSTOMERS.to_vec()),
        (ExportFormat::Customers, Some(wanted)) => {
            columns::chosen(wanted).map_err(|why| ApiError::field("columns", why))
        }
        (ExportFormat::Full, None) => Ok(columns::FULL.to_vec()),
        (ExportFormat::Full, Some(_)) => {
            Err(ApiError::field("columns", "can't be chosen for `full`: the importer takes it back whole"))
        }
    }
}

/// The people of an export.
pub(crate) fn filter(state: &AppState, q: &ExportQuery) -> ApiResult<Filter> {
    let targets = targets(state, q);
    Ok(match q.format.unwrap_or(ExportFormat::Customers) {
        ExportFormat::Customers => marketing_filter(q.channel.unwrap_or(Channel::Email), q.basis, targets),
        ExportFormat::Full => Filter { targets, ..Filter::default() },
    })
}
