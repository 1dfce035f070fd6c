//! Chunks of rows, in lanes that are stored side by side.

use super::chunk::{Chunk, Item, Line, Refused};
use patron_db::ingest::Incoming;
use tokio::sync::mpsc::Sender;

/// How many lanes there are: as many transactions run at once.
pub const LANES: usize = 2;
/// Rows of a chunk.
const SIZE: i64 = 1000;
/// Chunks of a lane that may wait.
pub const WAITING: usize = 2;
/// Rows that a check shows, from the first.
const SAMPLE: u64 = 100;

/// Why an import ends before its file does.
#[derive(Debug)]
pub enum Broken {
    /// The file, in a sentence.
    File(String),
    /// The store.
    Store(patron_db::Error),
    /// Somebody else has it, or stopped it.
    Stopped,
}

impl From<String> for Broken {
    fn from(why: String) -> Self {
        Self::File(why)
    }
}

impl From<patron_db::Error> for Broken {
    fn from(cause: patron_db::Error) -> Self {
        Self::Store(cause)
    }
}

/// The lanes, as the reader fills them.
pub struct Lanes {
    senders: Vec<Sender<Chunk>>,
    /// Each lane's chunk that is being filled.
    open: Vec<Chunk>,
    /// How many chunks of each lane are stored already.
    done: [i64; LANES],
    rows: u64,
    position: u64,
    /// The last line that a check shows, when it is known.
    sample_until: Option<u64>,
}

impl Lanes {
    /// Lanes whose first `done` chunks are stored already.
    pub fn new(senders: Vec<Sender<Chunk>>, done: [i64; LANES]) -> Self {
        let open = (0..senders.len()).map(|lane| Chunk { lane, ..Chunk::default() }).collect();
        Self { senders, open, done, rows: 0, position: 0, sample_until: None }
    }

    /// A row was read.
    pub fn note(&mut self, line: u64, position: u64) {
        self.rows += 1;
        self.position = position;
        if self.rows == SAMPLE {
            self.sample_until = Some(line);
        }
    }

    fn is_sample(&self, line: u64) -> bool {
        self.sample_until.is_none_or(|last| line <= last)
    }

    /// Adds rows that were understood; `key` tells whose they are.
    ///
    /// # Errors
    /// When nobody takes chunks any more.
    pub fn push(&mut self, key: &str, lines: Vec<Line>, event: Incoming) -> Result<(), Broken> {
        let lane = (hash(key) >> 32) as usize % LANES;
        let sample = lines.first().is_some_and(|line| self.is_sample(line.number));
        let chunk = &mut self.open[lane];
        chunk.rows += lines.len() as i64;
        chunk.items.push(Item { lines, sample });
        chunk.events.push(event);
        self.send_full(lane)
    }

    /// Adds a row that was not understood. All of those are in the first lane, so that they stay in order.
    ///
    /// # Errors
    /// When nobody takes chunks any more.
    pub fn refuse(&mut self, line: Line, reason: String) -> Result<(), Broken> {
        let chunk = &mut self.open[0];
        chunk.rows += 1;
        chunk.refused.push(Refused { line, reason });
        self.send_full(0)
    }

    fn send_full(&mut self, lane: usize) -> Result<(), Broken> {
        if self.open[lane].rows < SIZE { Ok(()) } else { self.send(lane) }
    }

    /// Sends a lane's chunk, unless it is stored already, and begins the next.
    fn send(&mut self, lane: usize) -> Result<(), Broken> {
        let next = Chunk { lane, n: self.open[lane].n + 1, ..Chunk::default() };
        let mut chunk = std::mem::replace(&mut self.open[lane], next);
        chunk.position = self.position;
        if chunk.rows == 0 || chunk.n < self.done[lane] {
            return Ok(());
        }
        self.senders[lane].blocking_send(chunk).map_err(|_| Broken::Stopped)
    }

    /// Sends what is left.
    ///
    /// # Errors
    /// When nobody takes chunks any more.
    pub fn finish(mut self) -> Result<(), Broken> {
        (0..self.senders.len()).try_for_each(|lane| self.send(lane))
    }
}

/// FNV-1a (draft-eastlake-fnv, 64 bits): the same in every build, because a stopped import goes on by it.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
