//! The SQL by hand, on connections of its own: with the indexes that the shop has, and with those that are best for one
//! rule. The latter are made in a transaction that is never committed, so that only it sees them, and the server's
//! statements stay what they are.

use super::rules::Statements;
use crate::{Failure, shop::Shop};
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use std::time::Instant;
use uuid::Uuid;

/// A connection that runs rules by hand.
pub struct Expert {
    conn: PgConnection,
}

/// What a rule by hand gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many.
    pub people: i64,
    /// The first of them.
    pub first: Vec<Uuid>,
}

impl Expert {
    /// With the shop's own indexes.
    pub async fn plain(shop: &Shop) -> Result<Self, Failure> {
        let mut expert = Self { conn: shop.connect().await? };
        expert.run("set jit = off; set work_mem = '64MB'; set role patron_staff").await?;
        Ok(expert)
    }

    /// With these indexes besides, until [`Self::end`]. Nobody may write to their tables meanwhile.
    pub async fn with(shop: &Shop, indexes: &[&'static str]) -> Result<Self, Failure> {
        let mut expert = Self { conn: shop.connect().await? };
        expert.run("set jit = off; set work_mem = '64MB'; set lock_timeout = '60s'").await?;
        expert.run("set maintenance_work_mem = '512MB'; begin").await?;
        for statement in indexes.iter().copied() {
            expert.run(statement).await?;
        }
        // the same role, so the same plans
        expert.run("set local role patron_staff").await?;
        Ok(expert)
    }

    /// Takes the indexes away.
    pub async fn end(mut self) -> Result<(), Failure> {
        self.run("rollback").await
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), Failure> {
        let done = sqlx::raw_sql(sql).execute(&mut self.conn).await;
        done.map(drop).map_err(|e| Failure::of(&format!("run by hand: {sql}"), e))
    }

    /// Count and first page, and the milliseconds that both took, one after the other.
    pub async fn ask(&mut self, sql: &Statements) -> Result<(Found, f64), Failure> {
        let failed = |e| Failure::of(&format!("run by hand: {} / {}", sql.count, sql.page), e);
        let begin = Instant::now();
        let people: i64 = sqlx::query_scalar(AssertSqlSafe(sql.count.clone()))
            .fetch_one(&mut self.conn)
            .await
            .map_err(failed)?;
        let rows =
            sqlx::query(AssertSqlSafe(sql.page.clone())).fetch_all(&mut self.conn).await.map_err(failed)?;
        let took = begin.elapsed().as_secs_f64() * 1000.0;
        let first: sqlx::Result<Vec<Uuid>> = rows.iter().map(|row| row.try_get("id")).collect();
        Ok((Found { people, first: first.map_err(failed)? }, took))
    }
}
