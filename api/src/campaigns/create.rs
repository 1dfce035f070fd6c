//! `POST /api/v1/campaigns`.

use super::{checked_cost, shape};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    segments::rules,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::{
    campaigns::{Campaign, NewCampaign},
    segments::RuleOf,
};
use patron_db::campaigns::{self, Of, Outcome};
use patron_domain::text;
use rust_decimal::Decimal;

/// How many of a hundred are held out unless somebody says.
const HOLDOUT: Decimal = Decimal::TEN;

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
    let holdout_percent = body.holdout_percent.unwrap_or(HOLDOUT).normalize();
    if !(Decimal::ZERO..=Decimal::from(50)).contains(&holdout_percent) || holdout_percent.scale() > 2 {
        checked.fault("/holdout_percent", "must be 0 to 50, with at most two decimals");
    }
    let window_days = body.window_days.unwrap_or(WINDOW);
    if !(1..=90).contains(&window_days) {
        checked.fault("/window_days", "must be 1 to 90");
    }
    if body.exclude_days.is_some_and(|days| !(1..=365).contains(&days)) {
        checked.fault("/exclude_days", "must be 1 to 365");
    }
    checked.done()?;
    let cost = checked_cost(body.cost)?;
    let of = match body.of {
        RuleOf { segment: Some(key), rule: None } => Of::Segment(key),
        RuleOf { segment: None, rule: Some(rule) } => Of::Rule(rules::read("/of/rule", &rule)?),
        RuleOf { .. } => return Err(ApiError::field("/of", "must have either a segment or a rule")),
    };
    let at = rules::moment(&state);
    let actor = caller.actor();
    let new = campaigns::NewCampaign {
        name: &name,
        of,
        channel: body.channel,
        purpose: &purpose,
        holdout_percent,
        cost,
        currency: &state.shop.currency,
        window_days: i32::from(window_days),
        exclude_days: body.exclude_days.map(i32::from),
        actor: &actor,
        at,
    };
    let mut tx = state.db.staff.begin().await?;
    match campaigns::create(&mut tx, state.db.staff.keyring(), new).await? {
        Outcome::Made(made) => {
            tx.commit().await.map_err(patron_db::Error::from)?;
            Ok(HttpResponse::Created().json(shape(*made, at.now)))
        }
        Outcome::NoSegment => Err(ApiError::field("/of/segment", "must be a segment that there is")),
        Outcome::Dangling => Err(rules::unknown_segment("/of")),
        Outcome::Nobody => Err(ApiError::field(
            "/of",
            "means nobody who may be written to on this channel and was not in another campaign lately",
        )),
    }
}
