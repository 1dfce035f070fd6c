//! `PATCH /api/v1/me`.

use super::{MeState, read};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, CustomerCaller, ValidJson},
    openapi::Problems,
};
use actix_web::{
    patch,
    web::{Data, Json},
};
use patron_api_types::{
    me::{Me, MeChange},
    problem::ErrorCode,
};
use patron_db::profiles::{self, Edit};
use patron_domain::text::NAME_MAX;
use serde_json::json;

/// Change one's own details
///
/// Name, phone, location and categories. Totals, status, dates, consent and the address can't be changed here.
/// While older history waits for the address to be confirmed, this answers `address_not_confirmed`.
#[utoipa::path(tag = "me", operation_id = "update_me", request_body = MeChange, security(("customer" = [])),
    responses((status = 200, description = "The profile.", body = Me), Problems))]
#[patch("/api/v1/me")]
pub async fn change_me(
    state: Data<MeState>,
    caller: CustomerCaller,
    body: ValidJson<MeChange>,
) -> ApiResult<Json<Me>> {
    let MeChange { full_name, mobile_number, location, preferred_categories } = body.get()?;
    let mut checked = Checked::default();
    let edit = Edit {
        full_name: checked.patch("/full_name", &full_name, NAME_MAX),
        phone: checked.patch_phone("/mobile_number", &mobile_number, &state.phone_country),
        location: checked.patch("/location", &location, 255),
        categories: checked.categories("/preferred_categories", preferred_categories.as_deref()),
    };
    checked.done()?;
    if caller.history_from().is_some() {
        return Err(ApiError::new(ErrorCode::AddressNotConfirmed)
            .detail("This address was known before your account. Nothing was changed."));
    }
    let id = caller.profile.id;
    let mut tx = state.db.begin(id, None).await?;
    if !profiles::edit(&mut tx, state.db.keyring(), id, &edit).await? {
        return Err(ApiError::customer_not_found());
    }
    profiles::log_change(&mut tx, id, "customer", "details", None, json!({}), state.clock.now()).await?;
    let me = read(&mut tx, &state, &caller).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(Json(me))
}
