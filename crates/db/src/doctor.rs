//! What `patron doctor` asks the database.

use crate::Result;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// What the database says of itself.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they say it")]
pub struct Report {
    pub server_version: String,
    pub server_time: DateTime<Utc>,
    pub schema_version: Option<i64>,
    pub partitions: i64,
    /// Rows that no month's partition took; must be 0.
    pub stray_logins: i64,
    pub this_month_ready: bool,
    pub next_month_ready: bool,
    pub customers: i64,
    pub size_bytes: i64,
    pub rollup_differences: i64,
}

/// Reads the report, as the owner.
///
/// # Errors
/// When the database can't be reached.
pub async fn report(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Report> {
    let schema_version = crate::migrate::applied(conn).await?;
    let r = sqlx::query!(
        r#"select current_setting('server_version') as "version!", clock_timestamp() as "time!",
             (select count(*) from pg_inherits where inhparent = 'login_activities'::regclass) as "partitions!",
             (select count(*) from login_activities_default) as "stray!",
             to_regclass('login_activities_' || to_char($1::timestamptz at time zone 'UTC', 'YYYYMM')) is not null
               as "this_month!",
             to_regclass('login_activities_' ||
               to_char($1::timestamptz at time zone 'UTC' + interval '1 month', 'YYYYMM')) is not null as "next_month!",
             (select count(*) from customer_profiles where status <> 'erased') as "customers!",
             pg_database_size(current_database()) as "size!""#,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    let differences = crate::stats::verify::totals(conn).await?;
    Ok(Report {
        server_version: r.version,
        server_time: r.time,
        schema_version,
        partitions: r.partitions,
        stray_logins: r.stray,
        this_month_ready: r.this_month,
        next_month_ready: r.next_month,
        customers: r.customers,
        size_bytes: r.size,
        rollup_differences: i64::try_from(differences.len()).unwrap_or(i64::MAX),
    })
}

/// The server's version as a number (160004) and its clock. Needs no schema of ours.
///
/// # Errors
/// When the database can't be reached.
pub async fn server(conn: &mut PgConnection) -> Result<(i32, DateTime<Utc>)> {
    let sql = "select current_setting('server_version_num')::int, clock_timestamp()";
    Ok(sqlx::query_as(sql).fetch_one(conn).await?)
}
