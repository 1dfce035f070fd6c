//! Reports that can't be rolled up, because one late event moves a person from one number to another: retention,
//! lifetime value, RFM. They are computed in the background (`turn`) and read from where they were put.
//!
//! A report whose shape changes takes a new kind: what an older program stored is then not there, instead of damaged.

mod calendar;
pub mod lifetime_value;
pub mod retention;
pub mod rfm;
pub mod run;
mod scale;
mod turn;

pub use lifetime_value::LifetimeValue;
pub use retention::{Cohort, Entry, Unit};
pub use rfm::Rfm;
pub use run::{Run, Wanted, ask, state, wanted};
pub use turn::{Step, Turn};

use crate::{Error, Result};
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;

/// A report as it was computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared<T> {
    /// As of when.
    pub computed_at: DateTime<Utc>,
    /// The numbers.
    pub content: T,
}

const LIFETIME_VALUE: &str = "lifetime_value:1";
const RFM: &str = "rfm:1";

/// How many reports there are.
const KINDS: i64 = 6;

fn retention_kind(entry: Entry, unit: Unit) -> String {
    format!("retention:{entry}:{unit}:1")
}

/// The cohorts, if they have been computed.
///
/// # Errors
/// When the database can't be reached.
pub async fn retention(
    conn: &mut PgConnection,
    entry: Entry,
    unit: Unit,
) -> Result<Option<Prepared<Vec<Cohort>>>> {
    read(conn, &retention_kind(entry, unit)).await
}

/// Lifetime value, if it has been computed.
///
/// # Errors
/// When the database can't be reached.
pub async fn lifetime_value(conn: &mut PgConnection) -> Result<Option<Prepared<LifetimeValue>>> {
    read(conn, LIFETIME_VALUE).await
}

/// The grid of buyers, if it has been computed.
///
/// # Errors
/// When the database can't be reached.
pub async fn rfm(conn: &mut PgConnection) -> Result<Option<Prepared<Rfm>>> {
    read(conn, RFM).await
}

async fn read<T: DeserializeOwned>(conn: &mut PgConnection, kind: &str) -> Result<Option<Prepared<T>>> {
    let row = sqlx::query!("select computed_at, content from prepared_reports where kind = $1", kind)
        .fetch_optional(conn)
        .await?;
    row.map(|r| {
        let content = serde_json::from_value(r.content)
            .map_err(|e| Error::Corrupt(format!("prepared report {kind}: {e}")))?;
        Ok(Prepared { computed_at: r.computed_at, content })
    })
    .transpose()
}

/// Puts a report in the place of the one before.
async fn store<T: Serialize>(
    conn: &mut PgConnection,
    kind: &str,
    content: &T,
    as_of: DateTime<Utc>,
    took_ms: i64,
) -> Result<()> {
    let content = serde_json::to_value(content).map_err(|e| Error::Invalid(e.to_string()))?;
    sqlx::query!(
        "insert into prepared_reports (kind, computed_at, took_ms, content) values ($1, $2, $3, $4)
         on conflict on constraint prepared_reports_pkey do update set computed_at = excluded.computed_at,
           took_ms = excluded.took_ms, content = excluded.content",
        kind,
        as_of,
        took_ms,
        content
    )
    .execute(conn)
    .await?;
    Ok(())
}
