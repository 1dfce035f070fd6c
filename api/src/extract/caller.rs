//! Who is calling, as a type: a handler that asks for one can't be reached by anybody else.

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use futures_util::future::LocalBoxFuture;
use patron_api_types::auth::AccessClaims;
use patron_db::{
    keys::ApiKey,
    profiles::{self, Known},
    sessions::{self, Kind},
    staff::{self, Staff},
    users::{self, User},
};
use patron_domain::{
    customer::CustomerStatus,
    keys::{KeyKind, Scope},
};
use std::marker::PhantomData;

/// The token of `Authorization: Bearer …`.
pub fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|t| !t.is_empty())
}

/// The key of a request: the `apikey` header, else a bearer token that looks like one.
pub(crate) fn key_text(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get("apikey").and_then(|v| v.to_str().ok()).filter(|k| !k.is_empty());
    header.or_else(|| bearer(request).filter(|t| t.starts_with("sk_patron_") || t.starts_with("pk_patron_")))
}

fn state(request: &HttpRequest) -> ApiResult<Data<AppState>> {
    request.app_data::<Data<AppState>>().cloned().ok_or_else(|| {
        ApiError::new(patron_api_types::problem::ErrorCode::Internal).cause("no state in the app")
    })
}

/// A signed-in member of staff.
#[derive(Clone)]
pub struct StaffCaller {
    /// Who.
    pub staff: Staff,
    /// In which session.
    pub session: patron_domain::ids::SessionId,
}

impl StaffCaller {
    /// How the ledger names them.
    pub fn actor(&self) -> String {
        format!("staff:{}", self.staff.id)
    }
}

async fn staff_of(request: &HttpRequest) -> ApiResult<StaffCaller> {
    let state = state(request)?;
    let token =
        bearer(request).ok_or_else(|| ApiError::unauthorized("Sign in: no bearer token was sent."))?;
    if token.starts_with("sk_patron_") || token.starts_with("pk_patron_") {
        return Err(match find_key(&state, token).await? {
            Some(_) => ApiError::forbidden("This needs a signed-in member of staff, not a key."),
            None => ApiError::unauthorized("The key is unknown or revoked."),
        });
    }
    let now = state.now();
    let Some(claims) = state.tokens.verify_staff(token, now) else {
        return Err(if state.tokens.verify_customer(token, now).is_some() {
            ApiError::forbidden("A customer's token is not accepted here.")
        } else {
            ApiError::unauthorized("The token is not valid here or has expired.")
        });
    };
    let mut conn = state.db.staff.acquire().await?;
    let session = sessions::get(&mut conn, Kind::Staff, claims.session_id)
        .await?
        .filter(|s| s.owner == claims.sub.0)
        .ok_or_else(|| ApiError::unauthorized("The session has ended. Sign in again."))?;
    let staff = staff::by_id(&mut conn, claims.sub)
        .await?
        .ok_or_else(|| ApiError::unauthorized("The account is gone."))?;
    Ok(StaffCaller { staff, session: session.id })
}

async fn find_key(state: &AppState, text: &str) -> ApiResult<Option<ApiKey>> {
    Ok(state.keys.find(state, text).await?)
}

async fn key_of(request: &HttpRequest, scope: Scope) -> ApiResult<ApiKey> {
    let key = secret_key_of(request).await?;
    if !key.scopes.contains(&scope) {
        return Err(ApiError::forbidden(&format!("This needs a secret key with the scope {scope}.")));
    }
    Ok(key)
}

async fn secret_key_of(request: &HttpRequest) -> ApiResult<ApiKey> {
    let state = state(request)?;
    let Some(text) = key_text(request) else {
        // a genuine token of staff or a customer is known, but is no key
        let known = bearer(request).is_some_and(|t| {
            let now = state.now();
            state.tokens.verify_staff(t, now).is_some() || state.tokens.verify_customer(t, now).is_some()
        });
        return Err(if known {
            ApiError::forbidden("This needs a secret key of the shop's server.")
        } else {
            ApiError::unauthorized("Send a secret key as Authorization: Bearer sk_patron_….")
        });
    };
    let key = find_key(&state, text).await?;
    let key = key.ok_or_else(|| ApiError::unauthorized("The key is unknown or revoked."))?;
    if key.kind != KeyKind::Secret {
        return Err(ApiError::forbidden("This needs a secret key of the shop's server."));
    }
    Ok(key)
}

