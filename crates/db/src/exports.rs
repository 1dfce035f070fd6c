//! Exports: who is in a file and who is left out, single-use tickets, and the stream of rows in one
//! snapshot on a connection of its own, with flat memory.

mod binary;
mod column;
mod stream;

pub use column::{Column, Kind, Value};
pub use stream::{Next, stream};

use crate::{
    Result,
    customers::{Filter, consent_column},
    random,
    sealed::Keyring,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    customer::CustomerStatus,
    segment::Target,
};
use sqlx::{PgConnection, Postgres, QueryBuilder};

/// A marketing file's people: active, SUBSCRIBED on the channel, and in the target.
pub fn marketing_filter(channel: Channel, basis: Option<ConsentBasis>, targets: Vec<Target>) -> Filter {
    Filter {
        status: Some(CustomerStatus::Active),
        consent: Some(channel),
        basis,
        targets,
        ..Filter::default()
    }
}

/// Who is in and who is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Preview {
    pub rows: i64,
    pub people: i64,
    pub withdrawn: i64,
    pub not_asked: i64,
    pub not_active: i64,
    pub default_basis: i64,
}

/// Counts a marketing file before it is made. Each person left out is counted under one reason.
///
/// # Errors
/// When the database can't be reached.
pub async fn preview(
    conn: &mut PgConnection,
    keyring: &Keyring,
    channel: Channel,
    basis: Option<ConsentBasis>,
    targets: Vec<Target>,
) -> Result<Preview> {
    let state = consent_column(channel);
    let mut q: QueryBuilder<Postgres> = QueryBuilder::new("with x as (select status, ");
    q.push(state).push(" as state, ").push(state).push("_basis as basis from customer_profiles");
    Filter { targets, ..Filter::default() }.push_where(&mut q, keyring);
    q.push("), y as (select *, status = 'active' and state = 'SUBSCRIBED'");
    if let Some(basis) = basis {
        q.push(" and basis is not distinct from ").push_bind(basis.as_str());
    }
    q.push(
        " as sent from x) select count(*) filter (where sent), count(*),
           count(*) filter (where not sent and status = 'active' and state = 'UNSUBSCRIBED'),
           count(*) filter (where not sent and status = 'active' and state <> 'UNSUBSCRIBED'),
           count(*) filter (where not sent and status <> 'active'),
           count(*) filter (where sent and basis = 'default') from y",
    );
    let (rows, people, withdrawn, not_asked, not_active, default_basis) =
        q.build_query_as::<(i64, i64, i64, i64, i64, i64)>().fetch_one(conn).await?;
    Ok(Preview { rows, people, withdrawn, not_asked, not_active, default_basis })
}

/// Makes a single-use ticket for `query` and returns its text.
///
/// # Errors
/// When the database can't be reached.
pub async fn create_ticket(
    conn: &mut PgConnection,
    query: serde_json::Value,
    actor: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<String> {
    let text = random::token("")?;
    sqlx::query!(
        "insert into export_tickets (id, digest, query, actor, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
        patron_domain::ids::next(),
        random::digest(&text),
        query,
        actor,
        now,
        expires_at
    )
    .execute(conn)
    .await?;
    Ok(text)
}

/// Uses a ticket: its query the first time within its life, then never again.
///
/// # Errors
/// When the database can't be reached.
pub async fn use_ticket(
    conn: &mut PgConnection,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Option<serde_json::Value>> {
    Ok(sqlx::query_scalar!(
        "update export_tickets set used_at = $2
         where digest = $1 and used_at is null and expires_at > $2 returning query",
        random::digest(text),
        now
    )
    .fetch_optional(conn)
    .await?)
}
