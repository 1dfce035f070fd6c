//! A customer's id in the path. What is no id names nobody, so it is a 404 like an unknown one.

use crate::error::ApiError;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use patron_domain::ids::CustomerId;
use std::future::{Ready, ready};

/// The id, told by [`IdPath::get`] when the caller is let in.
#[derive(Debug, Clone, Copy)]
pub struct IdPath(Option<CustomerId>);

impl IdPath {
    /// The id.
    ///
    /// # Errors
    /// `not_found` when the path holds none.
    pub fn get(self) -> Result<CustomerId, ApiError> {
        self.0.ok_or_else(ApiError::customer_not_found)
    }
}

impl FromRequest for IdPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.match_info().get("id").and_then(|id| id.parse().ok()))))
    }
}
