//! Works on imports one after the other, those that were just asked for and those that a server left when it died.
//! Several servers may do so at once: a claim in the database says whose an import is.

use super::{
    chunk::Chunk,
    engine::{Engine, Sink},
    lanes::{Broken, LANES},
    plan::Plan,
    report::Report,
    shape,
    stored::Stored,
};
use crate::{pace::Pace, state::AppState};
use actix_web::web::Data;
use chrono::TimeDelta;
use patron_api_types::imports::RowAction;
use patron_db::{
    Error, PgConnection,
    imports::{
        self, Import, file,
        job::{self, Claim, Step},
        rows::{self, REFUSED_KEPT, Row},
    },
};
use std::{cell::RefCell, sync::Arc, time::Duration};

/// How often is looked for imports that nobody works on.
const EVERY: Duration = Duration::from_secs(30);
/// How often a worker says that it is alive, and after which silence it is taken for dead.
const BEAT: Duration = Duration::from_secs(5);
const SILENCE: TimeDelta = TimeDelta::seconds(30);
/// After which age pieces of an upload that broke off are removed.
const ORPHANED: TimeDelta = TimeDelta::days(1);

/// Works until it is aborted.
pub async fn work(state: Data<AppState>) {
    if let Err(cause) = tidy(&state).await {
        tracing::warn!(%cause, "broken uploads stay for now");
    }
    loop {
        match next(&state).await {
            // there may be more
            Ok(true) => continue,
            Ok(false) => {}
            Err(cause) => tracing::warn!(%cause, "imports will be taken up again"),
        }
        state.imports.or_after(EVERY).await;
    }
}

async fn tidy(state: &AppState) -> patron_db::Result<()> {
    let mut conn = state.db.staff.acquire().await?;
    file::remove_orphans(&mut conn, state.now() - ORPHANED).await
}

/// Takes an import and works on it. False when there is none.
async fn next(state: &Data<AppState>) -> patron_db::Result<bool> {
    let runner = patron_domain::ids::next();
    let now = state.now();
    let mut conn = state.db.staff.acquire().await?;
    let Some(import) = job::claim(&mut conn, runner, now - SILENCE, now).await? else { return Ok(false) };
    drop(conn);
    let claim = Claim { import: import.id, runner };
    tracing::info!(import = %import.id, status = %import.status, "import taken up");
    let ended = tokio::select! {
        ended = run(state, &import, claim) => ended,
        () = alive(state, claim) => Err(Broken::Stopped),
    };
    let mut conn = state.db.staff.acquire().await?;
    match ended {
        Ok(()) => {
            job::finish(&mut conn, claim, state.now()).await?;
        }
        Err(Broken::Stopped) => tracing::info!(import = %import.id, "import stopped"),
        // it stays as it is, and is taken up again when its heartbeat is old
        Err(Broken::Store(cause @ (Error::Unavailable(_) | Error::Retry(_)))) => return Err(cause),
        Err(Broken::Store(cause)) => {
            tracing::error!(import = %import.id, %cause, "import failed");
            let why =
                "Something failed on the server; its log says what. What was stored stays: start it again.";
            job::fail(&mut conn, claim, why, state.now()).await?;
        }
        Err(Broken::File(why)) => job::fail(&mut conn, claim, &why, state.now()).await?,
    }
    Ok(true)
}

/// Says so every few seconds; ends when the import is no longer this worker's.
async fn alive(state: &AppState, claim: Claim) {
    loop {
        actix_web::rt::time::sleep(BEAT).await;
        let beat = async { job::beat(&mut *state.db.staff.acquire().await?, claim, state.now()).await };
        if matches!(beat.await, Ok(false)) {
            return;
        }
    }
}

async fn run(state: &Data<AppState>, import: &Import, claim: Claim) -> Result<(), Broken> {
    let checking = import.started_at.is_none();
    let mut done = [0; LANES];
    {
        let mut conn = state.db.staff.acquire().await?;
        if checking && !job::begin_check(&mut conn, claim).await? {
            return Err(Broken::Stopped);
        }
        for (lane, done) in done.iter_mut().enumerate() {
            *done = job::chunks_done(&mut conn, import.id, number(lane)).await?;
        }
    }
    let settings = shape::settings(import).map_err(Broken::File)?;
    // the same instant whenever it is taken up again, so that the same rows make the same chunks
    let now = import.started_at.unwrap_or_else(|| state.now());
    let plan = Plan::new(&settings, &import.columns, &state.shop, now)?;
    let engine =
        Engine { db: &state.db.staff, shop: &state.shop, plan: Arc::new(plan), dry_run: checking, done };
    let paces = RefCell::new([(); LANES].map(|()| Pace::new(&state.in_flight)));
    engine.run(&Stored::of(state.clone(), import), &Noted { state, claim, checking, paces }).await
}

fn number(lane: usize) -> i32 {
    i32::try_from(lane).unwrap_or(i32::MAX)
}

/// Notes each chunk in the import's record.
struct Noted<'a> {
    state: &'a AppState,
    claim: Claim,
    checking: bool,
    paces: RefCell<[Pace<'a>; LANES]>,
}

impl Noted<'_> {
    async fn note(&self, conn: &mut PgConnection, chunk: &Chunk, report: &Report) -> Result<(), Broken> {
        let refused_only = |action: RowAction| self.checking || action == RowAction::Refuse;
        let kept: Vec<Row> = report
            .told
            .iter()
            .filter(|told| refused_only(told.action))
            .map(|told| Row {
                line: i64::try_from(told.line.number).unwrap_or(i64::MAX),
                action: told.action.as_str().to_owned(),
                detail: told.detail.clone(),
                cells: told.line.record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect(),
            })
            .collect();
        let step = Step { rows: chunk.rows, counts: report.counts };
        // rows before the record, which both lanes write
        let before = imports::get(conn, self.claim.import).await?.map_or(0, |import| import.counts.refused);
        if before < REFUSED_KEPT {
            rows::keep(conn, self.state.db.staff.keyring(), self.claim.import, &kept).await?;
        }
        match job::advance(conn, self.claim, step, self.state.now()).await? {
            Some(_) => Ok(()),
            None => Err(Broken::Stopped),
        }
    }
}

impl Sink for Noted<'_> {
    async fn within(&self, conn: &mut PgConnection, chunk: &Chunk, report: &Report) -> Result<(), Broken> {
        if !job::chunk_done(conn, self.claim.import, number(chunk.lane), chunk.n).await? {
            return Err(Broken::Stopped);
        }
        self.note(conn, chunk, report).await
    }

    async fn after(&self, chunk: &Chunk, report: Report) -> Result<(), Broken> {
        if self.checking {
            let mut tx = self.state.db.staff.begin().await?;
            self.note(&mut tx, chunk, &report).await?;
            tx.commit().await.map_err(Error::from)?;
        }
        // half the time is theirs who wait for an answer
        let rest = self.paces.borrow_mut()[chunk.lane].rest();
        if let Some(rest) = rest {
            actix_web::rt::time::sleep(rest).await;
        }
        Ok(())
    }
}
