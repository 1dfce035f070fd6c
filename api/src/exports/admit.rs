//! Who may have a file: whoever may export, or brings a single-use ticket of it.

use crate::{
    error::{ApiError, ApiResult},
    extract::Exporter,
    state::AppState,
};
use actix_web::{FromRequest as _, HttpRequest, dev::Payload};
use patron_api_types::{exports::ExportQuery, problem::ErrorCode};
use patron_db::exports::{Snapshot, tickets};
use patron_domain::ids::ExportId;
use serde::Deserialize;

/// A ticket in place of a token.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct TicketQuery {
    /// A single-use ticket, instead of a token.
    #[param(example = "kq3vX0…")]
    pub ticket: Option<String>,
}

/// What a ticket of a record opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    File,
    Withdrawals,
}

impl Opens {
    /// What is kept with the ticket.
    pub(super) fn kept(self) -> serde_json::Value {
        let what = match self {
            Self::File => "file",
            Self::Withdrawals => "withdrawals",
        };
        serde_json::json!({ "opens": what })
    }
}

fn expired() -> ApiError {
    ApiError::new(ErrorCode::LinkExpired).detail("It was used, or is too old. Ask for a new one.")
}

/// Lets in who may have the file `opens` of `export`.
pub(super) async fn to_record(
    request: &HttpRequest,
    state: &AppState,
    ticket: Option<&str>,
    export: &str,
    opens: Opens,
) -> ApiResult<ExportId> {
    let Some(ticket) = ticket else {
        Exporter::from_request(request, &mut Payload::None).await?;
        return super::id(export);
    };
    let id = super::id(export)?;
    let mut conn = state.db.staff.acquire().await?;
    let used = tickets::take(&mut conn, ticket, Some(id), state.now()).await?.ok_or_else(expired)?;
    if used.query == opens.kept() { Ok(id) } else { Err(expired()) }
}

/// Begins the snapshot that a file is sent from, before the answer's head is: when all connections for exports
/// are busy, that can still be said. The ticket that let the caller in works again then, so that the same link
/// can be tried later.
pub(super) async fn begin(state: &AppState, ticket: Option<&str>) -> ApiResult<Snapshot> {
    let begun = Snapshot::begin(&state.db.staff).await;
    if begun.is_err()
        && let Some(ticket) = ticket
    {
        tickets::give_back(&mut *state.db.staff.acquire().await?, ticket).await?;
    }
    Ok(begun?)
}

/// The query to run and who asks: of the ticket if there is one, else the caller's own.
pub(super) async fn to_stream(
    request: &HttpRequest,
    state: &AppState,
    query: ExportQuery,
) -> ApiResult<(ExportQuery, String)> {
    let Some(ticket) = &query.ticket else {
        let caller = Exporter::from_request(request, &mut Payload::None).await?;
        return Ok((query, caller.actor));
    };
    let mut conn = state.db.staff.acquire().await?;
    let used = tickets::take(&mut conn, ticket, None, state.now()).await?;
    let used = used.ok_or_else(|| {
        ApiError::new(ErrorCode::LinkExpired)
            .detail("It was used, or is older than 60 seconds. Ask for a new one.")
    })?;
    let query = serde_json::from_value(used.query);
    Ok((query.map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?, used.actor))
}
