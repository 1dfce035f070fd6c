//! What a signed-in customer sees of themselves. Every statement runs in a transaction of [`crate::CustomerDb`];
//! row-level security stands behind it, so none names the customer in its conditions more than it must.

use crate::{
    Result,
    rows::{LIST_COLUMNS, PROFILE_COLUMNS, Profile},
    sealed::Keyring,
};
use patron_domain::{ids::CustomerId, money::Money};
use sqlx::{PgConnection, QueryBuilder};

/// The profile the transaction is bound to; `None` when it is bound to nobody.
///
/// # Errors
/// When the database can't be reached.
pub async fn profile(conn: &mut PgConnection, keyring: &Keyring, id: CustomerId) -> Result<Option<Profile>> {
    let mut q = QueryBuilder::new("select ");
    q.push(LIST_COLUMNS).push(", ").push(PROFILE_COLUMNS).push(" from customer_profiles where id = ");
    q.push_bind(id.0).push(" and status <> 'erased'");
    q.build().fetch_optional(conn).await?.map(|r| Profile::read(&r, keyring)).transpose()
}

/// Totals of the history that may be shown while the address is not confirmed.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they say it")]
pub struct Shown {
    pub orders: i32,
    pub spent: Money,
    pub logins: i32,
}

/// Counts what the policies let through: rows since the account was linked.
///
/// # Errors
/// When the database can't be reached.
pub async fn shown_totals(conn: &mut PgConnection) -> Result<Shown> {
    let r = sqlx::query!(
        r#"select
             (select count(*)::int from orders where status not in ('cancelled', 'returned')) as "orders!",
             (select coalesce(sum(store_total - store_refunded), 0) from orders
              where status not in ('cancelled', 'returned')) as "spent!",
             (select count(*)::int from login_activities where success) as "logins!""#
    )
    .fetch_one(conn)
    .await?;
    Ok(Shown { orders: r.orders, spent: Money::trusted(r.spent), logins: r.logins })
}
