//! A signed-in member of staff: sign-in, sign-out, and sending with a token that renews itself.
//!
//! The access token lives in memory. When the server refuses it, the session renews it once by the
//! refresh cookie and repeats the call; calls refused at the same time share one renewal. When that
//! fails too, the session is over: the call fails with 401 and the listener is told once.

use crate::{
    client::{self, Client},
    error::Error,
    response,
    tokens::Tokens,
};
use patron_api_types::session::{Current, SignIn};
use reqwest::{RequestBuilder, Response};
use serde::de::DeserializeOwned;
use std::sync::Arc;

const PATH: &str = "/api/v1/session";
const REFRESH_PATH: &str = "/api/v1/session/refresh";

/// A signed-in member of staff. Clones are the same session.
#[derive(Clone)]
pub struct Session {
    client: Client,
    tokens: Arc<Tokens>,
}

// The dashboard's signals hold it, and want Send and Sync in wasm too.
const _: fn() = || {
    fn held_by_signals<T: Send + Sync>() {}
    held_by_signals::<Session>();
};

impl Client {
    /// Signs in with email and password.
    ///
    /// # Errors
    /// Code `invalid_credentials` when they are wrong, `too_many_requests` after too many attempts.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Session, Error> {
        let body = SignIn { email: email.to_owned(), password: password.to_owned() };
        let response = client::send(with_cookies(self.post(PATH)).json(&body)).await?;
        Ok(Session { client: self.clone(), tokens: Arc::new(Tokens::from_answer(response).await?) })
    }

    /// Takes up the session of this browser's refresh cookie, as after a reload of the page.
    ///
    /// # Errors
    /// 401 when there is none, or it is over.
    pub async fn resume(&self) -> Result<Session, Error> {
        let response = client::send(with_cookies(self.post(REFRESH_PATH))).await?;
        Ok(Session { client: self.clone(), tokens: Arc::new(Tokens::from_answer(response).await?) })
    }
}

impl Session {
    /// Who is signed in at which shop, as of the last sign-in or renewal.
    pub fn who(&self) -> Current {
        self.tokens.current()
    }

    /// Whether the session still has a token; false after sign-out and once renewal has failed.
    pub fn is_live(&self) -> bool {
        self.tokens.access().is_some()
    }

    /// The access token, for a request that this client doesn't make itself.
    pub fn access_token(&self) -> Option<String> {
        self.tokens.access()
    }

    /// Puts another access token in place: tests of renewal need a bad one.
    #[doc(hidden)]
    pub fn replace_access_token(&self, token: &str) {
        self.tokens.replace_access(token);
    }

    /// The client below, without this session's credentials.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Calls `listener` once when the session ends by itself, not at [`Session::sign_out`].
    pub fn on_expired(&self, listener: impl Fn() + Send + Sync + 'static) {
        self.tokens.on_expired(Arc::new(listener));
    }

    /// Asks the server who is signed in.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn current(&self) -> Result<Current, Error> {
        self.json(self.client.get(PATH)).await
    }

    /// Renews the access token now. Calls do this by themselves when the server refuses theirs.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn refresh(&self) -> Result<Current, Error> {
        let token = self.tokens.access().unwrap_or_default();
        self.renew(&token).await?;
        Ok(self.who())
    }

    /// Ends the session here and on the server.
    ///
    /// # Errors
    /// When the server can't be reached; here the session is over all the same.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let request = self.tokens.with_cookie(with_cookies(self.client.delete(PATH)));
        let Some(token) = self.tokens.forget() else { return Ok(()) };
        match client::send(request.bearer_auth(token)).await {
            Err(error) if !error.is_unauthorized() => Err(error),
            _ => Ok(()),
        }
    }

    pub(crate) async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Error> {
        response::read(&self.body(request).await?)
    }

    /// The bytes of a good answer. Apart from [`Session::json`], so that it is compiled once for all types.
    async fn body(&self, request: RequestBuilder) -> Result<Vec<u8>, Error> {
        response::body(self.send(request).await?).await
    }

    /// Sends with the access token; on 401 renews once and repeats.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, Error> {
        let token = self.tokens.access().ok_or_else(Error::signed_out)?;
        let again = request.try_clone();
        let first = client::send(request.bearer_auth(&token)).await;
        match (first, again) {
            (Err(refused), Some(again)) if refused.is_unauthorized() => match self.renew(&token).await {
                Ok(fresh) => client::send(again.bearer_auth(fresh)).await,
                // The caller sees the refusal of its own call, unless the trouble is another.
                Err(error) if error.is_unauthorized() => Err(refused),
                Err(error) => Err(error),
            },
            (answer, _) => answer,
        }
    }

    /// A token other than `stale`: the one another call just got, or one got now.
    async fn renew(&self, stale: &str) -> Result<String, Error> {
        let _only_one = self.tokens.renewing.lock().await;
        match self.tokens.access() {
            Some(token) if token != stale => return Ok(token),
            Some(_) => {}
            None => return Err(Error::signed_out()),
        }
        let request = self.tokens.with_cookie(with_cookies(self.client.post(REFRESH_PATH)));
        match client::send(request).await {
            Ok(response) => self.tokens.take(response).await,
            Err(error) => {
                if error.is_unauthorized() {
                    self.tokens.expire();
                }
                Err(error)
            }
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("live", &self.is_live()).finish_non_exhaustive()
    }
}

/// Lets the browser keep and send the refresh cookie, also when the dashboard lies on a static host of
/// the same site and the API on another origin.
#[cfg(target_arch = "wasm32")]
fn with_cookies(request: RequestBuilder) -> RequestBuilder {
    request.fetch_credentials_include()
}

/// Natively the cookie is kept by hand.
#[cfg(not(target_arch = "wasm32"))]
fn with_cookies(request: RequestBuilder) -> RequestBuilder {
    request
}
