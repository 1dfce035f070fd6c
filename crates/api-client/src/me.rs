//! The signed-in customer, about themselves.

use crate::{
    client::{self, Client},
    error::Error,
};
use patron_api_types::{
    consents::ConsentChange,
    me::{Me, MeChange},
};

const PATH: &str = "/api/v1/me";

/// A signed-in customer: their access token, as `/auth/v1` gave it.
#[derive(Clone)]
pub struct CustomerSession {
    client: Client,
    access_token: String,
}

impl CustomerSession {
    /// The customer with this access token.
    pub fn new(client: Client, access_token: impl Into<String>) -> Self {
        Self { client, access_token: access_token.into() }
    }

    /// The access token.
    pub fn access_token(&self) -> &str {
        &self.access_token
    }

    /// One's own profile.
    ///
    /// # Errors
    /// 401 when the token is not good any more.
    pub async fn me(&self) -> Result<Me, Error> {
        client::send_json(self.client.get(PATH).bearer_auth(&self.access_token)).await
    }

    /// Changes one's own details.
    ///
    /// # Errors
    /// Code `validation_failed` with the fields named.
    pub async fn change_me(&self, change: &MeChange) -> Result<Me, Error> {
        client::send_json(self.client.patch(PATH).bearer_auth(&self.access_token).json(change)).await
    }

    /// Gives or withdraws consent on one channel.
    ///
    /// # Errors
    /// Code `address_not_confirmed` when giving needs a confirmed address.
    pub async fn change_consent(&self, change: &ConsentChange) -> Result<Me, Error> {
        let request = self.client.post("/api/v1/me/consents");
        client::send_json(request.bearer_auth(&self.access_token).json(change)).await
    }
}

impl std::fmt::Debug for CustomerSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomerSession").finish_non_exhaustive()
    }
}
