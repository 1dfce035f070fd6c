//! `POST /api/v1/campaigns`.

use super::{checked_cost, shape, whom};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    segments::rules,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::campaigns::{Campaign, NewCampaign};
use patron_db::campaigns::{self, Outcome, Whom};
use patron_domain::text;

/// How many days of orders count unless somebody says.
const WINDOW: u16 = 14;

/// Make a campaign
///
/// Fixes its people now: those of the segment or rule who are active and SUBSCRIBED on the channel, less who was in
/// another campaign lately. A random share of them is held out, the same one whenever it is asked. Export the others with
/// `campaign=`, write to them, and read the result while the window is open and after.
#[utoipa::path(tag = "campaigns", operation_id = "create_campaign", request_body = NewCampaign,
    security(("staff" = [])),
    responses((status = 201, description = "The campaign.", body = Campaign), Problems))]
#[post("/api/v1/campaigns")]
pub async fn create_campaign(
    state: Data<AppState>,
    caller: StaffCaller,
    body: ValidJson<NewCampaign>,
) -> ApiResult<HttpResponse> {
    let body = body.get()?;
    let mut checked = Checked::default();
    let name = checked.take("/name", text::required(&body.name, 100));
    let purpose = checked.take("/purpose", text::required(&body.purpose, 200));
    let holdout_percent = whom::holdout(&mut checked, body.holdout_percent);
    let window_days = body.window_days.unwrap_or(WINDOW);
    if !(1..=90).contains(&window_days) {
        checked.fault("/window_days", "must be 1 to 90");
    }
    let exclude_days = whom::exclude_days(&mut checked, body.exclude_days);
    checked.done()?;
    let cost = checked_cost(body.cost)?;
    let of = whom::of(body.of)?;
    let at = rules::moment(&state);
    let actor = caller.actor();
    let new = campaigns::NewCampaign {
        name: &name,
        whom: Whom { of, channel: body.channel, exclude_days, at },
        purpose: &purpose,
        holdout_percent,
        cost,
        currency: &state.shop.currency,
        window_days: i32::from(window_days),
        actor: &actor,
    };
    let mut tx = state.db.staff.begin().await?;
    match campaigns::create(&mut tx, state.db.staff.keyring(), new).await? {
        Outcome::Made(made) => {
            tx.commit().await.map_err(patron_db::Error::from)?;
            Ok(HttpResponse::Created().json(shape(*made, at.now)))
        }
        Outcome::Unknown(why) => Err(whom::unknown(why)),
        Outcome::Nobody => Err(ApiError::field(
            "/of",
            "means nobody who may be written to on this channel and was not in another campaign lately",
        )),
    }
}
