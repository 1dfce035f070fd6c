//! Who would be in a file and who would not.

use crate::{
    Result,
    customers::{Filter, consent_column},
    sealed::Keyring,
    segments::RuleAt,
};
use patron_domain::consent::{Channel, ConsentBasis};
use sqlx::{PgConnection, Postgres, QueryBuilder};

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
    rules: Vec<RuleAt>,
) -> Result<Preview> {
    let state = consent_column(channel);
    let mut q: QueryBuilder<Postgres> = QueryBuilder::new("with x as (select status, ");
    q.push(state).push(" as state, ").push(state).push("_basis as basis from customer_profiles");
    Filter { rules, ..Filter::default() }.push_where(&mut q, keyring);
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
        q.build_query_as::<(i64, i64, i64, i64, i64, i64)>().persistent(false).fetch_one(conn).await?;
    Ok(Preview { rows, people, withdrawn, not_asked, not_active, default_basis })
}
