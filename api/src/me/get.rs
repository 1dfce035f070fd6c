//! `GET /api/v1/me`.

use super::{MeState, read};
use crate::{error::ApiResult, extract::CustomerCaller, openapi::Problems};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::me::Me;

/// One's own profile
///
/// While the address is not confirmed and the profile is older than the account, only what came since is shown.
#[utoipa::path(tag = "me", operation_id = "get_me", security(("customer" = [])),
    responses((status = 200, description = "The profile.", body = Me), Problems))]
#[get("/api/v1/me")]
pub async fn get_me(state: Data<MeState>, caller: CustomerCaller) -> ApiResult<Json<Me>> {
    let mut tx = state.db.begin(caller.profile.id, caller.history_from()).await?;
    Ok(Json(read(&mut tx, &state, &caller).await?))
}
