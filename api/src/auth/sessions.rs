//! Making sessions and the objects that clients read.

use super::{AuthFailure, AuthResult};
use crate::{state::AppState, tokens::CUSTOMER_AUDIENCE};
use actix_web::{HttpResponse, http::header};
use chrono::{DateTime, Utc};
use patron_api_types::auth::{AccessClaims, Amr, AuthIdentity, AuthSession, AuthUser};
use patron_db::{
    sessions::{self, Kind, Session},
    users::User,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A 200 in the form of this side: the version header, nothing kept by caches.
pub fn ok(body: impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(super::error::VERSION)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}

/// The user's metadata with what the server itself knows.
fn metadata(user: &User) -> Map<String, Value> {
    let mut map = user.user_metadata.clone();
    map.insert("email".into(), json!(user.email));
    map.insert("email_verified".into(), json!(user.email_confirmed_at.is_some()));
    map.insert("phone_verified".into(), json!(false));
    map.insert("sub".into(), json!(user.id));
    map
}

/// A user as clients know one.
pub fn wire_user(user: &User) -> AuthUser {
    let mut identity_data = Map::new();
    identity_data.insert("email".into(), json!(user.email));
    identity_data.insert("sub".into(), json!(user.id));
    let identity = AuthIdentity {
        identity_id: user.id.to_string(),
        id: user.id.to_string(),
        user_id: user.id,
        identity_data,
        provider: "email".into(),
        email: user.email.clone(),
        last_sign_in_at: user.last_sign_in_at,
        created_at: user.created_at,
        updated_at: user.updated_at,
    };
    AuthUser {
        id: user.id,
        aud: CUSTOMER_AUDIENCE.into(),
        role: CUSTOMER_AUDIENCE.into(),
        email: user.email.clone(),
        phone: String::new(),
        email_confirmed_at: user.email_confirmed_at,
        confirmed_at: user.email_confirmed_at,
        last_sign_in_at: user.last_sign_in_at,
        app_metadata: user.app_metadata.clone(),
        user_metadata: metadata(user),
        identities: vec![identity],
        created_at: user.created_at,
        updated_at: user.updated_at,
        is_anonymous: false,
    }
}

/// The session object: a fresh access token and the session's current refresh token.
///
/// # Errors
/// When signing fails.
pub fn wire_session(
    state: &AppState,
    user: &User,
    session: &Session,
    now: DateTime<Utc>,
) -> AuthResult<AuthSession> {
    let expires_in = state.auth.access_token_seconds;
    let claims = AccessClaims {
        iss: state.tokens.customer_issuer().into(),
        sub: user.id,
        aud: CUSTOMER_AUDIENCE.into(),
        exp: now.timestamp() + expires_in,
        iat: now.timestamp(),
        email: user.email.clone(),
        phone: String::new(),
        role: CUSTOMER_AUDIENCE.into(),
        aal: "aal1".into(),
        amr: vec![Amr { method: "password".into(), timestamp: session.created_at.timestamp() }],
        session_id: session.id,
        app_metadata: user.app_metadata.clone(),
        user_metadata: metadata(user),
        is_anonymous: false,
    };
    let sign = |c: &AccessClaims| state.tokens.sign(c).map_err(|_| AuthFailure::bad_jwt());
    Ok(AuthSession {
        access_token: sign(&claims)?,
        token_type: "bearer".into(),
        expires_in,
        expires_at: claims.exp,
        refresh_token: sessions::token(state.db.staff.keyring(), Kind::Customer, session)?,
        user: wire_user(user),
        weak_password: None,
    })
}
