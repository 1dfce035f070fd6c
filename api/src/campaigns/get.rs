//! `GET /api/v1/campaigns/{campaign}`.

use super::{id_of, not_found, shape};
use crate::{error::ApiResult, extract::Reader, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json, Path},
};
use patron_api_types::campaigns::Campaign;
use patron_db::campaigns;

/// One campaign
///
/// Whom it is of, when it began, and how many were written to and held out.
#[utoipa::path(tag = "campaigns", operation_id = "get_campaign",
    params(("campaign" = String, Path, format = Uuid, description = "The campaign's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The campaign.", body = Campaign), Problems))]
#[get("/api/v1/campaigns/{campaign}")]
pub async fn get_campaign(
    state: Data<AppState>,
    _caller: Reader,
    campaign: Path<String>,
) -> ApiResult<Json<Campaign>> {
    let id = id_of(&campaign)?;
    let mut conn = state.db.staff.acquire().await?;
    let campaign = campaigns::get(&mut conn, id).await?.ok_or_else(not_found)?;
    Ok(Json(shape(campaign, state.now())))
}
