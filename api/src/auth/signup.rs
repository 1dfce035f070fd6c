//! `POST /auth/v1/signup`: user, profile, consent rows, first login and session in one transaction.

use super::{
    AuthFailure, AuthResult,
    guard::{AuthJson, ShopKey},
    profile_data::{self, ProfileData},
    sessions::{ok, wire_session},
};
use crate::{extract::origin, openapi::AuthProblems, passwords, state::AppState};
use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use chrono::{DateTime, Utc};
use patron_api_types::auth::{AuthSession, SignupRequest};
use patron_db::{
    PgConnection,
    consents::{self, Evidence, Wanted},
    logins::{self, NewLogin, Origin},
    profiles::{self, Mode, NewProfile},
    sessions::{self as store, Kind},
    users::{self, User},
};
use patron_domain::{
    consent::{Act, ConsentBasis},
    customer::CustomerStatus,
    email::Email,
    ids::CustomerId,
    login::{FailureReason, LoginMethod},
};

/// Sign up
///
/// Makes an account and a session, which counts as the first login. From `data` the name, phone, source, first
/// touch and `marketing_consent` are also copied to the profile; everything else stays metadata. An address
/// that has a profile already (imported, or known from orders) is linked to it; what was there before stays
/// hidden until the address is confirmed.
#[utoipa::path(tag = "auth", operation_id = "create_signup", request_body = SignupRequest, security(("publishable_key" = [])),
    responses((status = 200, description = "The session.", body = AuthSession), AuthProblems))]
#[post("/auth/v1/signup")]
pub async fn signup(
    request: HttpRequest,
    state: Data<AppState>,
    _key: ShopKey,
    body: AuthJson<SignupRequest>,
) -> AuthResult<HttpResponse> {
    if !state.auth.signup_enabled {
        return Err(AuthFailure::signup_disabled());
    }
    let SignupRequest { email, password, data } = body.get()?;
    let Some(email) = email.filter(|e| !e.trim().is_empty()) else {
        return Err(AuthFailure::anonymous_provider_disabled());
    };
    let email = Email::parse(&email)
        .map_err(|e| AuthFailure::validation(format!("Unable to validate email address: {e}")))?;
    let password = check_password(&state, password)?;
    let metadata = data.unwrap_or_default();
    let data = profile_data::read(&metadata, &state.shop.phone_country)?;
    let now = state.now();
    // told before the slow hash; the insert below still decides
    if users::by_email(&mut *state.db.staff.acquire().await?, &email.folded()).await?.is_some() {
        return Err(AuthFailure::user_already_exists());
    }
    let hash = state.passwords.hash(password).await?;
    let origin = origin(&request, &state).await;
    state.db.staff.ensure_login_month(now).await?;

    let mut tx = state.db.staff.begin().await?;
    let user = users::insert(&mut tx, &email.folded(), &hash, &metadata, now).await?;
    let joined = join_profile(&mut tx, &state, &user, &email, &data, now).await?;
    record_first_login(&mut tx, &state, &email, joined, &origin, now).await?;
    if let Joined::Blocked(_) = joined {
        // the attempt is kept, the account isn't: drop the transaction's other half
        return refuse_blocked(tx, &state, &email, joined, &origin, now).await;
    }
    let session = store::create(&mut tx, Kind::Customer, user.id.0, now).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(ok(wire_session(&state, &user, &session, now)?))
}

/// A password of acceptable length.
///
/// # Errors
/// `weak_password`, or `validation_failed` when it is missing or longer than hosted services take.
pub fn check_password(state: &AppState, password: Option<String>) -> AuthResult<String> {
    let password = password.filter(|p| !p.is_empty());
    let password = password.ok_or_else(|| AuthFailure::validation("Signup requires a valid password"))?;
    if password.len() > passwords::MAX_BYTES {
        return Err(AuthFailure::validation(format!(
            "Password cannot be longer than {} bytes",
            passwords::MAX_BYTES
        )));
    }
    if password.chars().count() < state.auth.password_min_length {
        return Err(AuthFailure::weak_password(state.auth.password_min_length));
    }
    Ok(password)
}

#[derive(Clone, Copy)]
enum Joined {
    Open(CustomerId),
    Blocked(CustomerId),
}

impl Joined {
    const fn id(self) -> CustomerId {
        match self {
            Self::Open(id) | Self::Blocked(id) => id,
        }
    }
}

/// Makes the profile, or links the account to the one that is there.
async fn join_profile(
    conn: &mut PgConnection,
    state: &AppState,
    user: &User,
    email: &Email,
    data: &ProfileData,
    now: DateTime<Utc>,
) -> AuthResult<Joined> {
    let keyring = state.db.staff.keyring();
    let evidence = Evidence {
        act: Act::Person,
        method: "signup",
        notice_version: data.notice_version.as_deref(),
        actor: "customer",
        reason: None,
        at: now,
    };
    let new = NewProfile {
        id: CustomerId::generate(),
        email,
        user_id: Some(user.id),
        details: &data.details,
        signup_method: data.signup_method,
        source: data.source,
        touch: &data.touch,
        last_touch: &data.last_touch,
        signup_date: now,
        said: data.said,
    };
    if let Some(id) = profiles::insert(conn, keyring, &state.shop, &new, &evidence).await? {
        return Ok(Joined::Open(id));
    }
    let known = profiles::lock_by_email(conn, email).await?.ok_or_else(AuthFailure::user_already_exists)?;
    if known.status == CustomerStatus::Blocked {
        return Ok(Joined::Blocked(known.id));
    }
    if known.user_id.is_some() {
        return Err(AuthFailure::user_already_exists());
    }
    // nobody has shown yet that the address is theirs: fill gaps, and take a no but no yes
    profiles::link(conn, known.id, user.id, now).await?;
    profiles::change(conn, keyring, known.id, &data.details, Mode::Fill).await?;
    if data.said == Some(false) {
        let wanted = Wanted::withdraw_all(ConsentBasis::Express);
        consents::change(conn, known.id, &wanted, &Evidence { act: Act::Other, ..evidence }).await?;
    }
    Ok(Joined::Open(known.id))
}

async fn record_first_login(
    conn: &mut PgConnection,
    state: &AppState,
    email: &Email,
    joined: Joined,
    origin: &Origin,
    now: DateTime<Utc>,
) -> AuthResult<()> {
    let success = matches!(joined, Joined::Open(_));
    let login = NewLogin {
        customer: Some(joined.id()),
        email: &email.folded(),
        at: now,
        method: LoginMethod::Password,
        success,
        failure_reason: (!success).then(|| FailureReason::Blocked.as_str()),
        origin,
    };
    logins::record(conn, state.db.staff.keyring(), &login, now).await?;
    Ok(())
}

/// A blocked person's signup answers as if the address were taken; only the attempt is stored.
async fn refuse_blocked(
    tx: impl Send,
    state: &AppState,
    email: &Email,
    joined: Joined,
    origin: &Origin,
    now: DateTime<Utc>,
) -> AuthResult<HttpResponse> {
    drop(tx);
    let mut tx = state.db.staff.begin().await?;
    record_first_login(&mut tx, state, email, joined, origin, now).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Err(AuthFailure::user_already_exists())
}
