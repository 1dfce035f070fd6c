//! How ingestion fares, and what was refused.

use crate::{error::Error, session::Session};
use patron_api_types::{
    ingest::{ActivityFeed, IngestHealth, RejectedEvent, RejectedQuery, ReplayRequest, Replayed},
    page::Page,
};
use uuid::Uuid;

impl Session {
    /// Rates of the last hour and day, and what waits.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn ingest_health(&self) -> Result<IngestHealth, Error> {
        self.json(self.client().get("/api/v1/ingest/health")).await
    }

    /// The newest of what came in.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn activity(&self) -> Result<ActivityFeed, Error> {
        self.json(self.client().get("/api/v1/ingest/activity")).await
    }

    /// Refused events, newest first.
    ///
    /// # Errors
    /// Code `invalid_cursor`.
    pub async fn rejected_events(&self, query: &RejectedQuery) -> Result<Page<RejectedEvent>, Error> {
        self.json(self.client().get("/api/v1/rejected-events").query(query)).await
    }

    /// Tries a refused event again, mended if the request says how.
    ///
    /// # Errors
    /// Code `validation_failed` when it is refused again; `wrong_state` when somebody has dealt with it.
    pub async fn replay_rejected(&self, id: Uuid, request: &ReplayRequest) -> Result<Replayed, Error> {
        self.json(self.client().post(&format!("/api/v1/rejected-events/{id}/replay")).json(request)).await
    }

    /// Sets a refused event aside for good.
    ///
    /// # Errors
    /// Code `not_found`, or `wrong_state` when somebody has dealt with it.
    pub async fn discard_rejected(&self, id: Uuid) -> Result<(), Error> {
        self.send(self.client().delete(&format!("/api/v1/rejected-events/{id}"))).await.map(drop)
    }
}
