//! Customers as staff sees them.

pub mod add;
pub mod campaigns;
pub mod change;
pub mod get;
pub mod history;
pub mod list;
pub mod query;
pub mod status;
pub mod targeted;
pub mod withdraw;

use crate::{
    error::{ApiError, ApiResult},
    shape,
    state::AppState,
};
use patron_api_types::{customers::CustomerRow, page::Page};
use patron_db::{
    Error,
    customers::{Filter, PageBy},
};

/// A page of the people of `filter`, and how many they are in all when that is asked for.
async fn page(
    state: &AppState,
    filter: &Filter,
    by: PageBy<'_>,
    total: Option<bool>,
) -> ApiResult<Page<CustomerRow>> {
    let keyring = state.db.staff.keyring();
    let mut conn = state.db.staff.acquire().await?;
    let slice = patron_db::customers::list(&mut conn, keyring, filter, by).await.map_err(in_time)?;
    let slice = slice.ok_or_else(query::invalid_cursor)?;
    let total = match total {
        Some(true) => Some(patron_db::customers::count(&mut conn, keyring, filter).await.map_err(in_time)?),
        Some(false) | None => None,
    };
    Ok(shape::page(slice, total, shape::customer_row))
}

/// In a query a parameter is named where a body has a pointer.
fn in_time(e: Error) -> ApiError {
    match e {
        Error::Timeout => ApiError::too_slow("rule"),
        other => other.into(),
    }
}
