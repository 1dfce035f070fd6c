//! Why a command stopped, as a text for people.

use std::fmt::{self, Display};

/// A message that says what failed and, where possible, what to type.
#[derive(Debug)]
pub struct Failure(String);

pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<local_postgres::Error> for Failure {
    fn from(error: local_postgres::Error) -> Self {
        Self(error.to_string())
    }
}

/// Turns an error into a [`Failure`] that says what was being done.
pub trait Context<T> {
    /// `what` completes "could not …".
    fn context(self, what: impl Display) -> Result<T>;
}

impl<T, E: Display> Context<T> for std::result::Result<T, E> {
    fn context(self, what: impl Display) -> Result<T> {
        // `:#` gives the whole chain of causes where an error has one.
        self.map_err(|error| Failure(format!("could not {what}: {error:#}")))
    }
}
