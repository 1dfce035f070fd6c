//! `GET /api/v1/campaigns/{campaign}/members`.

use super::{id_of, not_found};
use crate::{
    customers::query,
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use patron_api_types::{
    campaigns::{CampaignMember, CampaignMembersQuery},
    page::Page,
};
use patron_db::campaigns;

/// Who is in a campaign
///
/// In the order in which their profiles came, with what they ordered in the window. People erased since are left out.
#[utoipa::path(tag = "campaigns", operation_id = "list_campaign_members",
    params(("campaign" = String, Path, format = Uuid, description = "The campaign's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), CampaignMembersQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<CampaignMember>), Problems))]
#[get("/api/v1/campaigns/{campaign}/members")]
pub async fn list_campaign_members(
    state: Data<AppState>,
    _caller: Reader,
    campaign: Path<String>,
    wanted: ValidQuery<CampaignMembersQuery>,
) -> ApiResult<Json<Page<CampaignMember>>> {
    let (id, q) = (id_of(&campaign)?, wanted.get()?);
    let limit = query::limit(q.limit)?;
    let mut conn = state.db.staff.acquire().await?;
    let campaign = campaigns::get(&mut conn, id).await?.ok_or_else(not_found)?;
    let slice = campaigns::members(&mut conn, &campaign, q.held_out, limit, q.cursor.as_deref()).await?;
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, member)))
}

fn member(m: campaigns::Member) -> CampaignMember {
    CampaignMember {
        id: m.id,
        email: m.email,
        full_name: m.full_name,
        held_out: m.held_out,
        orders: m.orders,
        revenue: m.revenue,
    }
}
