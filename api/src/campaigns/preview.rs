//! `POST /api/v1/campaigns/preview`.

use super::whom;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, Reader, ValidJson},
    openapi::Problems,
    segments::rules,
    state::AppState,
};
use actix_web::{
    post,
    web::{Data, Json},
};
use patron_api_types::{
    campaigns::{CampaignPreview, CampaignPreviewRequest},
    exports::LeftOut,
};
use patron_db::{
    Error,
    campaigns::{self, Whom},
    exports,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

/// Preview a campaign
///
/// How many people it would have, were it made now, and who is left out, each under one reason: the same people as making
/// it fixes. Who of them is held out is told by chance only when it is made; the share is told here. Nothing is stored.
#[utoipa::path(tag = "campaigns", operation_id = "preview_campaign", request_body = CampaignPreviewRequest,
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The counts.", body = CampaignPreview), Problems))]
#[post("/api/v1/campaigns/preview")]
pub async fn preview_campaign(
    state: Data<AppState>,
    _caller: Reader,
    body: ValidJson<CampaignPreviewRequest>,
) -> ApiResult<Json<CampaignPreview>> {
    let body = body.get()?;
    let mut checked = Checked::default();
    let holdout_percent = whom::holdout(&mut checked, body.holdout_percent);
    let exclude_days = whom::exclude_days(&mut checked, body.exclude_days);
    checked.done()?;
    let of = whom::of(body.of)?;
    let whom = Whom { of, channel: body.channel, exclude_days, at: rules::moment(&state) };
    let mut tx = state.db.staff.begin().await?;
    exports::one_state(&mut tx).await?;
    let reach = campaigns::reach(&mut tx, state.db.staff.keyring(), &whom).await.map_err(in_time)?;
    let reach = reach.map_err(whom::unknown)?;
    let held_out = (Decimal::from(reach.people) * holdout_percent / Decimal::ONE_HUNDRED).round();
    let held_out = held_out.to_i64().unwrap_or_default();
    Ok(Json(CampaignPreview {
        people: reach.people,
        treated: reach.people - held_out,
        held_out,
        left_out: LeftOut {
            withdrawn: reach.counts.withdrawn,
            not_asked: reach.counts.not_asked,
            not_active: reach.counts.not_active,
        },
        left_out_recent: reach.counts.rows - reach.people,
    }))
}

fn in_time(e: Error) -> ApiError {
    match e {
        Error::Timeout => ApiError::too_slow("/of"),
        other => other.into(),
    }
}
