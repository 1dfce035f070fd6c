//! Who may call `/auth/v1`: a page with a key, and where it says, with a customer's token.

use super::{AuthFailure, AuthResult};
use crate::{extract::bearer, state::AppState};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use futures_util::future::LocalBoxFuture;
use patron_api_types::auth::AccessClaims;
use patron_db::{
    sessions::{self, Kind},
    users::{self, User},
};

/// A request with a live key of the shop in `apikey`.
pub struct ShopKey;

/// A request with a key and the token of a live session.
pub struct AuthCaller {
    /// The account.
    pub user: User,
    /// The token's claims.
    pub claims: AccessClaims,
}

fn state(request: &HttpRequest) -> AuthResult<Data<AppState>> {
    request.app_data::<Data<AppState>>().cloned().ok_or_else(AuthFailure::bad_jwt)
}

async fn shop_key(request: &HttpRequest) -> AuthResult<ShopKey> {
    let state = state(request)?;
    let text = request.headers().get("apikey").and_then(|v| v.to_str().ok()).filter(|k| !k.is_empty());
    let text = text.ok_or_else(AuthFailure::invalid_api_key)?;
    let found = state.keys.find(&state, text).await?;
    found.map(|_| ShopKey).ok_or_else(AuthFailure::invalid_api_key)
}

/// The claims of the request's genuine token, whether or not its session lives.
pub async fn genuine(request: &HttpRequest) -> AuthResult<AccessClaims> {
    shop_key(request).await?;
    let state = state(request)?;
    let token = bearer(request).ok_or_else(AuthFailure::no_authorization)?;
    state.tokens.verify_customer(token, state.now()).ok_or_else(AuthFailure::bad_jwt)
}

async fn caller(request: &HttpRequest) -> AuthResult<AuthCaller> {
    let claims = genuine(request).await?;
    let state = state(request)?;
    let mut conn = state.db.staff.acquire().await?;
    let user = users::by_id(&mut conn, claims.sub).await?.ok_or_else(AuthFailure::user_not_found)?;
    sessions::get(&mut conn, Kind::Customer, claims.session_id)
        .await?
        .filter(|s| s.owner == user.id.0)
        .ok_or_else(AuthFailure::session_not_found)?;
    Ok(AuthCaller { user, claims })
}

impl FromRequest for ShopKey {
    type Error = AuthFailure;
    type Future = LocalBoxFuture<'static, AuthResult<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { shop_key(&request).await })
    }
}

impl FromRequest for AuthCaller {
    type Error = AuthFailure;
    type Future = LocalBoxFuture<'static, AuthResult<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { caller(&request).await })
    }
}

/// A JSON object of at most the common limit; the content type is not looked at, as the clients vary it.
///
/// What is wrong with it is told by [`AuthJson::get`], when the key has been found good.
pub struct AuthJson<T>(AuthResult<T>);

impl<T> AuthJson<T> {
    /// The value.
    ///
    /// # Errors
    /// What is wrong with the body.
    pub fn get(self) -> AuthResult<T> {
        self.0
    }
}

impl<T: serde::de::DeserializeOwned> FromRequest for AuthJson<T> {
    type Error = AuthFailure;
    type Future = LocalBoxFuture<'static, AuthResult<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = crate::extract::Limited::from_request(request, payload);
        Box::pin(async move { Ok(Self(body.await.map_err(AuthFailure::from).and_then(|b| object(&b.0)))) })
    }
}

fn object<T: serde::de::DeserializeOwned>(body: &[u8]) -> AuthResult<T> {
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(AuthFailure::bad_json("The body must be a JSON object"));
    }
    match crate::extract::parse_json(body) {
        Ok(value) => Ok(value),
        // a wrong type is bad_json on this side; a NUL is a field that is not acceptable
        Err(e) if e.to_string().contains("NUL") => Err(e.into()),
        Err(e) => Err(AuthFailure::bad_json(e.to_string())),
    }
}
