//! Exports for marketing.

use crate::{
    client::{self, Client},
    error::Error,
    session::Session,
    shop_server::ShopServer,
};
use patron_api_types::exports::{ExportPreview, ExportQuery, ExportTicket};
use reqwest::Response;

const CSV: &str = "/api/v1/exports/customers.csv";

impl Session {
    /// Who an export would contain and who is left out.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn export_preview(&self, query: &ExportQuery) -> Result<ExportPreview, Error> {
        self.json(self.client().get("/api/v1/exports/preview").query(query)).await
    }

    /// A link for the browser's own download: works once, for 60 seconds.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn export_ticket(&self, query: &ExportQuery) -> Result<ExportTicket, Error> {
        self.json(self.client().post("/api/v1/exports").json(query)).await
    }

    /// The file itself. It is held in memory: a browser should use [`Session::export_ticket`].
    ///
    /// # Errors
    /// `Network` also when the stream broke off: half a file is no file.
    pub async fn export_csv(&self, query: &ExportQuery) -> Result<String, Error> {
        text(self.send(self.client().get(CSV).query(query)).await?).await
    }
}

impl Client {
    /// The file of a single-use ticket's address, as the browser would fetch it.
    ///
    /// # Errors
    /// Code `link_expired` the second time, or after 60 seconds.
    pub async fn export_by_ticket(&self, ticket: &ExportTicket) -> Result<String, Error> {
        text(client::send(self.get(&ticket.url)).await?).await
    }
}

/// With a key that has the scope `exports:read`.
impl ShopServer {
    /// The file itself.
    ///
    /// # Errors
    /// Code `forbidden` without the scope.
    pub async fn export_csv(&self, query: &ExportQuery) -> Result<String, Error> {
        text(self.send(self.client().get(CSV).query(query)).await?).await
    }
}

/// Strictly UTF-8: reqwest's own `text` would put replacement characters into a name.
async fn text(response: Response) -> Result<String, Error> {
    let bytes = response.bytes().await?.to_vec();
    String::from_utf8(bytes).map_err(|e| Error::Decode(e.to_string()))
}
