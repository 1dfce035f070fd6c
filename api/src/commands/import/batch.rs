//! Storing rows: many in a transaction, and one by one where one of them is refused by the database, so that
//! it costs none of its neighbours.

use super::{Parsed, rejects::Rejects};
use crate::startup::Ready;
use chrono::{DateTime, NaiveDate, Utc};
use csv::ByteRecord;
use patron_db::{
    Error,
    import::{self, Outcome},
    shop::Shop,
};

/// Rows of a transaction.
const SIZE: usize = 500;
/// How often a transaction that lost against another one is tried again.
const TRIES: u32 = 5;

/// What became of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// New profiles.
    pub created: u64,
    /// Known profiles brought up to date.
    pub updated: u64,
    /// Rows in the file of refused ones.
    pub refused: u64,
}

/// Rows that wait for their transaction.
pub struct Batch<'a> {
    ready: &'a Ready,
    shop: &'a Shop,
    as_of: NaiveDate,
    now: DateTime<Utc>,
    dry_run: bool,
    rows: Vec<Parsed>,
    rejects: Rejects,
    tally: Tally,
}

impl<'a> Batch<'a> {
    /// An empty one.
    pub fn new(
        ready: &'a Ready,
        shop: &'a Shop,
        as_of: NaiveDate,
        now: DateTime<Utc>,
        dry_run: bool,
        rejects: Rejects,
    ) -> Self {
        Self {
            ready,
            shop,
            as_of,
            now,
            dry_run,
            rows: Vec::with_capacity(SIZE),
            rejects,
            tally: Tally::default(),
        }
    }

    /// Writes a row to the refused ones.
    ///
    /// # Errors
    /// When their file can't be written.
    pub fn refuse(&mut self, line: u64, record: &ByteRecord, reason: &str) -> Result<(), String> {
        self.tally.refused += 1;
        self.rejects.add(line, record, reason)
    }

    /// Adds a row, and stores the batch when it is full.
    ///
    /// # Errors
    /// When the database is away; what was stored before stays.
    pub async fn add(&mut self, parsed: Parsed) -> Result<(), String> {
        self.rows.push(parsed);
        if self.rows.len() < SIZE { Ok(()) } else { self.flush().await }
    }

    /// Stores what is left.
    ///
    /// # Errors
    /// As [`Batch::add`].
    pub async fn finish(mut self) -> Result<Tally, String> {
        let stored = self.flush().await;
        self.rejects.finish()?;
        stored.map(|()| self.tally)
    }

    async fn flush(&mut self) -> Result<(), String> {
        let rows = std::mem::take(&mut self.rows);
        match self.store(&rows).await {
            Ok(outcomes) => self.count(&outcomes),
            Err(Failure::Row(_)) => self.one_by_one(&rows).await?,
            Err(Failure::Database(e)) => return Err(self.broken_off(&e)),
        }
        Ok(())
    }

    async fn one_by_one(&mut self, rows: &[Parsed]) -> Result<(), String> {
        for parsed in rows {
            match self.store(std::slice::from_ref(parsed)).await {
                Ok(outcomes) => self.count(&outcomes),
                Err(Failure::Row(e)) => {
                    self.refuse(parsed.line, &parsed.record, &format!("the database refused the row: {e}"))?;
                }
                Err(Failure::Database(e)) => return Err(self.broken_off(&e)),
            }
        }
        Ok(())
    }

    fn count(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            match outcome {
                Outcome::Created => self.tally.created += 1,
                Outcome::Updated => self.tally.updated += 1,
            }
        }
    }

    fn broken_off(&self, cause: &Error) -> String {
        let Tally { created, updated, refused } = self.tally;
        format!(
            "the import broke off: {cause}\nUntil then created {created}, updated {updated}, refused {refused}. \
             Import the file again: what is there already is not counted twice."
        )
    }

    /// Stores rows in one transaction, again when it lost against another.
    async fn store(&self, rows: &[Parsed]) -> Result<Vec<Outcome>, Failure> {
        let mut tries = 0;
        loop {
            match self.try_store(rows).await {
                Err(Error::Retry(_)) if tries < TRIES => tries += 1,
                other => return other.map_err(Failure::of),
            }
        }
    }

    async fn try_store(&self, rows: &[Parsed]) -> patron_db::Result<Vec<Outcome>> {
        let mut tx = self.ready.db.owner.begin().await?;
        let mut outcomes = Vec::with_capacity(rows.len());
        for parsed in rows {
            let (keyring, shop, Parsed { row, dates, .. }) = (&self.ready.keyring, self.shop, parsed);
            let outcome = import::row_dated(&mut tx, keyring, shop, row, dates, self.as_of, self.now).await?;
            outcomes.push(outcome);
        }
        if self.dry_run {
            tx.rollback().await?
        } else {
            tx.commit().await?
        }
        Ok(outcomes)
    }
}

/// Whose fault it is.
enum Failure {
    /// A row's: the others may be stored.
    Row(Error),
    /// The database's: nothing can be stored.
    Database(Error),
}

impl Failure {
    fn of(error: Error) -> Self {
        match error {
            Error::Conflict(_) | Error::Invalid(_) | Error::Corrupt(_) | Error::Sql(_) => Self::Row(error),
            Error::Unavailable(_) | Error::Retry(_) | Error::Schema(_) => Self::Database(error),
        }
    }
}