/// Which scope a [`KeyCaller`] must have.
pub trait ScopeMarker: 'static {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! scopes {
    ($($(#[$meta:meta])* $name:ident),+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name;
        impl ScopeMarker for $name { const SCOPE: Scope = Scope::$name; }
    )+};
}
scopes! {
    /// `profiles:write`
    ProfilesWrite,
    /// `orders:write`
    OrdersWrite,
    /// `logins:write`
    LoginsWrite,
    /// `events:write`
    EventsWrite
}

/// A shop's server with a secret key of scope `S`.
pub struct KeyCaller<S> {
    /// The key.
    pub key: ApiKey,
    scope: PhantomData<S>,
}

impl<S> KeyCaller<S> {
    /// How the ledger names it.
    pub fn actor(&self) -> String {
        format!("key:{}", self.key.id)
    }
}

/// A shop's server with a secret key of whatever scopes: for calls that look at them item by item.
pub struct AnyKey {
    /// The key.
    pub key: ApiKey,
}

/// Staff, or a secret key with `customers:read`.
pub struct Reader;

/// Staff, or a secret key with `exports:read`.
pub struct Exporter {
    /// Who exports, for the record.
    pub actor: String,
}

/// A signed-in customer.
pub struct CustomerCaller {
    /// The account.
    pub user: User,
    /// The profile.
    pub profile: Known,
    /// The token's claims.
    pub claims: AccessClaims,
}

impl CustomerCaller {
    /// From when on history may be shown; `None` when all of it.
    pub fn history_from(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        if self.user.email_verified_at.is_some() { None } else { self.profile.linked_at }
    }
}

async fn customer_of(request: &HttpRequest) -> ApiResult<CustomerCaller> {
    let state = state(request)?;
    let token =
        bearer(request).ok_or_else(|| ApiError::unauthorized("Sign in: no bearer token was sent."))?;
    let now = state.now();
    let Some(claims) = state.tokens.verify_customer(token, now) else {
        let known = state.tokens.verify_staff(token, now).is_some()
            || (key_text(request) == Some(token) && find_key(&state, token).await?.is_some());
        return Err(if known {
            ApiError::forbidden("This is for a signed-in customer.")
        } else {
            ApiError::unauthorized("The token is not valid here or has expired.")
        });
    };
    let mut conn = state.db.staff.acquire().await?;
    let ended = || ApiError::unauthorized("The session has ended. Sign in again.");
    sessions::get(&mut conn, Kind::Customer, claims.session_id)
        .await?
        .filter(|s| s.owner == claims.sub.0)
        .ok_or_else(ended)?;
    let user = users::by_id(&mut conn, claims.sub).await?.ok_or_else(ended)?;
    let profile = profiles::by_user(&mut conn, user.id).await?.ok_or_else(ended)?;
    if matches!(profile.status, CustomerStatus::Blocked | CustomerStatus::Erased) {
        return Err(ended());
    }
    Ok(CustomerCaller { user, profile, claims })
}

async fn reader_of(request: &HttpRequest, scope: Scope) -> ApiResult<String> {
    if key_text(request).is_some()
        && bearer(request).is_none_or(|t| t.starts_with("sk_") || t.starts_with("pk_"))
    {
        return key_of(request, scope).await.map(|k| format!("key:{}", k.id));
    }
    staff_of(request).await.map(|staff| staff.actor())
}

macro_rules! extract {
    (<$($generics:ident)?> $target:ty, $request:ident => $body:expr) => {
        impl $(<$generics: ScopeMarker>)? FromRequest for $target {
            type Error = ApiError;
            type Future = LocalBoxFuture<'static, ApiResult<Self>>;
            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let owned = request.clone();
                Box::pin(async move {
                    let $request = &owned;
                    $body
                })
            }
        }
    };
}

extract!(<> StaffCaller, r => staff_of(r).await);
extract!(<> CustomerCaller, r => customer_of(r).await);
extract!(<> AnyKey, r => secret_key_of(r).await.map(|key| AnyKey { key }));
extract!(<> Reader, r => reader_of(r, Scope::CustomersRead).await.map(|_| Reader));
extract!(<> Exporter, r => reader_of(r, Scope::ExportsRead).await.map(|actor| Exporter { actor }));
extract!(<S> KeyCaller<S>, r => key_of(r, S::SCOPE).await.map(|key| KeyCaller { key, scope: PhantomData }));
