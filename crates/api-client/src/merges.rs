//! Pairs that may be one person, merging them, and undoing it.

use crate::{error::Error, session::Session};
use patron_api_types::merges::{Merge, MergeRequest, Merges, Pairs};
use std::time::Duration;
use uuid::Uuid;

const SUGGESTIONS: &str = "/api/v1/merge-suggestions";
const MERGES: &str = "/api/v1/merges";

/// How long a search of the whole shop may take.
const SEARCH_PATIENCE: Duration = Duration::from_secs(120);

impl Session {
    /// Pairs that may be one person, strongest first.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn merge_suggestions(&self) -> Result<Pairs, Error> {
        self.json(self.client().get(SUGGESTIONS)).await
    }

    /// Searches the whole shop for pairs now.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn search_merges(&self) -> Result<Pairs, Error> {
        self.json(self.client().post(&format!("{SUGGESTIONS}/search")).timeout(SEARCH_PATIENCE)).await
    }

    /// Says that a suggested pair is two people.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn dismiss_pair(&self, id: Uuid) -> Result<(), Error> {
        self.send(self.client().delete(&of(SUGGESTIONS, id, ""))).await.map(drop)
    }

    /// Makes one profile of two.
    ///
    /// # Errors
    /// Code `both_have_accounts`, or `validation_failed` with the side named that is no customer.
    pub async fn merge(&self, request: &MergeRequest) -> Result<Merge, Error> {
        self.json(self.client().post(MERGES).json(request)).await
    }

    /// The newest merges, undone ones included.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn merges(&self) -> Result<Merges, Error> {
        self.json(self.client().get(MERGES)).await
    }

    /// Makes two profiles again of one.
    ///
    /// # Errors
    /// Code `not_found`, `email_taken` when another profile has the address by now, or `merge_not_undoable`.
    pub async fn undo_merge(&self, id: Uuid) -> Result<Merge, Error> {
        self.json(self.client().post(&of(MERGES, id, "/undo"))).await
    }
}

fn of(path: &str, id: Uuid, rest: &str) -> String {
    format!("{path}/{id}{rest}")
}
