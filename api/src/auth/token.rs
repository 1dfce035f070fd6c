//! `POST /auth/v1/token`: password login and refresh.

use super::{
    AuthFailure, AuthResult,
    guard::{AuthJson, ShopKey},
    sessions::{ok, wire_session},
};
use crate::{
    extract::{client_address, origin},
    openapi::AuthProblems,
    state::AppState,
};
use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Query},
};
use chrono::{DateTime, Utc};
use patron_api_types::auth::{AuthSession, TokenRequest};
use patron_db::{
    logins::{self, NewLogin, Origin},
    profiles::{self, Known},
    sessions::{self, Kind, Limits, Refreshed},
    throttle::{self, Bucket},
    users::{self, User},
};
use patron_domain::{
    customer::CustomerStatus,
    email::Email,
    ids::UserId,
    login::{FailureReason, LoginMethod},
};
use serde::Deserialize;

/// What is given for a token.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Grant {
    /// `password` or `refresh_token`.
    #[param(example = "password")]
    grant_type: Option<String>,
}

/// Sign in, or refresh a session
///
/// With `grant_type=password` an unknown address and a wrong password answer alike, in time too; every attempt
/// is kept. With `grant_type=refresh_token` each use gives a new refresh token; a used one is answered with the
/// current one within ten seconds, or while that was never used; otherwise the session ends.
#[utoipa::path(tag = "auth", operation_id = "create_token", params(Grant), request_body = TokenRequest,
    security(("publishable_key" = [])),
    responses((status = 200, description = "The session.", body = AuthSession), AuthProblems))]
#[post("/auth/v1/token")]
pub async fn create_token(
    request: HttpRequest,
    state: Data<AppState>,
    _key: ShopKey,
    grant: Query<Grant>,
    body: AuthJson<TokenRequest>,
) -> AuthResult<HttpResponse> {
    let body = body.get()?;
    match grant.grant_type.as_deref() {
        Some("password") => password(&request, &state, body).await,
        Some("refresh_token") => refresh(&state, body).await,
        _ => Err(AuthFailure::validation("grant_type must be password or refresh_token")),
    }
}

async fn refresh(state: &AppState, body: TokenRequest) -> AuthResult<HttpResponse> {
    let token = body.refresh_token.ok_or_else(|| AuthFailure::validation("refresh_token is missing"))?;
    let now = state.now();
    let mut tx = state.db.staff.begin().await?;
    let keyring = state.db.staff.keyring();
    let outcome = sessions::refresh(&mut tx, keyring, Kind::Customer, &token, Limits::default(), now).await?;
    let user = match &outcome {
        Refreshed::Ok(session) if !blocked(&mut tx, UserId(session.owner)).await? => {
            users::by_id(&mut tx, UserId(session.owner)).await?
        }
        Refreshed::Ok(_) | Refreshed::NotFound | Refreshed::Reused => None,
    };
    tx.commit().await.map_err(patron_db::Error::from)?;
    match (outcome, user) {
        (Refreshed::Ok(session), Some(user)) => Ok(ok(wire_session(state, &user, &session, now)?)),
        (Refreshed::Reused, _) => Err(AuthFailure::refresh_token_already_used()),
        _ => Err(AuthFailure::refresh_token_not_found()),
    }
}

async fn password(request: &HttpRequest, state: &AppState, body: TokenRequest) -> AuthResult<HttpResponse> {
    let (Some(email), Some(password)) = (body.email, body.password) else {
        return Err(AuthFailure::validation("email and password are needed"));
    };
    let email = Email::parse(&email).map_err(|e| AuthFailure::validation(format!("email {e}")))?;
    let now = state.now();
    let buckets = Buckets::of(request, state, &email);
    let (user, profile) = {
        let mut conn = state.db.staff.acquire().await?;
        buckets.check(&mut conn, state, now).await?;
        users::with_profile(&mut conn, &email.folded()).await?
    }; // no connection is held while hashing
    let hash = user.as_ref().and_then(|u| u.password_hash.clone());
    let fits = state.passwords.verify(password, hash).await?;
    let origin = origin(request, state).await;
    match verdict(fits, user.as_ref(), profile.as_ref()) {
        Ok(user) => succeed(state, user, profile.as_ref(), &buckets, &origin, now).await,
        Err(reason) => {
            fail(state, &email, profile.as_ref(), reason, &buckets, &origin, now).await?;
            Err(AuthFailure::invalid_credentials())
        }
    }
}

