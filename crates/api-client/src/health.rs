//! Whether the server lives and is ready.

use crate::{
    client::{self, Client},
    error::Error,
};
use patron_api_types::health::Health;

impl Client {
    /// Whether the process answers.
    ///
    /// # Errors
    /// `Network` when it doesn't.
    pub async fn live(&self) -> Result<Health, Error> {
        client::send_json(self.get("/health/live")).await
    }

    /// Whether it can do its work: the database answers and has the right schema.
    ///
    /// # Errors
    /// Code `service_unavailable` when it can't.
    pub async fn ready(&self) -> Result<Health, Error> {
        client::send_json(self.get("/health/ready")).await
    }
}
