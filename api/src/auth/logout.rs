//! `POST /auth/v1/logout`.

use super::{AuthFailure, AuthResult, error::VERSION, guard};
use crate::{openapi::AuthProblems, state::AppState};
use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Query},
};
use patron_db::sessions::{self, Kind};
use serde::Deserialize;

/// How much is signed out.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Scope {
    /// `global` (default): all sessions; `local`: this one; `others`: all but this one.
    #[param(example = "local")]
    scope: Option<String>,
}

/// Sign out
///
/// Ends sessions: their refresh tokens and their access tokens. A genuine token whose session has ended
/// already gets 204 too, so that a repeated sign-out succeeds.
#[utoipa::path(tag = "auth", operation_id = "create_logout", params(Scope),
    security(("publishable_key" = [], "customer" = [])),
    responses((status = 204, description = "Signed out."), AuthProblems))]
#[post("/auth/v1/logout")]
pub async fn logout(
    request: HttpRequest,
    state: Data<AppState>,
    scope: Query<Scope>,
) -> AuthResult<HttpResponse> {
    let claims = guard::genuine(&request).await?;
    let mut tx = state.db.staff.begin().await?;
    let (user, session) = (claims.sub.0, claims.session_id);
    // only a session that lives may end others
    let alive = sessions::get(&mut tx, Kind::Customer, session).await?.is_some_and(|s| s.owner == user);
    match scope.scope.as_deref().unwrap_or("global") {
        _ if !alive && matches!(scope.scope.as_deref(), None | Some("global" | "local" | "others")) => {}
        "global" => sessions::end_all(&mut tx, Kind::Customer, user, None).await?,
        "local" => sessions::end(&mut tx, Kind::Customer, session).await?,
        "others" => sessions::end_all(&mut tx, Kind::Customer, user, Some(session)).await?,
        _ => return Err(AuthFailure::validation("scope must be global, local or others")),
    }
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(HttpResponse::NoContent().insert_header(VERSION).finish())
}
