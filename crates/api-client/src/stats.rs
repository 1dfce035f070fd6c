//! The numbers of the overview.

use crate::{error::Error, session::Session, shop_server::ShopServer};
use patron_api_types::stats::Overview;

const OVERVIEW: &str = "/api/v1/stats/overview";

impl Session {
    /// The overview's cards and charts.
    ///
    /// # Errors
    /// Code `service_unavailable` when the database is away: never zeros instead.
    pub async fn overview(&self) -> Result<Overview, Error> {
        self.json(self.client().get(OVERVIEW)).await
    }
}

/// With a key that has the scope `customers:read`.
impl ShopServer {
    /// The overview's cards and charts.
    ///
    /// # Errors
    /// Code `forbidden` without the scope.
    pub async fn overview(&self) -> Result<Overview, Error> {
        self.json(self.client().get(OVERVIEW)).await
    }
}
