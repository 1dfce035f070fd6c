//! Computing prepared reports: one process at a time, step by step.

use super::{
    Entry, LIFETIME_VALUE, RFM, Unit, Wanted, lifetime_value, retention, retention_kind, rfm,
    run::{mark, wanted},
    store,
};
use crate::{OwnerDb, Result, connect::turn};
use chrono::{DateTime, Utc};
use patron_domain::clock::Clock;
use sqlx::{Connection as _, PgConnection, Postgres, Transaction};
use std::time::{Duration, Instant};

/// The advisory lock of who computes (rollup slots have 7106, orders 7107).
pub(super) const LOCK: i32 = 7120;

patron_domain::plain_words! {
    /// What a computation is made of, in its order.
    Step {
        /// Cohorts by first login.
        RetentionByLogin = "Retention by login",
        /// Cohorts by first order.
        RetentionByOrder = "Retention by order",
        /// Lifetime value.
        LifetimeValue = "Lifetime value",
        /// RFM.
        Rfm = "RFM",
    }
}

/// The turn to compute: nobody else has it meanwhile, in no process. It has a connection of its own, apart from the
/// pools, and ends with it.
pub struct Turn(PgConnection);

impl Turn {
    /// Takes the turn, unless somebody has it.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn take(owner: &OwnerDb) -> Result<Option<Self>> {
        Ok(turn(owner.pool().acquire().await?, LOCK).await?.map(Self))
    }

    /// Does what is still to be done now that nobody else does it.
    ///
    /// # Errors
    /// When the database can't be reached; what went wrong stands in the state too.
    pub async fn work(&mut self, clock: Clock, tell: impl FnMut(Step, Duration)) -> Result<Wanted> {
        let now = clock.now();
        let wanted = wanted(&mut self.0, now).await?;
        match wanted {
            Wanted::Nothing => {}
            Wanted::Move => {
                sqlx::query!("update prepared_reports set computed_at = $1", now)
                    .execute(&mut self.0)
                    .await?;
            }
            Wanted::Compute => self.compute(clock, tell).await?,
        }
        Ok(wanted)
    }

    /// Computes all reports and says after each step what it took. Those of the steps before stand if one fails.
    ///
    /// # Errors
    /// When the database can't be reached; what went wrong stands in the state too.
    pub async fn compute(&mut self, clock: Clock, tell: impl FnMut(Step, Duration)) -> Result<()> {
        let done = self.steps(clock, tell).await;
        if let Err(cause) = &done {
            let text = cause.to_string();
            let noted = sqlx::query!(
                "update report_run set finished_at = $1, error = $2, step = null",
                clock.now(),
                text
            )
            .execute(&mut self.0)
            .await;
            if let Err(cause) = noted {
                tracing::warn!(%cause, "that a computation failed could not be noted");
            }
        }
        done
    }

    /// Gives the turn back.
    ///
    /// # Errors
    /// When the database can't be reached; then it is given back as well.
    pub async fn end(self) -> Result<()> {
        Ok(self.0.close().await?)
    }

    async fn steps(&mut self, clock: Clock, mut tell: impl FnMut(Step, Duration)) -> Result<()> {
        let (conn, begun, now) = (&mut self.0, Instant::now(), clock.now());
        // of before: what comes in meanwhile makes a difference the next time
        let mark = mark(conn, now).await?;
        let steps = i32::try_from(Step::ALL.len()).unwrap_or(i32::MAX);
        sqlx::query!(
            "update report_run set started_at = $1, step = null, done = 0, steps = $2, finished_at = null,
               error = null, asked_at = null",
            now,
            steps
        )
        .execute(&mut *conn)
        .await?;
        for (done, step) in (0_i32..).zip(Step::ALL) {
            let text = step.as_str();
            sqlx::query!("update report_run set step = $1, done = $2", text, done)
                .execute(&mut *conn)
                .await?;
            let begun = Instant::now();
            one(conn, *step, clock.now(), begun).await?;
            tell(*step, begun.elapsed());
        }
        sqlx::query!(
            "update report_run set step = null, done = steps, finished_at = $1, took_ms = $2, mark = $3",
            clock.now(),
            millis(begun),
            mark
        )
        .execute(&mut *conn)
        .await?;
        Ok(())
    }
}

fn millis(since: Instant) -> i64 {
    i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX)
}

async fn one(conn: &mut PgConnection, step: Step, now: DateTime<Utc>, begun: Instant) -> Result<()> {
    match step {
        Step::RetentionByLogin => cohorts(conn, Entry::Login, now, begun).await,
        Step::RetentionByOrder => cohorts(conn, Entry::Order, now, begun).await,
        Step::LifetimeValue => {
            let mut tx = snapshot(conn).await?;
            let report = lifetime_value::compute(&mut tx, now).await?;
            tx.commit().await?;
            store(conn, LIFETIME_VALUE, &report, now, millis(begun)).await
        }
        Step::Rfm => {
            // this one notes differences in a table of its own, so it is not read-only
            let mut tx = begin(conn).await?;
            let (changes, quantiles) = rfm::find(&mut tx, now).await?;
            tx.commit().await?;
            rfm::write(conn, changes).await?;
            let mut tx = snapshot(conn).await?;
            let report = rfm::count(&mut tx, quantiles).await?;
            tx.commit().await?;
            store(conn, RFM, &report, now, millis(begun)).await
        }
    }
}

async fn cohorts(conn: &mut PgConnection, entry: Entry, now: DateTime<Utc>, begun: Instant) -> Result<()> {
    let mut tx = snapshot(conn).await?;
    // one number a person fits into a hash table; sorting all events first would take longer than all the rest
    sqlx::raw_sql("set local enable_sort = off").execute(&mut *tx).await?;
    let reports: [(Unit, Vec<retention::Cohort>); 2] = retention::compute(&mut tx, entry, now).await?;
    tx.commit().await?;
    for (unit, report) in &reports {
        store(conn, &retention_kind(entry, *unit), report, now, millis(begun)).await?;
    }
    Ok(())
}

/// One snapshot, and one core and little memory, because shops are served meanwhile. What doesn't fit goes to disk.
async fn begin(conn: &mut PgConnection) -> Result<Transaction<'_, Postgres>> {
    let mut tx = conn.begin().await?;
    sqlx::raw_sql(
        "set transaction isolation level repeatable read;
         set local max_parallel_workers_per_gather = 0; set local work_mem = '64MB'; set local jit = off;
         set local statement_timeout = '600s'",
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx)
}

/// The same, for reading only.
async fn snapshot(conn: &mut PgConnection) -> Result<Transaction<'_, Postgres>> {
    let mut tx = begin(conn).await?;
    sqlx::raw_sql("set transaction read only").execute(&mut *tx).await?;
    Ok(tx)
}
