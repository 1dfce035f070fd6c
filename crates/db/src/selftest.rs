//! The tables and the traces of `patron selftest`'s marked test person.

use crate::{OwnerDb, Result};
use patron_domain::ids::KeyId;

/// Which of `tables` are missing.
///
/// # Errors
/// When the database can't be reached.
pub async fn missing_tables(owner: &OwnerDb, tables: &[&str]) -> Result<Vec<String>> {
    let names: Vec<String> = tables.iter().map(|t| (*t).to_owned()).collect();
    Ok(sqlx::query_scalar!(
        r#"select t as "t!" from unnest($1::text[]) t where to_regclass('public.' || t) is null"#,
        &names
    )
    .fetch_all(owner.pool())
    .await?)
}

/// Removes every trace of the test person with this address and of the test's keys, rollups included, and
/// returns how many rows were removed. Only for addresses that `patron selftest` makes up.
///
/// # Errors
/// When the database can't be reached.
pub async fn remove_traces(owner: &OwnerDb, email: &str, keys: &[KeyId]) -> Result<u64> {
    let keys: Vec<uuid::Uuid> = keys.iter().map(|k| k.0).collect();
    let mut tx = owner.begin().await?;
    let mut rows = 0;
    // each goes before what it refers to, and takes what it counted with it
    for statement in [
        "delete from login_activities where lower(email) = $1",
        "delete from orders where customer_id in (select id from customer_profiles where lower(email) = $1)",
        "delete from consent_ledger where customer_id in (select id from customer_profiles where lower(email) = $1)",
        "delete from customer_changes where customer_id in (select id from customer_profiles where lower(email) = $1)",
        // no key takes them along
        "delete from customer_rfm where customer_id in (select id from customer_profiles where lower(email) = $1)",
        "delete from customer_profiles where lower(email) = $1",
        "delete from users where email = $1",
    ] {
        rows += sqlx::query(statement).bind(email).execute(&mut *tx).await?.rows_affected();
    }
    for statement in
        ["delete from message_ids where key_id = any($1)", "delete from api_keys where id = any($1)"]
    {
        rows += sqlx::query(statement).bind(&keys).execute(&mut *tx).await?.rows_affected();
    }
    // only in the slot that is ours: the rows of others are theirs to lock
    sqlx::query!("delete from rollup_totals where value = 0 and slot = (select rollup_slot())")
        .execute(&mut *tx)
        .await?;
    for table in ["rollup_daily", "rollup_channels"] {
        let nothing = if table == "rollup_daily" { "value" } else { "customers" };
        let sql = format!("delete from {table} where {nothing} = 0 and slot = (select rollup_slot())");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(rows)
}

/// How many login attempts with this address there are.
///
/// # Errors
/// When the database can't be reached.
pub async fn login_rows(owner: &OwnerDb, email: &str) -> Result<i64> {
    let sql = "select count(*) from login_activities where lower(email) = $1";
    Ok(sqlx::query_scalar(sql).bind(email).fetch_one(owner.pool()).await?)
}