/// Who signs in, or why not. A blocked person with the right password is refused like a wrong one.
fn verdict<'a>(
    fits: bool,
    user: Option<&'a User>,
    profile: Option<&Known>,
) -> Result<&'a User, FailureReason> {
    let user = user.ok_or(FailureReason::UnknownEmail)?;
    if user.password_hash.is_none() {
        return Err(FailureReason::NoPassword);
    }
    if !fits {
        return Err(FailureReason::WrongPassword);
    }
    match profile.map(|p| p.status) {
        Some(CustomerStatus::Blocked | CustomerStatus::Erased) => Err(FailureReason::Blocked),
        Some(CustomerStatus::Active | CustomerStatus::Inactive) | None => Ok(user),
    }
}

async fn succeed(
    state: &AppState,
    user: &User,
    profile: Option<&Known>,
    buckets: &Buckets,
    origin: &Origin,
    now: DateTime<Utc>,
) -> AuthResult<HttpResponse> {
    state.db.staff.ensure_login_month(now).await?;
    let login = new_login(&user.email, profile, None, origin, now);
    let session = {
        let mut conn = state.db.staff.acquire().await?;
        logins::sign_in(&mut conn, state.db.staff.keyring(), &login, user.id, &buckets.account, now).await?
    };
    // a block that came in since the verdict is seen there, one that comes later ends the session
    let Some(session) = session else {
        let email = Email::parse(&user.email).map_err(|e| AuthFailure::validation(e.0))?;
        fail(state, &email, profile, FailureReason::Blocked, buckets, origin, now).await?;
        return Err(AuthFailure::invalid_credentials());
    };
    let user = User { last_sign_in_at: Some(now), updated_at: now, ..user.clone() };
    Ok(ok(wire_session(state, &user, &session, now)?))
}

async fn blocked(conn: &mut patron_db::PgConnection, user: UserId) -> AuthResult<bool> {
    let profile = profiles::by_user(conn, user).await?;
    Ok(profile.is_some_and(|p| matches!(p.status, CustomerStatus::Blocked | CustomerStatus::Erased)))
}

async fn fail(
    state: &AppState,
    email: &Email,
    profile: Option<&Known>,
    reason: FailureReason,
    buckets: &Buckets,
    origin: &Origin,
    now: DateTime<Utc>,
) -> AuthResult<()> {
    state.db.staff.ensure_login_month(now).await?;
    let mut tx = state.db.staff.begin().await?;
    let folded = email.folded();
    let login = new_login(&folded, profile, Some(reason), origin, now);
    logins::record(&mut tx, state.db.staff.keyring(), &login, now).await?;
    throttle::failed(&mut tx, &buckets.account, state.account_limit(), now).await?;
    throttle::failed(&mut tx, &buckets.address, state.address_limit(), now).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(())
}

fn new_login<'a>(
    email: &'a str,
    profile: Option<&Known>,
    failure: Option<FailureReason>,
    origin: &'a Origin,
    now: DateTime<Utc>,
) -> NewLogin<'a> {
    NewLogin {
        customer: profile.map(|p| p.id),
        email,
        at: now,
        method: LoginMethod::Password,
        success: failure.is_none(),
        failure_reason: failure.map(FailureReason::as_str),
        origin,
    }
}

/// What an attempt is counted under when it fails.
struct Buckets {
    account: Bucket,
    address: Bucket,
}

impl Buckets {
    fn of(request: &HttpRequest, state: &AppState, email: &Email) -> Self {
        let keyring = state.db.staff.keyring();
        Self {
            account: Bucket::account(keyring, &email.folded()),
            address: Bucket::address(keyring, &client_address(request).network()),
        }
    }

    async fn check(
        &self,
        conn: &mut patron_db::PgConnection,
        state: &AppState,
        now: DateTime<Utc>,
    ) -> AuthResult<()> {
        let limits = [(&self.account, state.account_limit()), (&self.address, state.address_limit())];
        if let Some(seconds) = throttle::check(conn, &limits, now).await? {
            return Err(AuthFailure::over_limit(seconds));
        }
        Ok(())
    }
}
