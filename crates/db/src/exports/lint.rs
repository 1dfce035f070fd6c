//! How many rows of a file have something that its destination will stumble over.

use super::stream::{LAST_ORDER, asks_for_last_order};
use crate::{Result, customers::Filter, sealed::Keyring};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row as _};

/// How many of the people of `filter` each of `conditions` holds for; they are our own text, never a caller's, over
/// `customer_profiles` and `last_order`.
///
/// # Errors
/// When the database can't be reached.
pub async fn lint(
    conn: &mut PgConnection,
    keyring: &Keyring,
    filter: &Filter,
    conditions: &[&'static str],
) -> Result<Vec<i64>> {
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let mut q: QueryBuilder<Postgres> = QueryBuilder::new("select ");
    for (n, condition) in conditions.iter().enumerate() {
        q.push(if n == 0 { "" } else { ", " });
        q.push("count(*) filter (where ").push(*condition).push(")");
    }
    q.push(" from customer_profiles");
    if conditions.iter().any(|condition| asks_for_last_order(condition)) {
        q.push(LAST_ORDER);
    }
    filter.push_where(&mut q, keyring);
    let row = q.build().fetch_one(conn).await?;
    Ok((0..conditions.len()).map(|n| row.try_get(n)).collect::<std::result::Result<_, _>>()?)
}
