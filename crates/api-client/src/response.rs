//! Answers: telling good from bad, and reading either.

use crate::error::Error;
use patron_api_types::{auth::AuthError, problem::Problem};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

/// What a call that makes or replaces gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Upserted<T> {
    /// Whether it was new (201), rather than known (200).
    pub created: bool,
    /// As stored now.
    pub value: T,
}

/// Lets a good answer through and turns a bad one into its error.
pub(crate) async fn accepted(response: Response) -> Result<Response, Error> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = response.bytes().await?;
    if let Ok(problem) = serde_json::from_slice::<Problem>(&body) {
        return Err(Error::Problem(Box::new(problem)));
    }
    match serde_json::from_slice::<AuthError>(&body) {
        Ok(error) => Err(Error::Auth { status: status.as_u16(), error: Box::new(error) }),
        Err(_) => Err(Error::Decode(format!("status {} without a known error body", status.as_u16()))),
    }
}

/// The body of a good answer.
pub(crate) async fn json<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    read(&body(response).await?)
}

/// The bytes of a good answer.
pub(crate) async fn body(response: Response) -> Result<Vec<u8>, Error> {
    Ok(response.bytes().await?.into())
}

/// What JSON says.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(unreadable)
}

// Not inlined into every call that reads an answer.
#[cold]
fn unreadable(error: serde_json::Error) -> Error {
    Error::Decode(error.to_string())
}

/// The body of a good answer, and whether it tells of something new.
pub(crate) async fn upserted<T: DeserializeOwned>(response: Response) -> Result<Upserted<T>, Error> {
    let created = response.status() == StatusCode::CREATED;
    Ok(Upserted { created, value: json(response).await? })
}
