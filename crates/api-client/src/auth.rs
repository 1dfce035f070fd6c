//! Customers' sign-in as a storefront page calls it: the publishable key in `apikey`, and in
//! `Authorization` the access token or, when there is none, the key again.

use crate::{
    client::{self, Client},
    error::Error,
    me::CustomerSession,
};
use patron_api_types::auth::{
    AuthSession, AuthSettings, AuthUser, Jwks, SignupRequest, TokenRequest, UserUpdate,
};
use reqwest::RequestBuilder;

/// Which sessions a sign-out ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignOutScope {
    /// All of the user's.
    #[default]
    Global,
    /// The one that asks.
    Local,
    /// All but the one that asks.
    Others,
}

impl SignOutScope {
    /// The word in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Local => "local",
            Self::Others => "others",
        }
    }
}

/// A storefront page before sign-in.
#[derive(Debug, Clone)]
pub struct CustomerAuth {
    client: Client,
    publishable_key: String,
}

impl CustomerAuth {
    /// A page with this publishable key (`pk_patron_…`).
    pub fn new(client: Client, publishable_key: impl Into<String>) -> Self {
        Self { client, publishable_key: publishable_key.into() }
    }

    /// The signed-in customer of a session.
    pub fn customer(&self, session: &AuthSession) -> CustomerSession {
        CustomerSession::new(self.client.clone(), &session.access_token)
    }

    /// Signs up and in.
    ///
    /// # Errors
    /// Code `user_already_exists`, `weak_password` or `validation_failed`.
    pub async fn signup(&self, signup: &SignupRequest) -> Result<AuthSession, Error> {
        client::send_json(self.with_key(self.client.post("/auth/v1/signup")).json(signup)).await
    }

    /// Signs in.
    ///
    /// # Errors
    /// Code `invalid_credentials`, for an unknown address too; `over_request_rate_limit`.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<AuthSession, Error> {
        let body = TokenRequest {
            email: Some(email.to_owned()),
            password: Some(password.to_owned()),
            refresh_token: None,
        };
        self.token("password", &body).await
    }

    /// Rotates the refresh token and gets a fresh access token.
    ///
    /// # Errors
    /// Code `refresh_token_not_found` or `refresh_token_already_used`.
    pub async fn refresh(&self, refresh_token: &str) -> Result<AuthSession, Error> {
        let body =
            TokenRequest { email: None, password: None, refresh_token: Some(refresh_token.to_owned()) };
        self.token("refresh_token", &body).await
    }

    /// The user of an access token.
    ///
    /// # Errors
    /// Code `bad_jwt` or `session_not_found`.
    pub async fn user(&self, access_token: &str) -> Result<AuthUser, Error> {
        client::send_json(self.with_token(self.client.get("/auth/v1/user"), access_token)).await
    }

    /// Changes password or metadata.
    ///
    /// # Errors
    /// Code `same_password`, `weak_password` or `not_admin`.
    pub async fn update_user(&self, access_token: &str, update: &UserUpdate) -> Result<AuthUser, Error> {
        let request = self.with_token(self.client.put("/auth/v1/user"), access_token);
        client::send_json(request.json(update)).await
    }

    /// Ends sessions. Doing it again is no error.
    ///
    /// # Errors
    /// Code `bad_jwt` for a token that never was one.
    pub async fn sign_out(&self, access_token: &str, scope: SignOutScope) -> Result<(), Error> {
        let path = format!("/auth/v1/logout?scope={}", scope.as_str());
        client::send(self.with_token(self.client.post(&path), access_token)).await.map(drop)
    }

    /// What the server offers.
    ///
    /// # Errors
    /// When the key is not good.
    pub async fn settings(&self) -> Result<AuthSettings, Error> {
        client::send_json(self.with_key(self.client.get("/auth/v1/settings"))).await
    }

    /// The public keys that verify access tokens; needs no key.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn jwks(&self) -> Result<Jwks, Error> {
        client::send_json(self.client.get("/auth/v1/.well-known/jwks.json")).await
    }

    async fn token(&self, grant: &str, body: &TokenRequest) -> Result<AuthSession, Error> {
        let path = format!("/auth/v1/token?grant_type={grant}");
        client::send_json(self.with_key(self.client.post(&path)).json(body)).await
    }

    fn with_key(&self, request: RequestBuilder) -> RequestBuilder {
        self.with_token(request, &self.publishable_key)
    }

    fn with_token(&self, request: RequestBuilder, token: &str) -> RequestBuilder {
        request.header("apikey", &self.publishable_key).bearer_auth(token)
    }
}
