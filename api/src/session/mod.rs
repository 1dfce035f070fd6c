//! Staff's sign-in at `/api/v1/session`: an access token of minutes for memory, and a refresh cookie that
//! scripts can't read and that goes to this path only.

pub mod cookie;
pub mod current;
pub mod refresh;
pub mod sign_in;
pub mod sign_out;

use crate::{
    error::{ApiError, ApiResult},
    shape,
    state::AppState,
    tokens::{STAFF_AUDIENCE, StaffClaims},
};
use chrono::{DateTime, Utc};
use patron_api_types::{
    problem::ErrorCode,
    session::{Current, Staff, StaffToken},
};
use patron_db::{sessions::Session, staff};

/// Who is signed in at which shop.
pub(crate) fn current(state: &AppState, staff: staff::Staff) -> Current {
    Current {
        staff: Staff { id: staff.id, email: staff.email, full_name: staff.full_name, role: staff.role },
        shop: shape::shop(&state.shop),
    }
}

/// A fresh access token of `session`.
pub(crate) fn token(
    state: &AppState,
    staff: staff::Staff,
    session: &Session,
    now: DateTime<Utc>,
) -> ApiResult<StaffToken> {
    let expires_in = state.auth.staff_access_token_seconds;
    let claims = StaffClaims {
        iss: state.tokens.staff_issuer().into(),
        sub: staff.id,
        aud: STAFF_AUDIENCE.into(),
        exp: now.timestamp() + expires_in,
        iat: now.timestamp(),
        session_id: session.id,
    };
    let access_token =
        state.tokens.sign(&claims).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    Ok(StaffToken { access_token, expires_in, current: current(state, staff) })
}
