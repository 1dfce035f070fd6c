//! Stores a file: one pass for people who stand in it twice, then one that stores chunk after chunk, two lanes
//! at once. The command line and the server's jobs differ in where the bytes come from and what is noted beside the
//! rows.

use super::{
    chunk::Chunk,
    lanes::{Broken, LANES, Lanes, WAITING},
    plan::Plan,
    reader,
    report::Report,
    source::Source,
    twice::Twice,
};
use futures_util::future::try_join_all;
use patron_api_types::imports::ImportKind;
use patron_db::{Error, PgConnection, StaffDb, imports::store, ingest::Context, shop::Shop};
use std::sync::Arc;
use tokio::sync::mpsc::{self, Receiver};

/// How often a transaction that lost against another one is tried again.
const TRIES: u32 = 5;

/// Opens the file on the thread that reads it.
pub type Opener = Box<dyn FnOnce() -> Result<Source, String> + Send>;

/// Where a file comes from; it may be read twice.
pub trait Input {
    /// The file from its beginning.
    fn open(&self) -> Opener;
}

/// What is noted of each chunk.
pub(crate) trait Sink {
    /// Within the transaction that stores the chunk.
    async fn within(&self, conn: &mut PgConnection, chunk: &Chunk, report: &Report) -> Result<(), Broken>;
    /// When it is stored or, in a dry run, rolled back.
    async fn after(&self, chunk: &Chunk, report: Report) -> Result<(), Broken>;
}

/// How a file is stored.
pub(crate) struct Engine<'a> {
    pub db: &'a StaffDb,
    pub shop: &'a Shop,
    pub plan: Arc<Plan>,
    /// Store nothing.
    pub dry_run: bool,
    /// How many chunks of each lane are stored already.
    pub done: [i64; LANES],
}

impl Engine<'_> {
    /// Stores the file.
    ///
    /// # Errors
    /// Why it ended before the file did; what was stored stays.
    pub async fn run(&self, input: &impl Input, sink: &impl Sink) -> Result<(), Broken> {
        let twice = if self.plan.kind == ImportKind::Customers {
            let (open, plan) = (input.open(), Arc::clone(&self.plan));
            Some(on_thread(move || Ok(Twice::find(open()?, &plan.header)?)).await?)
        } else {
            None
        };
        let (senders, receivers): (Vec<_>, Vec<_>) = (0..LANES).map(|_| mpsc::channel(WAITING)).unzip();
        let lanes = Lanes::new(senders, self.done);
        let (open, plan) = (input.open(), Arc::clone(&self.plan));
        let reading = on_thread(move || reader::read(&plan, open()?, twice, lanes));
        let writing = try_join_all(receivers.into_iter().map(|chunks| self.lane(chunks, sink)));
        // when writing fails, its ends of the channels go, and the reader stops
        let (read, wrote) = futures_util::future::join(reading, writing).await;
        wrote?;
        read
    }

    async fn lane(&self, mut chunks: Receiver<Chunk>, sink: &impl Sink) -> Result<(), Broken> {
        while let Some(chunk) = chunks.recv().await {
            let report = self.store(&chunk, sink).await?;
            sink.after(&chunk, report).await?;
        }
        Ok(())
    }

    /// Stores a chunk, again when it lost against another transaction.
    async fn store(&self, chunk: &Chunk, sink: &impl Sink) -> Result<Report, Broken> {
        let mut tries = 0;
        loop {
            match self.attempt(chunk, sink).await {
                Err(Broken::Store(Error::Retry(_))) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn attempt(&self, chunk: &Chunk, sink: &impl Sink) -> Result<Report, Broken> {
        let context = Context { keyring: self.db.keyring(), shop: self.shop, now: self.plan.now };
        let mut tx = self.db.begin_ingest().await?;
        let outcomes = store::apply(&mut tx, &context, &chunk.events).await?;
        let report = Report::of(chunk, &outcomes);
        if self.dry_run {
            tx.rollback().await.map_err(Error::from)?;
        } else {
            sink.within(&mut tx, chunk, &report).await?;
            tx.commit().await.map_err(Error::from)?;
        }
        Ok(report)
    }
}

/// Runs blocking work.
async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Broken> + Send + 'static,
) -> Result<T, Broken> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Broken::File(e.to_string()))?
}
