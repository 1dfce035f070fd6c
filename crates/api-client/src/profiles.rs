//! A shop's server stores profiles (`storeCustomerProfile`, `updateCustomerProfile`).

use crate::{
    error::Error,
    response::{self, Upserted},
    shop_server::ShopServer,
};
use patron_api_types::{customers::Customer, profiles::ProfileUpsert};

impl ShopServer {
    /// Stores or changes the profile with this email address. Absent fields stay as they are.
    ///
    /// # Errors
    /// Code `validation_failed` with the fields named; `forbidden` without the scope `profiles:write`.
    pub async fn upsert_profile(&self, profile: &ProfileUpsert) -> Result<Upserted<Customer>, Error> {
        response::upserted(self.send(self.client().put("/api/v1/profiles").json(profile)).await?).await
    }
}
