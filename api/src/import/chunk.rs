//! Rows on their way: as they stand in the file, and what they say.

use csv::ByteRecord;
use patron_db::ingest::Incoming;

/// A row as it stands in the file.
#[derive(Debug, Clone)]
pub struct Line {
    /// The number of its first line.
    pub number: u64,
    /// Its cells.
    pub record: ByteRecord,
}

/// Rows that were understood as one: a person's, or an order's.
#[derive(Debug)]
pub struct Item {
    /// The rows.
    pub lines: Vec<Line>,
    /// Whether it is among the first that a check shows.
    pub sample: bool,
}

/// A row that was not understood.
#[derive(Debug)]
pub struct Refused {
    /// The row.
    pub line: Line,
    /// Why.
    pub reason: String,
}

/// What is stored in one transaction.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Which of the lanes it is in.
    pub lane: usize,
    /// Which of the lane's chunks it is, from 0.
    pub n: i64,
    /// Rows that were understood.
    pub items: Vec<Item>,
    /// What each item says.
    pub events: Vec<Incoming>,
    /// Rows that were not.
    pub refused: Vec<Refused>,
    /// How many rows these are.
    pub rows: i64,
    /// How many bytes of the file are read by now.
    pub position: u64,
}
