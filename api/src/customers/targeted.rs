//! `GET /api/v1/customers/targeted`.

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
    customers::{CustomerRow, CustomerSort},
    page::Page,
    segments::TargetQuery,
};
use patron_db::customers::{Filter, PageBy};
use patron_domain::{consent::Channel, customer::CustomerStatus};

/// People for targeted marketing
///
/// Active people who may be written to on the channel and for whom all given conditions hold, last login
/// first. `last_login_before` includes people who never logged in.
#[utoipa::path(tag = "customers", operation_id = "list_targeted_customers", params(TargetQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<CustomerRow>), Problems))]
#[get("/api/v1/customers/targeted")]
pub async fn list_targeted(
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<TargetQuery>,
) -> ApiResult<Json<Page<CustomerRow>>> {
    let q = query.get()?;
    let filter = Filter {
        status: Some(CustomerStatus::Active),
        consent: Some(q.channel.unwrap_or(Channel::Email)),
        rules: query::targets(&state, &q).await?,
        ..Filter::default()
    };
    let by = PageBy {
        sort: CustomerSort::LastLogin,
        desc: true,
        limit: query::limit(q.limit)?,
        cursor: q.cursor.as_deref(),
    };
    Ok(Json(super::page(&state, &filter, by, q.total).await?))
}
