//! Makes a file: rows of one snapshot become bytes, whoever takes them; who was in it is kept beside, and the bytes are
//! hashed on their way.

use super::{output::Output, plan::Plan};
use crate::{pace::Pace, state::AppState};
use actix_web::web::Data;
use patron_db::{
    Error,
    exports::{
        Next, Preview, Snapshot,
        jobs::{self, Claim, Done},
        people,
    },
};
use patron_domain::consent::Channel;
use sha2::{Digest as _, Sha256};
use std::{
    cell::{Cell, RefCell},
    io::Read as _,
    time::Duration,
};
use tokio::sync::mpsc;
use uuid::Uuid;

/// How often a worker says that it is alive, and looks whether the file is still wanted.
const BEAT: Duration = Duration::from_secs(1);

/// What is told when something of the server's own failed. The cause stands in the log only.
pub(super) const FAILED: &str = "Something failed on the server; its log says what. Ask for the file again.";

/// Why a file ends before its rows do.
#[derive(Debug)]
pub(super) enum Broken {
    /// The store, or the disk.
    Store(Error),
    /// Who takes the bytes takes no more.
    Left,
    /// It was cancelled, or somebody else has it.
    Stopped,
    /// It can't be made, in a sentence of ours.
    File(String),
    /// The database was away, or had no connection to spare, before it began.
    Away,
}

impl From<Error> for Broken {
    fn from(cause: Error) -> Self {
        Self::Store(cause)
    }
}

/// How far a file is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    rows: Cell<i64>,
    bytes: Cell<i64>,
    /// Somebody takes no more.
    ended: Cell<bool>,
    /// Why, when the store failed whoever takes the bytes.
    cause: RefCell<Option<Error>>,
}

impl Progress {
    pub(super) fn done(&self) -> Done {
        Done { rows: self.rows.get(), bytes: self.bytes.get() }
    }

    /// Whoever takes the bytes can't.
    pub(super) fn fail(&self, cause: Error) {
        *self.cause.borrow_mut() = Some(cause);
    }

    fn add(&self, bytes: &[u8]) {
        self.bytes.set(self.bytes.get() + i64::try_from(bytes.len()).unwrap_or(0));
    }

    /// Notes whether to go on.
    fn goes_on(&self, more: bool) -> bool {
        if !more {
            self.ended.set(true);
        }
        more
    }
}

/// A file in the making.
pub(super) struct Engine<'a> {
    state: &'a Data<AppState>,
    plan: &'a Plan,
    claim: Claim,
    progress: &'a Progress,
    snapshot: Snapshot,
}

impl<'a> Engine<'a> {
    /// Of the state that `snapshot` holds.
    pub(super) fn new(
        state: &'a Data<AppState>,
        plan: &'a Plan,
        snapshot: Snapshot,
        claim: Claim,
        progress: &'a Progress,
    ) -> Self {
        Self { state, plan, claim, progress, snapshot }
    }

    /// Who is in and who is left out.
    pub(super) async fn count(&mut self) -> Result<Preview, Broken> {
        let channel = self.plan.channel.unwrap_or(Channel::Email);
        let counts = self.snapshot.preview(channel, self.plan.basis, self.plan.rules.clone()).await?;
        Ok(self.plan.counted(counts))
    }

