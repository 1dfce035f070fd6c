//! A shop's server writes with a secret key: profiles, logins, orders. Each call of the original has its
//! counterpart; the table is in `api/README.md`.

pub mod logins;
pub mod orders;
pub mod profiles;

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use chrono::{DateTime, Utc};
use patron_api_types::problem::ErrorCode;
use patron_db::{
    PgConnection,
    consents::Evidence,
    profiles::{self as store, Details, FirstTouch, Known, NewProfile},
};
use patron_domain::{
    consent::Act,
    customer::{SignupMethod, Source},
    email::Email,
    ids::CustomerId,
};

/// A new profile's origin, as the shop's server tells it.
pub(crate) struct Arrival<'a> {
    pub details: &'a Details,
    pub signup_method: SignupMethod,
    pub source: Source,
    pub said: Option<bool>,
    pub notice_version: Option<&'a str>,
    pub method: &'a str,
    pub actor: &'a str,
}

/// The profile of this address, locked; made when there is none. Tells whether it is new.
pub(crate) async fn find_or_make(
    conn: &mut PgConnection,
    state: &AppState,
    email: &Email,
    arrival: &Arrival<'_>,
    now: DateTime<Utc>,
) -> ApiResult<(Known, bool)> {
    if let Some(known) = store::lock_by_email(conn, email).await? {
        return Ok((known, false));
    }
    let touch = FirstTouch::default();
    let new = NewProfile {
        id: CustomerId::generate(),
        email,
        user_id: None,
        details: arrival.details,
        signup_method: arrival.signup_method,
        source: arrival.source,
        touch: &touch,
        signup_date: now,
        said: arrival.said,
    };
    let evidence = Evidence {
        act: Act::Other,
        method: arrival.method,
        notice_version: arrival.notice_version,
        actor: arrival.actor,
        reason: None,
        at: now,
    };
    let made = store::insert(conn, state.db.staff.keyring(), &state.shop, &new, &evidence).await?.is_some();
    // also when another request made it this moment
    let known = store::lock_by_email(conn, email).await?;
    let known =
        known.ok_or_else(|| ApiError::new(ErrorCode::Internal).cause("profile just stored is gone"))?;
    Ok((known, made))
}
