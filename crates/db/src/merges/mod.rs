//! Two profiles of one person become one ([`merge()`]), and two again if that was wrong ([`undo()`]); pairs that
//! look like one person ([`search()`], [`pairs`]).
//!
//! The merged profile leaves `customer_profiles`, so nothing else needs to know of merges; it stays in a snapshot for
//! [`UNDO_DAYS`]. Its rows (logins, orders, events, ledger, changes, foreign ids, traits, places in
//! campaigns) go over to the kept one. Who was in a file does not: the file has the id and address of its time, so whoever
//! asks follows the merges.

mod facts;
mod make;
mod past;
mod postcodes;
mod recount;
mod search;
mod suggestions;
mod undo;
mod unite;

pub use make::{Outcome, Wish, merge};
pub use past::{forget, kept_by_emails, kept_of, prune};
pub use postcodes::{index_postcodes, postcode_index};
pub use search::{Found, due, search};
pub(crate) use suggestions::suggest_all;
pub use suggestions::{Pair, Pairs, Reason, Side, dismiss, pairs, suggest};
pub use undo::{Undone, undo};

use crate::Result;
use chrono::{DateTime, Utc};
use patron_domain::ids::CustomerId;
use sqlx::PgConnection;
use uuid::Uuid;

/// How long a merge can be undone.
pub const UNDO_DAYS: i64 = 30;

/// A merge that was made.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Merge {
    pub id: Uuid,
    pub kept: CustomerId,
    /// The kept profile's name, or address; none when it is no longer there.
    pub kept_name: Option<String>,
    pub merged: CustomerId,
    pub merged_email: Option<String>,
    pub actor: String,
    pub reason: Option<String>,
    pub merged_at: DateTime<Utc>,
    pub undo_until: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

macro_rules! merges {
    ($conn:expr, $rest:literal, $arg:expr) => {
        sqlx::query!(
            r#"select m.id as "id!", m.kept_id as "kept_id!", coalesce(p.full_name, p.email) as kept_name,
                 m.merged_id as "merged_id!", m.merged_email, m.actor as "actor!", m.reason,
                 m.merged_at as "merged_at!", m.undo_until as "undo_until!", m.undone_at
               from merges m left join customer_profiles p on p.id = m.kept_id and p.status <> 'erased' "#
                + $rest,
            $arg
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(|r| Merge {
            id: r.id,
            kept: r.kept_id.into(),
            kept_name: r.kept_name,
            merged: r.merged_id.into(),
            merged_email: r.merged_email,
            actor: r.actor,
            reason: r.reason,
            merged_at: r.merged_at,
            undo_until: r.undo_until,
            undone_at: r.undone_at,
        })
        .collect::<Vec<Merge>>()
    };
}

/// One merge.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, id: Uuid) -> Result<Option<Merge>> {
    Ok(merges!(conn, "where m.id = $1", id).pop())
}

/// The newest merges, newest first, undone ones included.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(conn: &mut PgConnection, limit: i64) -> Result<Vec<Merge>> {
    Ok(merges!(conn, "order by m.merged_at desc, m.id desc limit $1", limit))
}
