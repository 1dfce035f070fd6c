//! What can go wrong with a call.

use patron_api_types::{
    auth::AuthError,
    problem::{ErrorCode, Problem},
};

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The server said no, with a reason.
    #[error("{}", problem_text(.0))]
    Problem(Box<Problem>),
    /// `/auth/v1` said no, in the form its clients know.
    #[error("{}", .error.message)]
    Auth {
        /// The HTTP status.
        status: u16,
        /// The reason.
        error: Box<AuthError>,
    },
    /// No answer: the server is not there, or the connection broke.
    #[error("the server can't be reached: {0}")]
    Network(String),
    /// An answer that is not what the server sends: another version, or something in between.
    #[error("the answer could not be read: {0}")]
    Decode(String),
}

impl Error {
    /// The error code to branch on, such as `email_taken`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(problem.code.as_str()),
            Self::Auth { error, .. } => Some(&error.code),
            Self::Network(_) | Self::Decode(_) => None,
        }
    }

    /// The HTTP status, when there was an answer that could be read.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Auth { status, .. } => Some(*status),
            Self::Network(_) | Self::Decode(_) => None,
        }
    }

    /// Under which the server's log has more.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(problem.request_id.as_str()).filter(|id| !id.is_empty()),
            Self::Auth { .. } | Self::Network(_) | Self::Decode(_) => None,
        }
    }

    /// The refusal of a call that needs no server to be refused: the session is over.
    pub(crate) fn signed_out() -> Self {
        let code = ErrorCode::Unauthorized;
        Self::Problem(Box::new(Problem {
            kind: "about:blank".to_owned(),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: None,
            errors: Vec::new(),
            request_id: String::new(),
        }))
    }

    /// Whether the credentials are missing or no longer good.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401)
    }

    /// Whether the same call may work in a moment: nothing answered, or the database was away.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Network(_)) || self.status() == Some(503)
    }

    /// What is wrong with the field at this JSON pointer (`/email`) or parameter, if anything.
    pub fn field(&self, pointer: &str) -> Option<&str> {
        match self {
            Self::Problem(p) => p.errors.iter().find(|e| e.pointer == pointer).map(|e| e.message.as_str()),
            Self::Auth { .. } | Self::Network(_) | Self::Decode(_) => None,
        }
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        if error.is_decode() || error.is_builder() {
            return Self::Decode(chain(&error));
        }
        Self::Network(chain(&error))
    }
}

fn problem_text(problem: &Problem) -> String {
    problem.detail.clone().unwrap_or_else(|| problem.title.clone())
}

/// The error with its causes: reqwest's own text stops before the useful part.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
