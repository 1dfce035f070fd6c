//! `PATCH /api/v1/campaigns/{campaign}`.

use super::{checked_cost, id_of, not_found, shape};
use crate::{
    error::ApiResult,
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    patch,
    web::{Data, Json, Path},
};
use patron_api_types::{
    campaigns::{Campaign, CampaignChange},
    patch::Patch,
};
use patron_db::campaigns;
use patron_domain::text;

/// Change a campaign
///
/// Its name, and what it cost. Who is in it, its hold-out and its window never change.
#[utoipa::path(tag = "campaigns", operation_id = "change_campaign", request_body = CampaignChange,
    params(("campaign" = String, Path, format = Uuid, description = "The campaign's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The campaign, changed.", body = Campaign), Problems))]
#[patch("/api/v1/campaigns/{campaign}")]
pub async fn change_campaign(
    state: Data<AppState>,
    _caller: StaffCaller,
    campaign: Path<String>,
    body: ValidJson<CampaignChange>,
) -> ApiResult<Json<Campaign>> {
    let id = id_of(&campaign)?;
    let CampaignChange { name, cost } = body.get()?;
    let mut checked = Checked::default();
    let name = name.map(|name| checked.take("/name", text::required(&name, 100)));
    checked.done()?;
    let cost = match cost {
        Patch::Absent => None,
        Patch::Null => Some(None),
        Patch::Value(cost) => Some(checked_cost(Some(cost))?),
    };
    let now = state.now();
    let mut conn = state.db.staff.acquire().await?;
    if !campaigns::change(&mut conn, id, name.as_deref(), cost, now).await? {
        return Err(not_found());
    }
    let campaign = campaigns::get(&mut conn, id).await?.ok_or_else(not_found)?;
    Ok(Json(shape(campaign, now)))
}
