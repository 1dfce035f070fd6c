//! `[database]`.

use super::{Config, Secret};
use serde::Deserialize;
use std::path::PathBuf;

/// The database.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// A configured PostgreSQL.
    pub owner_url: Option<Secret>,
    /// Login role of the staff pool.
    pub staff_url: Option<Secret>,
    /// Login role of the customer pool.
    pub customer_url: Option<Secret>,
    /// Connections of the staff pool.
    pub max_connections: u32,
    /// How long a request waits for a connection.
    pub acquire_timeout_seconds: u64,
}

/// Where the database is.
pub enum Place {
    /// Configured by its URL.
    Configured(Secret),
    /// Private, in this data directory.
    Private(PathBuf),
}

impl Config {
    /// Where the database is.
    ///
    /// # Errors
    /// When there is no place for a private one.
    pub fn database_place(&self) -> Result<Place, String> {
        match &self.database.owner_url {
            Some(url) => Ok(Place::Configured(url.clone())),
            None => Ok(Place::Private(self.data_dir()?)),
        }
    }
}
