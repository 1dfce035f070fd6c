//! `DELETE /api/v1/session`.

use super::cookie;
use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{HttpResponse, delete, web::Data};
use patron_db::sessions::{self, Kind};

/// Sign out of the dashboard
///
/// Ends this session: its access tokens and its refresh cookie.
#[utoipa::path(tag = "session", operation_id = "delete_session", security(("staff" = [])),
    responses((status = 204, description = "Signed out."), Problems))]
#[delete("/api/v1/session")]
pub async fn sign_out(state: Data<AppState>, caller: StaffCaller) -> ApiResult<HttpResponse> {
    sessions::end(&mut *state.db.staff.acquire().await?, Kind::Staff, caller.session).await?;
    Ok(HttpResponse::NoContent().cookie(cookie::clear(&state)).finish())
}