    /// Makes the bytes, about `size` at once, and gives their SHA-256. `take` says whether it takes more. The
    /// header comes by itself and at once: a rule may need seconds to find its first row.
    pub(super) async fn rows<F>(
        &mut self,
        mut output: Output,
        size: usize,
        mut take: impl FnMut(Vec<u8>) -> F,
    ) -> Result<Vec<u8>, Broken>
    where
        F: Future<Output = bool>,
    {
        let progress = self.progress;
        let mut hash = Sha256::new();
        let head = output.take()?;
        hash.update(&head);
        progress.add(&head);
        if !head.is_empty() && !progress.goes_on(take(head).await) {
            return Err(progress.cause.take().map_or(Broken::Left, Broken::Store));
        }
        let (people, pieces) = mpsc::channel(2);
        let keeping = actix_web::rt::spawn(keep(self.state.clone(), self.claim, pieces));
        let mut pace = Pace::new(&self.state.in_flight);
        let mut ids: Vec<Uuid> = Vec::with_capacity(people::PIECE);
        let (filter, stored) = (self.plan.filter(), self.plan.layout.stored());
        let streamed = self.snapshot.stream(&filter, &stored, |id, values| {
            output.row(values)?;
            ids.push(id.0);
            progress.rows.set(progress.rows.get() + 1);
            let full = output.waiting() >= size;
            if !full && ids.len() < people::PIECE {
                return Ok(Next::Row);
            }
            let piece = (ids.len() >= people::PIECE)
                .then(|| std::mem::replace(&mut ids, Vec::with_capacity(people::PIECE)));
            let taking = if full {
                let bytes = output.take()?;
                hash.update(&bytes);
                progress.add(&bytes);
                Some(take(bytes))
            } else {
                None
            };
            let (people, rest) = (people.clone(), pace.rest());
            Ok(Next::Wait(async move {
                // half the time is theirs who wait for an answer
                if let Some(rest) = rest {
                    actix_web::rt::time::sleep(rest).await;
                }
                if let Some(piece) = piece
                    && people.send(piece).await.is_err()
                {
                    return progress.goes_on(false);
                }
                match taking {
                    Some(taking) => progress.goes_on(taking.await),
                    None => true,
                }
            }))
        });
        let mut ended = streamed.await.map(|_| ()).map_err(Broken::from);
        if ended.is_ok() && !progress.ended.get() {
            ended = finish(output, size, progress, &mut hash, &mut take).await;
        }
        // of a file that broke off too: they may have been sent. When nobody keeps them, the keeper says why
        if !ids.is_empty() {
            let _ = people.send(ids).await;
        }
        drop(people);
        let kept = keeping.await.map_err(|e| Error::Invalid(e.to_string()))?;
        if let Some(cause) = progress.cause.take() {
            return Err(cause.into());
        }
        ended?;
        if !kept? {
            return Err(Broken::Stopped);
        }
        if progress.ended.get() { Err(Broken::Left) } else { Ok(hash.finalize().to_vec()) }
    }
}

/// Hands over what is left when all rows are written.
async fn finish<F>(
    output: Output,
    size: usize,
    progress: &Progress,
    hash: &mut Sha256,
    take: &mut impl FnMut(Vec<u8>) -> F,
) -> Result<(), Broken>
where
    F: Future<Output = bool>,
{
    let broken = |cause: std::io::Error| Error::Invalid(cause.to_string());
    let mut rest = output.finish().await?;
    loop {
        let mut bytes = Vec::new();
        let most = u64::try_from(size).unwrap_or(u64::MAX);
        rest.by_ref().take(most).read_to_end(&mut bytes).map_err(broken)?;
        if bytes.is_empty() {
            return Ok(());
        }
        hash.update(&bytes);
        progress.add(&bytes);
        if !progress.goes_on(take(bytes).await) {
            return Ok(());
        }
    }
}

/// Keeps who is in the file, beside the stream. False when the export is no longer this worker's.
async fn keep(
    state: Data<AppState>,
    claim: Claim,
    mut pieces: mpsc::Receiver<Vec<Uuid>>,
) -> patron_db::Result<bool> {
    let mut n = 0;
    while let Some(ids) = pieces.recv().await {
        if !people::put(&state.db.staff, claim, n, &ids).await? {
            return Ok(false);
        }
        n += 1;
    }
    Ok(true)
}

/// Says every second that the worker is alive; ends when the export is no longer its own.
pub(super) async fn alive(state: &AppState, claim: Claim, progress: &Progress) {
    loop {
        actix_web::rt::time::sleep(BEAT).await;
        let beat = async {
            let mut conn = state.db.staff.acquire().await?;
            jobs::advance(&mut conn, claim, progress.done(), state.now()).await
        };
        if matches!(beat.await, Ok(false)) {
            return;
        }
    }
}
