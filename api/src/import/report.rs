//! What became of a chunk.

use super::chunk::{Chunk, Line};
use patron_api_types::imports::RowAction;
use patron_db::{
    imports::Counts,
    ingest::{Outcome, Stored},
};

/// A row that is told of: a refused one, or one of the first.
#[derive(Debug)]
pub struct Told {
    /// The row.
    pub line: Line,
    /// What it does.
    pub action: RowAction,
    /// Why not.
    pub detail: Option<String>,
}

/// What became of a chunk's rows.
#[derive(Debug, Default)]
pub struct Report {
    /// How many did what.
    pub counts: Counts,
    /// The rows that are told of, in order.
    pub told: Vec<Told>,
}

impl Report {
    /// Counts the outcomes of a chunk's items, and its rows that were not understood. Of an order with several rows,
    /// one is counted; refused are all of them.
    pub fn of(chunk: &Chunk, outcomes: &[Outcome]) -> Self {
        let mut report = Self::default();
        for row in &chunk.refused {
            report.refuse(&row.line, &row.reason);
        }
        for (item, outcome) in chunk.items.iter().zip(outcomes) {
            let action = match outcome {
                Outcome::Refused(refusal) => {
                    item.lines.iter().for_each(|line| report.refuse(line, &refusal.message));
                    continue;
                }
                Outcome::Stored(Stored { created: true, .. }) => RowAction::Create,
                Outcome::Stored(Stored { changed: true, .. }) => RowAction::Update,
                Outcome::Stored(_) | Outcome::Duplicate(_) | Outcome::Waiting => RowAction::Unchanged,
            };
            match action {
                RowAction::Create => report.counts.created += 1,
                RowAction::Update => report.counts.updated += 1,
                RowAction::Unchanged | RowAction::Refuse => report.counts.unchanged += 1,
            }
            if item.sample {
                let told = |line: &Line| Told { line: line.clone(), action, detail: None };
                report.told.extend(item.lines.iter().map(told));
            }
        }
        report.told.sort_by_key(|told| told.line.number);
        report
    }

    fn refuse(&mut self, line: &Line, reason: &str) {
        self.counts.refused += 1;
        let detail = Some(reason.to_owned());
        self.told.push(Told { line: line.clone(), action: RowAction::Refuse, detail });
    }
}
