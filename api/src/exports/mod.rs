//! Files for mailing tools. `columns` is the one list of what leaves the house, `csv` how it is written.

pub mod columns;
pub mod csv;
pub mod customers;
pub mod preview;
pub mod ticket;

use crate::{error::ApiResult, state::AppState};
use patron_api_types::exports::{ExportFormat, ExportQuery};
use patron_db::{customers::Filter, exports::marketing_filter};
use patron_domain::{consent::Channel, segment::Target};

/// The conditions of the chosen set.
pub(crate) fn targets(state: &AppState, q: &ExportQuery) -> Vec<Target> {
    q.segment.map(|s| s.target(state.now(), state.shop.time_zone)).into_iter().collect()
}

/// The people of an export.
pub(crate) fn filter(state: &AppState, q: &ExportQuery) -> ApiResult<Filter> {
    let targets = targets(state, q);
    Ok(match q.format.unwrap_or(ExportFormat::Customers) {
        ExportFormat::Customers => marketing_filter(q.channel.unwrap_or(Channel::Email), q.basis, targets),
        ExportFormat::Full => Filter { targets, ..Filter::default() },
    })
}
