//! The named sets and targeted groups.

use crate::{error::Error, session::Session, shop_server::ShopServer};
use patron_api_types::{
    customers::CustomerRow,
    page::Page,
    segments::{Segments, TargetQuery},
};

const TARGETED: &str = "/api/v1/customers/targeted";

impl Session {
    /// The named sets with their sizes.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn segments(&self) -> Result<Segments, Error> {
        self.json(self.client().get("/api/v1/segments")).await
    }

    /// A page of the people who match, with consent on the channel, last login first.
    ///
    /// # Errors
    /// Code `validation_failed` for a bad condition.
    pub async fn targeted(&self, query: &TargetQuery) -> Result<Page<CustomerRow>, Error> {
        self.json(self.client().get(TARGETED).query(query)).await
    }
}

/// With a key that has the scope `customers:read`.
impl ShopServer {
    /// A page of the people who match, with consent on the channel, last login first.
    ///
    /// # Errors
    /// Code `forbidden` without the scope.
    pub async fn targeted(&self, query: &TargetQuery) -> Result<Page<CustomerRow>, Error> {
        self.json(self.client().get(TARGETED).query(query)).await
    }
}
