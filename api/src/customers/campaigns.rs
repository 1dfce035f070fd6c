//! `GET /api/v1/customers/{id}/campaigns`.

use super::{history::known, query};
use crate::{
    error::ApiResult,
    extract::{IdPath, Reader, ValidQuery},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{
    campaigns::CustomerCampaign,
    page::{Page, PageQuery},
};
use patron_db::campaigns;

/// A customer's campaigns
///
/// Newest first: whether they were written to or held out, and what they ordered in each campaign's window.
#[utoipa::path(tag = "customers", operation_id = "list_customer_campaigns",
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), PageQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<CustomerCampaign>), Problems))]
#[get("/api/v1/customers/{id}/campaigns")]
pub async fn list_campaigns(
    state: Data<AppState>,
    _caller: Reader,
    id: IdPath,
    page: ValidQuery<PageQuery>,
) -> ApiResult<Json<Page<CustomerCampaign>>> {
    let (id, page) = (id.get()?, page.get()?);
    let limit = query::limit(page.limit)?;
    let mut conn = state.db.staff.acquire().await?;
    known(&mut conn, id).await?;
    let slice = campaigns::of_customer(&mut conn, id, limit, page.cursor.as_deref()).await?;
    let campaign = |c: campaigns::OfCustomer| CustomerCampaign {
        id: c.id,
        name: c.name,
        channel: c.channel,
        started_at: c.started_at,
        held_out: c.held_out,
        orders: c.orders,
        revenue: c.revenue,
    };
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, campaign)))
}
