//! A shop's server with its secret key. What it may do is what the key's scopes grant; the calls are in
//! the files of their resources.

use crate::{
    client::{self, Client},
    error::Error,
    response,
};
use reqwest::{RequestBuilder, Response};
use serde::de::DeserializeOwned;

/// A shop's server. Never build one in a browser: the key is secret.
#[derive(Clone)]
pub struct ShopServer {
    client: Client,
    secret_key: String,
}

impl ShopServer {
    /// The shop's server with this secret key (`sk_patron_…`).
    pub fn new(client: Client, secret_key: impl Into<String>) -> Self {
        Self { client, secret_key: secret_key.into() }
    }

    /// The client below, without the key.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, Error> {
        client::send(request.bearer_auth(&self.secret_key)).await
    }

    pub(crate) async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Error> {
        response::json(self.send(request).await?).await
    }
}

impl std::fmt::Debug for ShopServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShopServer").finish_non_exhaustive()
    }
}
