//! A shop's server reports login attempts made elsewhere (`trackLoginActivity`).

use crate::{error::Error, shop_server::ShopServer};
use patron_api_types::logins::{LoginReport, LoginReported};

impl ShopServer {
    /// Reports one attempt. With a `message_id` a retry is counted once.
    ///
    /// # Errors
    /// Code `validation_failed` with the fields named; `forbidden` without the scope `logins:write`.
    pub async fn report_login(&self, report: &LoginReport) -> Result<LoginReported, Error> {
        self.json(self.client().post("/api/v1/login-attempts").json(report)).await
    }
}
