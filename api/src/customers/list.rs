//! `GET /api/v1/customers`.

use super::query;
use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{
    customers::{CustomerQuery, CustomerRow, CustomerSort, SortOrder},
    page::Page,
};
use patron_db::customers::PageBy;

/// List customers
///
/// Searched, filtered, sorted and in pages by key; erased people are never listed. `segment` and `rule` add to the
/// other filters. Also for a secret key with the scope `customers:read`.
#[utoipa::path(tag = "customers", operation_id = "list_customers", params(CustomerQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<CustomerRow>), Problems))]
#[get("/api/v1/customers")]
pub async fn list_customers(
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<CustomerQuery>,
) -> ApiResult<Json<Page<CustomerRow>>> {
    let q = query.get()?;
    let filter = query::filter(&state, &q).await?;
    let by = PageBy {
        sort: q.sort.unwrap_or(CustomerSort::Signup),
        desc: q.order != Some(SortOrder::Asc),
        limit: query::limit(q.limit)?,
        cursor: q.cursor.as_deref(),
    };
    Ok(Json(super::page(&state, &filter, by, q.total).await?))
}
