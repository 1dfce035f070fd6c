//! `GET` and `PUT /auth/v1/user`.

use super::{
    AuthFailure, AuthResult,
    guard::{AuthCaller, AuthJson},
    profile_data::METADATA_MAX,
    sessions::{ok, wire_user},
    signup::check_password,
};
use crate::{openapi::AuthProblems, state::AppState};
use actix_web::{HttpResponse, get, put, web::Data};
use patron_api_types::auth::{AuthUser, UserUpdate};
use patron_db::{
    sessions::{self, Kind},
    users,
};
use patron_domain::email::Email;
use serde_json::{Map, Value};

/// One's own account
///
/// The token's session must live: a signed-out token gets `session_not_found`.
#[utoipa::path(tag = "auth", operation_id = "get_auth_user", security(("publishable_key" = [], "customer" = [])),
    responses((status = 200, description = "The user.", body = AuthUser), AuthProblems))]
#[get("/auth/v1/user")]
pub async fn get_user(caller: AuthCaller) -> HttpResponse {
    ok(wire_user(&caller.user))
}

/// Change one's account
///
/// `data` is merged into the metadata at the top level, a key with `null` is removed. A new password ends all
/// other sessions. A new address needs mail, which this server does not send yet.
#[utoipa::path(tag = "auth", operation_id = "update_auth_user", request_body = UserUpdate,
    security(("publishable_key" = [], "customer" = [])),
    responses((status = 200, description = "The user.", body = AuthUser), AuthProblems))]
#[put("/auth/v1/user")]
pub async fn update_user(
    state: Data<AppState>,
    caller: AuthCaller,
    body: AuthJson<UserUpdate>,
) -> AuthResult<HttpResponse> {
    let UserUpdate { email, password, data, app_metadata } = body.get()?;
    if app_metadata.is_some() {
        return Err(AuthFailure::not_admin());
    }
    if let Some(email) = email.filter(|e| !e.trim().is_empty()) {
        refuse_address(&state, &caller, &email).await?;
    }
    let hash = match password.filter(|p| !p.is_empty()) {
        Some(new) => Some(new_hash(&state, &caller, new).await?),
        None => None,
    };
    let metadata = merge(caller.user.user_metadata.clone(), data.unwrap_or_default());
    if serde_json::to_vec(&metadata).map_or(usize::MAX, |v| v.len()) > METADATA_MAX {
        return Err(AuthFailure::validation(format!("data must be at most {METADATA_MAX} bytes of JSON")));
    }
    let now = state.now();
    let mut tx = state.db.staff.begin().await?;
    users::update(&mut tx, caller.user.id, &metadata, hash.as_deref(), now).await?;
    if hash.is_some() {
        sessions::end_all(&mut tx, Kind::Customer, caller.user.id.0, Some(caller.claims.session_id)).await?;
    }
    let user = users::by_id(&mut tx, caller.user.id).await?.ok_or_else(AuthFailure::user_not_found)?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(ok(wire_user(&user)))
}

/// The same address is no change; another one can't be confirmed without mail.
async fn refuse_address(state: &AppState, caller: &AuthCaller, email: &str) -> AuthResult<()> {
    let email = Email::parse(email).map_err(|e| AuthFailure::validation(format!("email {e}")))?;
    if email.folded() == caller.user.email {
        return Ok(());
    }
    if users::by_email(&mut *state.db.staff.acquire().await?, &email.folded()).await?.is_some() {
        return Err(AuthFailure::email_exists());
    }
    Err(AuthFailure::validation("A new address must be confirmed by mail, which this server does not send"))
}

async fn new_hash(state: &AppState, caller: &AuthCaller, new: String) -> AuthResult<String> {
    let new = check_password(state, Some(new))?;
    if state.passwords.verify(new.clone(), caller.user.password_hash.clone()).await? {
        return Err(AuthFailure::same_password());
    }
    Ok(state.passwords.hash(new).await?)
}

/// Top-level merge; `null` removes.
fn merge(mut into: Map<String, Value>, from: Map<String, Value>) -> Map<String, Value> {
    for (key, value) in from {
        if value.is_null() {
            into.remove(&key);
        } else {
            into.insert(key, value);
        }
    }
    into
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn metadata_merges_at_the_top_and_null_removes() {
        let old = json!({"a": 1, "b": {"x": 1}}).as_object().unwrap().clone();
        let new = json!({"a": null, "b": {"y": 2}, "c": 3}).as_object().unwrap().clone();
        assert_eq!(Value::Object(merge(old, new)), json!({"b": {"y": 2}, "c": 3}));
    }
}
