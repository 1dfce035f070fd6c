//! What can go wrong in the store. Knows nothing of HTTP.

/// Result of the store.
pub type Result<T> = std::result::Result<T, Error>;

/// A named constraint that a caller can run into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// `users_email_key`: the address has an account.
    UserEmail,
    /// `customer_profiles_email_key`: the address has a profile.
    ProfileEmail,
    /// `customer_profiles_user_id_key`: the account has a profile.
    ProfileUser,
    /// `staff_email_key`: the address belongs to a member of staff.
    StaffEmail,
    /// `orders_order_id_key`: the order is there.
    Order,
    /// `segments_title_key`: the name belongs to another segment.
    SegmentTitle,
}

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key is there already.
    #[error("conflict: {0:?}")]
    Conflict(Conflict),
    /// The database can't be reached, refuses connections, or is shutting down. Try again.
    #[error("the database can't be reached: {0}")]
    Unavailable(sqlx::Error),
    /// A statement took longer than whoever asked was ready to wait.
    #[error("the database took too long")]
    Timeout,
    /// A transaction lost against another one. Try again.
    #[error("the transaction has to be tried again: {0}")]
    Retry(sqlx::Error),
    /// A value that the database refuses although it passed our checks.
    #[error("{0}")]
    Invalid(String),
    /// A stored value that can't be right: a wrong word, or a seal that doesn't open.
    #[error("damaged data: {0}")]
    Corrupt(String),
    /// Anything else.
    #[error(transparent)]
    Sql(sqlx::Error),
    /// Migrations failed or the schema doesn't fit this binary.
    #[error("{0}")]
    Schema(String),
}

impl Error {
    /// Somebody else made or moved `what` since it was looked up: the transaction has to be tried again.
    pub(crate) fn raced(what: &str) -> Self {
        Self::Retry(sqlx::Error::Protocol(format!("{what} was changed by somebody else meanwhile")))
    }
}

impl From<sqlx::Error> for Error {
    fn from(e: sqlx::Error) -> Self {
        match &e {
            sqlx::Error::Database(d) => match classify(d.constraint(), d.code().as_deref(), d.message()) {
                Some(Class::Conflict(c)) => Self::Conflict(c),
                Some(Class::Unavailable) => Self::Unavailable(e),
                Some(Class::Retry) => Self::Retry(e),
                Some(Class::Invalid(m)) => Self::Invalid(m),
                None => Self::Sql(e),
            },
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => Self::Unavailable(e),
            _ => Self::Sql(e),
        }
    }
}

enum Class {
    Conflict(Conflict),
    Unavailable,
    Retry,
    Invalid(String),
}

/// Sorts a database error by constraint name, then by SQLSTATE (PostgreSQL documentation, appendix A).
fn classify(constraint: Option<&str>, code: Option<&str>, message: &str) -> Option<Class> {
    let conflict = match constraint {
        Some("users_email_key") => Some(Conflict::UserEmail),
        Some("customer_profiles_email_key") => Some(Conflict::ProfileEmail),
        Some("customer_profiles_user_id_key") => Some(Conflict::ProfileUser),
        Some("staff_email_key") => Some(Conflict::StaffEmail),
        Some("orders_order_id_key") => Some(Conflict::Order),
        Some("segments_title_key") => Some(Conflict::SegmentTitle),
        _ => None,
    };
    if let Some(c) = conflict {
        return Some(Class::Conflict(c));
    }
    // a foreign key to a profile that this moment went into another one
    if code == Some("23503") && constraint.is_some_and(|c| c.ends_with("_customer_id_fkey")) {
        return Some(Class::Retry);
    }
    match code? {
        // connection exceptions, operator intervention (shutdown), insufficient resources, cannot connect now
        c if c.starts_with("08") || c.starts_with("57P") || c.starts_with("53") => Some(Class::Unavailable),
        // a statement that took too long, commonly because something else holds what it needs
        "57014" => Some(Class::Unavailable),
        // a database that takes no connections (allow_connections off), for example while it is restored
        "55000" => Some(Class::Unavailable),
        // serialization failure, deadlock, lock not available in time
        "40001" | "40P01" | "55P03" => Some(Class::Retry),
        // data exceptions; a check constraint
        c if c.starts_with("22") || c == "23514" => Some(Class::Invalid(message.to_owned())),
        _ => None,
    }
}

/// A stored word that must parse.
pub(crate) fn stored<T: std::str::FromStr>(word: &str, column: &str) -> Result<T> {
    word.parse().map_err(|_| Error::Corrupt(format!("unknown word in {column}")))
}
