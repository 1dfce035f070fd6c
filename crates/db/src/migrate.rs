//! Migrations, embedded in the binary, run as `patron_owner`.

use crate::{Error, OwnerDb, Result};
use sqlx::migrate::Migrator;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// How the database's schema stands to this binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// It fits; the newest migration's version.
    Current(i64),
    /// Migrations of this binary are missing.
    Behind,
    /// The database has migrations that this binary doesn't know; the database's newest version.
    Newer(i64),
}

/// The newest migration in this binary.
pub fn latest() -> i64 {
    MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0)
}

/// Brings the schema up to date. Two servers that start at once wait for each other (sqlx takes an
/// advisory lock).
///
/// # Errors
/// When the database has a newer schema, an applied file was changed, or a migration fails.
pub async fn run(owner: &OwnerDb) -> Result<()> {
    if let Schema::Newer(v) = state(owner).await? {
        return Err(Error::Schema(format!(
            "the database's schema ({v}) is newer than this binary ({}). Install the newer patron; \
             nothing was changed.",
            latest()
        )));
    }
    MIGRATIONS.run(owner.pool()).await.map_err(|e| Error::Schema(format!("migration failed: {e}")))
}

/// Compares the database with this binary.
///
/// # Errors
/// When the database can't be reached.
pub async fn state(owner: &OwnerDb) -> Result<Schema> {
    compare(applied(&mut *owner.pool().acquire().await?).await?)
}

/// The newest applied migration; `None` when there is none.
///
/// # Errors
/// When the database can't be reached.
pub async fn applied(conn: &mut sqlx::PgConnection) -> Result<Option<i64>> {
    let exists: bool = sqlx::query_scalar("select to_regclass('public._sqlx_migrations') is not null")
        .fetch_one(&mut *conn)
        .await?;
    if !exists {
        return Ok(None);
    }
    Ok(sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(conn).await?)
}

fn compare(applied: Option<i64>) -> Result<Schema> {
    Ok(match applied {
        Some(v) if v > latest() => Schema::Newer(v),
        Some(v) if v == latest() => Schema::Current(v),
        _ => Schema::Behind,
    })
}

/// Lets staff's pool read the schema version, for readiness. The table is sqlx's own, so no migration of
/// ours can grant it before it exists.
///
/// # Errors
/// When the database can't be reached.
pub async fn grant_version(owner: &OwnerDb) -> Result<()> {
    sqlx::raw_sql("grant select on _sqlx_migrations to patron_staff").execute(owner.pool()).await?;
    Ok(())
}
