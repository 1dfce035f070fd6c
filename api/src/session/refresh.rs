//! `POST /api/v1/session/refresh`.

use super::{cookie, token};
use crate::{
    error::{ApiError, ApiResult},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _, http::header, post, web::Data};
use patron_api_types::session::StaffToken;
use patron_db::{
    sessions::{self, Kind, Refreshed},
    staff,
};
use patron_domain::ids::StaffId;

/// Renew the access token
///
/// Uses the refresh cookie and sets its successor. A cookie that was used before ends the session, unless that
/// was seconds ago (several tabs) or the answer was lost.
#[utoipa::path(tag = "session", operation_id = "refresh_session", security(()),
    responses((status = 200, description = "Renewed.", body = StaffToken), Problems))]
#[post("/api/v1/session/refresh")]
pub async fn refresh_session(request: HttpRequest, state: Data<AppState>) -> ApiResult<HttpResponse> {
    cookie::check_origin(&request, &state)?;
    let ended = || ApiError::unauthorized("There is no session. Sign in.");
    let presented = request.cookie(cookie::NAME).ok_or_else(ended)?;
    let now = state.now();
    let keyring = state.db.staff.keyring();
    let mut tx = state.db.staff.begin().await?;
    let outcome =
        sessions::refresh(&mut tx, keyring, Kind::Staff, presented.value(), state.staff_limits(), now)
            .await?;
    let staff = match &outcome {
        Refreshed::Ok(session) => staff::by_id(&mut tx, StaffId(session.owner)).await?,
        Refreshed::NotFound | Refreshed::Reused => None,
    };
    tx.commit().await.map_err(patron_db::Error::from)?;
    let (Refreshed::Ok(session), Some(staff)) = (outcome, staff) else {
        let mut response = ended().error_response();
        let _ = response.add_cookie(&cookie::clear(&state));
        return Ok(response);
    };
    let refresh = sessions::token(keyring, Kind::Staff, &session)?;
    Ok(HttpResponse::Ok()
        .cookie(cookie::set(&state, refresh))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(token(&state, staff, &session, now)?))
}
