//! Filling an empty shop with very many rows at once: indexes, foreign keys and triggers are set aside, rows
//! come in by `COPY` in their binary form, and everything is built again from what the catalog said of it.
//!
//! All in one transaction: until [`BulkLoad::finish`] nobody sees anything, and whatever breaks it off (an
//! error, a killed process, a power cut) leaves the empty shop of before. Meanwhile the shop's tables are
//! locked, so other requests wait.

mod bare;
mod rows;
pub mod tables;

pub use rows::Rows;

use crate::{OwnerDb, Result};
use bare::Bare;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};
use tables::BulkRow;
use tokio::sync::mpsc;

/// The tables that a load fills, in the order in which the product's own transactions lock them.
const TABLES: [&str; 8] = [
    "customer_profiles",
    "customer_activity",
    "consent_ledger",
    "customer_changes",
    "login_activities",
    "orders",
    "customer_places",
    "order_items",
];

/// Chunks of rows on their way; each is about a quarter of a megabyte.
const CHUNKS: usize = 8;

/// An open load.
pub struct BulkLoad {
    tx: Transaction<'static, Postgres>,
    bare: Bare,
}

impl BulkLoad {
    /// Locks the shop and sets indexes, keys and triggers aside. `None` when it is in use: it has customers, or keeps
    /// attempts to sign in.
    ///
    /// # Errors
    /// When the database can't be reached or somebody holds the shop's tables.
    pub async fn begin(owner: &OwnerDb) -> Result<Option<Self>> {
        let mut tx = owner.begin().await?;
        // before the locks too: a shop in use is refused without anybody waiting
        if in_use(&mut tx).await? {
            return Ok(None);
        }
        let tables = TABLES.join(", ");
        run(&mut tx, format!("lock table {tables} in access exclusive mode")).await?;
        if in_use(&mut tx).await? {
            return Ok(None);
        }
        let bare = Bare::strip(&mut tx, &TABLES).await?;
        // they are empty; what was truncated in this transaction can be filled with rows that need no vacuum later
        run(&mut tx, format!("truncate {tables}")).await?;
        Ok(Some(Self { tx, bare }))
    }

    /// The connection, for single statements of the same transaction.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Has the login partition of `at`'s month made, and gives its name.
    ///
    /// # Errors
    /// When `at` is before 1990 or more than two years ahead, or the database can't be reached.
    pub async fn login_partition(&mut self, at: DateTime<Utc>) -> Result<String> {
        Ok(sqlx::query_scalar!(r#"select ensure_login_partition($1) as "part!""#, at)
            .fetch_one(&mut *self.tx)
            .await?)
    }

    /// Fills a table (or the `partition` of it) with what `produce` writes on a thread of its own, so that
    /// making rows and storing them go on side by side. Returns how many rows there were.
    ///
    /// # Errors
    /// When the database refuses a row or can't be reached, or `produce` fails.
    pub async fn copy<T: BulkRow>(
        &mut self,
        partition: Option<&str>,
        produce: impl FnOnce(&mut Rows) -> Result<()> + Send + 'static,
    ) -> Result<u64> {
        let table = partition.unwrap_or(T::TABLE);
        let columns = T::COLUMNS.join(", ");
        let statement = format!("copy {table} ({columns}) from stdin (format binary, freeze)");
        let (sender, mut chunks) = mpsc::channel(CHUNKS);
        let width = T::COLUMNS.len();
        let producer = tokio::task::spawn_blocking(move || {
            let mut rows = Rows::new(width, sender);
            produce(&mut rows)?;
            rows.end()
        });
        let mut copy = self.tx.copy_in_raw(&statement).await?;
        while let Some(chunk) = chunks.recv().await {
            copy.send(chunk).await?;
        }
        match producer.await.map_err(|e| crate::Error::Invalid(e.to_string()))? {
            Ok(()) => Ok(copy.finish().await?),
            Err(e) => {
                copy.abort("the rows could not be made").await?;
                Err(e)
            }
        }
    }

    /// How many indexes and keys [`BulkLoad::restore`] will build.
    pub fn to_restore(&self) -> usize {
        self.bare.len()
    }

    /// Gathers from the orders where they went, and builds what was set aside; `each` is told after every one.
    ///
    /// # Errors
    /// When the rows break a key, or the database can't be reached.
    pub async fn restore(&mut self, each: impl FnMut()) -> Result<()> {
        // for the sorts of this transaction alone
        run(&mut self.tx, "set local maintenance_work_mem = '512MB'".into()).await?;
        // before its keys: they are built quicker than they are kept
        sqlx::query!("select rebuild_customer_places()").execute(&mut *self.tx).await?;
        self.bare.restore(&mut self.tx, each).await
    }

    /// Counts the rollups from the rows, refreshes the planner's statistics, and makes everything visible.
    ///
    /// # Errors
    /// When the database can't be reached; then nothing was stored.
    pub async fn finish(mut self) -> Result<()> {
        run(&mut self.tx, format!("analyze {}", TABLES.join(", "))).await?;
        sqlx::query!("select rebuild_rollups()").execute(&mut *self.tx).await?;
        self.tx.commit().await?;
        Ok(())
    }
}

async fn in_use(conn: &mut PgConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from customer_profiles) or exists (select from login_activities) as "e!""#
    )
    .fetch_one(conn)
    .await?)
}

/// Runs a statement made of names of the schema.
async fn run(conn: &mut PgConnection, sql: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await?;
    Ok(())
}
