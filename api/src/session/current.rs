//! `GET /api/v1/session`.

use super::current;
use crate::{extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::session::Current;

/// Who is signed in
///
/// The member of staff and the shop's settings.
#[utoipa::path(tag = "session", operation_id = "get_session", security(("staff" = [])),
    responses((status = 200, description = "Who is signed in.", body = Current), Problems))]
#[get("/api/v1/session")]
pub async fn get_session(state: Data<AppState>, caller: StaffCaller) -> Json<Current> {
    Json(current(&state, caller.staff))
}
