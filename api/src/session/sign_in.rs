//! `POST /api/v1/session`.

use super::{cookie, token};
use crate::{
    error::{ApiError, ApiResult},
    extract::{ValidJson, client_address},
    openapi::Problems,
    passwords::PasswordError,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, http::header, post, web::Data};
use patron_api_types::{
    problem::ErrorCode,
    session::{SignIn, StaffToken},
};
use patron_db::{
    sessions::{self, Kind},
    staff,
    throttle::{self, Bucket},
};

/// Sign in to the dashboard
///
/// Gives an access token of minutes and sets the refresh cookie (HttpOnly, SameSite=Strict, for this path
/// only). Unknown address and wrong password answer alike.
#[utoipa::path(tag = "session", operation_id = "create_session", request_body = SignIn, security(()),
    responses((status = 200, description = "Signed in.", body = StaffToken), Problems))]
#[post("/api/v1/session")]
pub async fn sign_in(
    request: HttpRequest,
    state: Data<AppState>,
    body: ValidJson<SignIn>,
) -> ApiResult<HttpResponse> {
    cookie::check_origin(&request, &state)?;
    let SignIn { email, password } = body.get()?;
    let folded = email.trim().to_lowercase();
    let now = state.now();
    let keyring = state.db.staff.keyring();
    let account = Bucket::staff(keyring, &folded);
    let address = Bucket::address(keyring, &client_address(&request).network());
    let found = {
        let mut conn = state.db.staff.acquire().await?;
        let limits = [(&account, state.account_limit()), (&address, state.address_limit())];
        if let Some(seconds) = throttle::check(&mut conn, &limits, now).await? {
            return Err(ApiError::too_many(seconds));
        }
        staff::by_email(&mut conn, &folded).await?
    };
    let fits = state.passwords.verify(password, found.as_ref().map(|s| s.password_hash.clone())).await?;
    let Some(staff) = found.filter(|_| fits) else {
        let mut tx = state.db.staff.begin().await?;
        throttle::failed(&mut tx, &account, state.account_limit(), now).await?;
        throttle::failed(&mut tx, &address, state.address_limit(), now).await?;
        tx.commit().await.map_err(patron_db::Error::from)?;
        return Err(ApiError::new(ErrorCode::InvalidCredentials).detail("Check both and try again."));
    };
    let mut tx = state.db.staff.begin().await?;
    throttle::clear(&mut tx, &account).await?;
    let session = sessions::create(&mut tx, Kind::Staff, staff.id.0, now).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    let refresh = sessions::token(keyring, Kind::Staff, &session)?;
    Ok(HttpResponse::Ok()
        .cookie(cookie::set(&state, refresh))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(token(&state, staff, &session, now)?))
}

impl From<PasswordError> for ApiError {
    fn from(e: PasswordError) -> Self {
        match e {
            PasswordError::Busy => Self::too_many(1),
            PasswordError::Failed => Self::new(ErrorCode::Internal).cause(e),
        }
    }
}
