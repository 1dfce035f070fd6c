//! Customers as staff sees them: the list ([`list()`]), its filter, and one customer.

mod filter;
mod list;

pub use filter::{Filter, PeopleCondition};
pub(crate) use filter::{consent_column, like_escape};
pub use list::{PageBy, count, list, near};

use crate::{
    Result, StaffDb,
    rows::{LIST_COLUMNS, PROFILE_COLUMNS, Profile},
    sealed::Keyring,
};
use patron_domain::{customer::CustomerStatus, email::Email, ids::CustomerId};
use sqlx::{PgConnection, Row as _};
use std::sync::LazyLock;

/// One live customer.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, keyring: &Keyring, id: CustomerId) -> Result<Option<Profile>> {
    let Some(row) = sqlx::query(get_sql()).bind(id.0).fetch_optional(conn).await? else { return Ok(None) };
    let mut profile = Profile::read(&row, keyring)?;
    if let Some(serde_json::Value::Object(traits)) = row.try_get("traits")? {
        profile.traits = traits;
    }
    Ok(Some(profile))
}

/// The statement behind [`get`]; public for the benchmark.
pub fn get_sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!(
            "select {LIST_COLUMNS}, {PROFILE_COLUMNS},
               (select t.traits from customer_traits t where t.customer_id = customer_profiles.id) as traits
             from customer_profiles where id = $1 and status <> 'erased'"
        )
    });
    &SQL
}

/// Whether a live customer with this id exists.
///
/// # Errors
/// When the database can't be reached.
pub async fn exists(conn: &mut PgConnection, id: CustomerId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from customer_profiles where id = $1 and status <> 'erased') as "e!""#,
        id.0
    )
    .fetch_one(conn)
    .await?)
}

/// Sets a new address; it counts as unconfirmed. False when there is no such customer.
///
/// # Errors
/// `Conflict::ProfileEmail` when another profile has it.
pub async fn set_email(conn: &mut PgConnection, id: CustomerId, email: &Email) -> Result<bool> {
    let done = sqlx::query!(
        "update customer_profiles set email = $2::text,
           email_verified = email_verified and lower(email) = lower($2::text)
         where id = $1 and status <> 'erased'",
        id.0,
        email.as_str()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the status and returns the one before; `None` when there is no such customer. A blocked person's
/// sessions end.
///
/// # Errors
/// When the database can't be reached.
pub async fn set_status(
    conn: &mut PgConnection,
    id: CustomerId,
    status: CustomerStatus,
) -> Result<Option<CustomerStatus>> {
    let before = sqlx::query!(
        "select status, user_id from customer_profiles where id = $1 and status <> 'erased' for no key update",
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(before) = before else { return Ok(None) };
    sqlx::query!("update customer_profiles set status = $2 where id = $1", id.0, status.as_str())
        .execute(&mut *conn)
        .await?;
    if let Some(user) = before.user_id.filter(|_| status == CustomerStatus::Blocked) {
        crate::sessions::end_all(conn, crate::sessions::Kind::Customer, user, None).await?;
    }
    crate::error::stored(&before.status, "status").map(Some)
}

/// Locks a customer's row until the transaction ends, so that totals are recounted by one at a time.
///
/// # Errors
/// When the database can't be reached.
pub async fn lock(conn: &mut PgConnection, id: CustomerId) -> Result<()> {
    sqlx::query("select from customer_profiles where id = $1 for no key update")
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Convenience for callers that hold the pool: one customer on a connection of its own.
///
/// # Errors
/// When the database can't be reached.
pub async fn fetch(db: &StaffDb, id: CustomerId) -> Result<Option<Profile>> {
    get(&mut *db.acquire().await?, db.keyring(), id).await
}
