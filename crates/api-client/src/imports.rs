//! Imports of files.

use crate::{client::segment, error::Error, session::Session};
use patron_api_types::imports::{Import, ImportRows, ImportSettings, Imports, RowAction, UploadQuery};
use std::time::Duration;
use uuid::Uuid;

const PATH: &str = "/api/v1/imports";
/// How long an upload may take, whatever other requests may.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(3600);
/// How long the file of refused rows may take.
const FILE_PATIENCE: Duration = Duration::from_secs(300);

fn path(id: Uuid, rest: &str) -> String {
    format!("{PATH}/{}{rest}", segment(&id.to_string()))
}

impl Session {
    /// Uploads a file. It is held in memory: a browser should send its own file object.
    ///
    /// # Errors
    /// Code `validation_failed` when it is no CSV in UTF-8, `body_too_large` above 1 GiB.
    pub async fn upload_import(&self, query: &UploadQuery, file: Vec<u8>) -> Result<Import, Error> {
        let request = self.client().post(PATH).query(query).header("content-type", "text/csv");
        // a gigabyte over a slow line takes its time
        self.json(request.timeout(UPLOAD_PATIENCE).body(file)).await
    }

    /// The newest imports, and what columns can be taken for.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn imports(&self) -> Result<Imports, Error> {
        self.json(self.client().get(PATH)).await
    }

    /// An import.
    ///
    /// # Errors
    /// Code `not_found` when there is none.
    pub async fn import(&self, id: Uuid) -> Result<Import, Error> {
        self.json(self.client().get(&path(id, ""))).await
    }

    /// Changes how a file is read.
    ///
    /// # Errors
    /// Code `wrong_state` when it is running or done, `validation_failed` for a mapping that does not fit.
    pub async fn change_import(&self, id: Uuid, settings: &ImportSettings) -> Result<Import, Error> {
        self.json(self.client().patch(&path(id, "")).json(settings)).await
    }

    /// Has every row looked at, and nothing stored; watch [`Session::import`].
    ///
    /// # Errors
    /// Code `wrong_state` when rows of it are stored already or it is worked on.
    pub async fn check_import(&self, id: Uuid) -> Result<Import, Error> {
        self.json(self.client().post(&path(id, "/check"))).await
    }

    /// Has every row stored; watch [`Session::import`].
    ///
    /// # Errors
    /// Code `wrong_state` when it is worked on or done.
    pub async fn start_import(&self, id: Uuid) -> Result<Import, Error> {
        self.json(self.client().post(&path(id, "/start"))).await
    }

    /// Stops a check or an import; what was stored stays.
    ///
    /// # Errors
    /// Code `wrong_state` when neither is under way.
    pub async fn cancel_import(&self, id: Uuid) -> Result<Import, Error> {
        self.json(self.client().post(&path(id, "/cancel"))).await
    }

    /// Rows of an import, at most 100.
    ///
    /// # Errors
    /// Code `not_found` when there is no such import.
    pub async fn import_rows(&self, id: Uuid, action: Option<RowAction>) -> Result<ImportRows, Error> {
        let action = action.map(|action| ("action", action.as_str()));
        let query: Vec<_> = action.into_iter().collect();
        self.json(self.client().get(&path(id, "/rows")).query(&query)).await
    }

    /// The refused rows as a file. It is held in memory.
    ///
    /// # Errors
    /// `Network` also when the stream broke off: half a file is no file.
    pub async fn import_refused_csv(&self, id: Uuid) -> Result<String, Error> {
        let response = self.send(self.client().get(&path(id, "/refused.csv")).timeout(FILE_PATIENCE)).await?;
        let bytes = response.bytes().await?.to_vec();
        String::from_utf8(bytes).map_err(|e| Error::Decode(e.to_string()))
    }

    /// Removes the uploaded file; the import's record stays.
    ///
    /// # Errors
    /// Code `wrong_state` while it is worked on.
    pub async fn delete_import(&self, id: Uuid) -> Result<(), Error> {
        self.send(self.client().delete(&path(id, ""))).await.map(|_| ())
    }
}
