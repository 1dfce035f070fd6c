//! What an import tells while it runs: a bar, counts, and the file of refused rows.

use super::rejects::Rejects;
use crate::import::{chunk::Chunk, engine::Sink, lanes::Broken, report::Report};
use indicatif::{ProgressBar, ProgressStyle};
use patron_api_types::imports::RowAction;
use patron_db::{PgConnection, imports::Counts};
use std::cell::RefCell;

/// What became of the rows.
pub type Tally = Counts;

/// Collects what is told.
pub struct Told {
    bar: ProgressBar,
    tally: RefCell<Tally>,
    rejects: RefCell<Rejects>,
}

impl Told {
    /// For a file of so many bytes. indicatif hides the bar where standard error is no terminal.
    pub fn new(rejects: Rejects, bytes: u64) -> Self {
        let bar = ProgressBar::new(bytes);
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}  {eta}") {
            bar.set_style(style);
        }
        Self { bar, tally: RefCell::default(), rejects: RefCell::new(rejects) }
    }

    /// Ends: the counts.
    ///
    /// # Errors
    /// When the file of refused rows can't be written.
    pub fn finish(self) -> Result<Tally, String> {
        self.bar.finish_and_clear();
        self.rejects.into_inner().finish()?;
        Ok(self.tally.into_inner())
    }
}

impl Sink for Told {
    async fn within(&self, _: &mut PgConnection, _: &Chunk, _: &Report) -> Result<(), Broken> {
        Ok(())
    }

    async fn after(&self, chunk: &Chunk, report: Report) -> Result<(), Broken> {
        {
            let mut tally = self.tally.borrow_mut();
            tally.created += report.counts.created;
            tally.updated += report.counts.updated;
            tally.unchanged += report.counts.unchanged;
            tally.refused += report.counts.refused;
        }
        let mut rejects = self.rejects.borrow_mut();
        for told in report.told.iter().filter(|told| told.action == RowAction::Refuse) {
            let reason = told.detail.as_deref().unwrap_or_default();
            rejects.add(told.line.number, &told.line.record, reason)?;
        }
        self.bar.set_position(chunk.position.max(self.bar.position()));
        Ok(())
    }
}

/// What to say when the store is gone in the middle.
pub fn broken_off(tally: Tally, cause: &str) -> String {
    let Counts { created, updated, unchanged, refused } = tally;
    format!(
        "the import broke off: {cause}\nUntil then created {created}, updated {updated}, unchanged {unchanged}, \
         refused {refused}. Import the file again: what is there already is not counted twice."
    )
}
