//! Exports: files, their records, and saved choices of columns.

use crate::{
    client::{self, Client, segment},
    error::Error,
    session::Session,
    shop_server::ShopServer,
};
use patron_api_types::{
    exports::{
        Export, ExportFields, ExportFormats, ExportPreset, ExportPresets, ExportPreview, ExportQuery,
        ExportTicket, ExportsQuery, NewExportPreset, Withdrawals,
    },
    page::Page,
};
use patron_domain::ids::{ExportId, ExportPresetId};
use reqwest::Response;
use std::time::Duration;

const PATH: &str = "/api/v1/exports";
const CSV: &str = "/api/v1/exports/customers.csv";
const PRESETS: &str = "/api/v1/exports/presets";
/// How long a file may take.
const FILE_PATIENCE: Duration = Duration::from_secs(300);

fn path(id: ExportId, rest: &str) -> String {
    format!("{PATH}/{}{rest}", segment(&id.to_string()))
}

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
        self.json(self.client().post(PATH).json(query)).await
    }

    /// The file itself. It is held in memory: a browser should use [`Session::export_ticket`].
    ///
    /// # Errors
    /// `Network` also when the stream broke off: half a file is no file.
    pub async fn export_csv(&self, query: &ExportQuery) -> Result<String, Error> {
        text(self.send(self.client().get(CSV).query(query)).await?).await
    }

    /// The records of exports, newest first.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn exports(&self, query: &ExportsQuery) -> Result<Page<Export>, Error> {
        self.json(self.client().get(PATH).query(query)).await
    }

    /// The record of an export.
    ///
    /// # Errors
    /// Code `not_found` when there is none.
    pub async fn export(&self, id: ExportId) -> Result<Export, Error> {
        self.json(self.client().get(&path(id, ""))).await
    }

    /// Has a file made in the background; watch [`Session::export`].
    ///
    /// # Errors
    /// Code `validation_failed` when there is no such file.
    pub async fn create_export_file(&self, query: &ExportQuery) -> Result<Export, Error> {
        self.json(self.client().post(&format!("{PATH}/files")).json(query)).await
    }

    /// Stops an export.
    ///
    /// # Errors
    /// Code `wrong_state` when it has ended.
    pub async fn cancel_export(&self, id: ExportId) -> Result<Export, Error> {
        self.json(self.client().post(&path(id, "/cancel"))).await
    }

    /// A link to a finished file: works once, as long as the file is kept.
    ///
    /// # Errors
    /// Code `wrong_state` when there is no file, `link_expired` when it is gone.
    pub async fn export_link(&self, id: ExportId) -> Result<ExportTicket, Error> {
        self.json(self.client().post(&path(id, "/link"))).await
    }

    /// A finished file. It is held in memory: a browser should use [`Session::export_link`].
    ///
    /// # Errors
    /// Code `wrong_state` when there is no file, `link_expired` when it is gone.
    pub async fn export_file(&self, id: ExportId) -> Result<Vec<u8>, Error> {
        let request = self.client().get(&path(id, "/file")).timeout(FILE_PATIENCE);
        Ok(self.send(request).await?.bytes().await?.to_vec())
    }

    /// How many of a file may not be written to any more.
    ///
    /// # Errors
    /// Code `not_found` when there is no such export.
    pub async fn export_withdrawals(&self, id: ExportId) -> Result<Withdrawals, Error> {
        self.json(self.client().get(&path(id, "/withdrawals"))).await
    }

    /// A link to the suppression file of an export: works once, for 60 seconds.
    ///
    /// # Errors
    /// Code `not_found` when there is no such export.
    pub async fn withdrawals_link(&self, id: ExportId) -> Result<ExportTicket, Error> {
        self.json(self.client().post(&path(id, "/withdrawals/link"))).await
    }

    /// Whom files can be made for.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn export_formats(&self) -> Result<ExportFormats, Error> {
        self.json(self.client().get("/api/v1/exports/formats")).await
    }

    /// What a file of one's own choice can hold.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn export_fields(&self) -> Result<ExportFields, Error> {
        self.json(self.client().get("/api/v1/exports/fields")).await
    }

    /// The saved choices of columns.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn export_presets(&self) -> Result<ExportPresets, Error> {
        self.json(self.client().get(PRESETS)).await
    }

    /// Saves a choice of columns.
    ///
    /// # Errors
    /// Code `validation_failed` for an unknown field or the name of another.
    pub async fn save_export_preset(&self, preset: &NewExportPreset) -> Result<ExportPreset, Error> {
        self.json(self.client().post(PRESETS).json(preset)).await
    }

    /// Removes a saved choice of columns.
    ///
    /// # Errors
    /// Code `not_found` when there is none.
    pub async fn delete_export_preset(&self, id: ExportPresetId) -> Result<(), Error> {
        let path = format!("{PRESETS}/{}", segment(&id.to_string()));
        self.send(self.client().delete(&path)).await.map(|_| ())
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
