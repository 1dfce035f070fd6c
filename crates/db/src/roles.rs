//! The three database roles. Cluster-wide, hence outside the migrations.

use crate::Result;
use sqlx::{Connection as _, PgConnection};

/// The script that makes them; also what an operator is shown when Patron may not.
pub const SCRIPT: &str = include_str!("../../../migrations/roles.sql");

/// Makes the roles that are missing, with the rights of the connecting role.
///
/// # Errors
/// When that role may not create roles.
pub async fn ensure(owner_url: &str) -> Result<()> {
    let mut conn = PgConnection::connect(owner_url).await?;
    sqlx::raw_sql(SCRIPT).execute(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

/// Makes database `name` owned by `patron_owner`, unless it is there. `name` comes from our own code.
///
/// # Errors
/// When the connecting role may not.
pub async fn ensure_database(superuser_url: &str, name: &str) -> Result<()> {
    let mut conn = PgConnection::connect(superuser_url).await?;
    let exists = sqlx::query_scalar::<_, bool>("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(&mut conn)
        .await?;
    if !exists {
        let quoted = name.replace('"', "\"\"");
        let sql = format!("create database \"{quoted}\" owner patron_owner");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await?;
    }
    conn.close().await?;
    Ok(())
}
