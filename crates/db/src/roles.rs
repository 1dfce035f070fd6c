//! The three database roles. Cluster-wide, hence outside the migrations.

use crate::Result;
use sqlx::{Connection as _, PgConnection};

/// The script that makes them; also what an operator is shown when Patron may not.
pub const SCRIPT: &str = include_str!("../../../migrations/roles.sql");

/// What `patron_owner` needs in a configured database.
pub const GRANTS: &str = include_str!("../../../migrations/grants.sql");

/// Grants it, with the rights of the connecting role.
///
/// # Errors
/// When that role may not.
pub async fn ensure_grants(owner_url: &str) -> Result<()> {
    let mut conn = PgConnection::connect(owner_url).await?;
    sqlx::raw_sql(GRANTS).execute(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

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

/// Makes (or brings up to date) a login role that is no superuser, with the superuser's own password, as a
/// member of the three roles. For the private cluster; `name` comes from our own code.
///
/// # Errors
/// When the connecting role may not.
pub async fn ensure_login(superuser_url: &str, name: &str) -> Result<()> {
    use std::str::FromStr as _;
    let password = url_password(superuser_url)
        .ok_or_else(|| crate::Error::Invalid("the cluster's URL has no password".into()))?;
    let options = sqlx::postgres::PgConnectOptions::from_str(superuser_url)?;
    let mut conn = PgConnection::connect_with(&options).await?;
    sqlx::query("select set_config('patron.login', $1, false), set_config('patron.password', $2, false)")
        .bind(name)
        .bind(password)
        .execute(&mut conn)
        .await?;
    sqlx::raw_sql(
        "do $$ begin
           perform pg_advisory_xact_lock(hashtextextended('patron.roles', 0));
           if not exists (select from pg_roles where rolname = current_setting('patron.login')) then
             execute format('create role %I login noinherit', current_setting('patron.login'));
           end if;
           execute format('alter role %I login nosuperuser password %L',
             current_setting('patron.login'), current_setting('patron.password'));
           execute format('grant patron_owner, patron_staff, patron_customer to %I', current_setting('patron.login'));
         end $$",
    )
    .execute(&mut conn)
    .await?;
    conn.close().await?;
    Ok(())
}

/// The password in a URL of the form `postgres://user:password@…`; ours has no escapes in it (hex).
fn url_password(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (user_info, _) = rest.split_once('@')?;
    user_info.split_once(':').map(|(_, password)| password)
}

/// `url` with another user and database.
pub fn with_user_and_database(url: &str, user: &str, database: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let (_, host) = rest.split_once('@')?;
    let (host, _) = host.split_once('/')?;
    Some(format!("postgres://{user}:{}@{host}/{database}", url_password(url)?))
}
