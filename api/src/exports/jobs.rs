//! Makes kept files in the background, one after the other, those that were just asked for and those that a server left
//! when it died. Several servers may do so at once: a claim in the database says whose a file is.

use super::{
    engine::{Broken, Engine, FAILED, Progress, alive},
    output::Output,
    plan::{Named, Plan},
    xlsx,
};
use crate::{error::ApiError, state::AppState};
use actix_web::web::Data;
use chrono::TimeDelta;
use patron_api_types::{
    exports::{ExportQuery, FileType},
    problem::ErrorCode,
};
use patron_db::{
    Error,
    exports::{
        Snapshot,
        chunks::{self, PIECE},
        jobs::{self, Begin, Claim, Ended, Finished},
        records::{self, Export},
    },
};
use std::{cell::Cell, time::Duration};

/// How often is looked for files that nobody works on and files whose day is over.
const EVERY: Duration = Duration::from_secs(5);
/// After which silence a worker is taken for dead.
const SILENCE: TimeDelta = TimeDelta::seconds(30);
/// How long a file is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Works until it is aborted.
pub async fn work(state: Data<AppState>) {
    loop {
        if let Err(cause) = tidy(&state).await {
            tracing::warn!(%cause, "files whose day is over stay for now");
        }
        match next(&state).await {
            // there may be more
            Ok(true) => continue,
            Ok(false) => {}
            Err(cause) => tracing::warn!(%cause, "exports will be taken up again"),
        }
        state.exports.or_after(EVERY).await;
    }
}

async fn tidy(state: &AppState) -> patron_db::Result<()> {
    let now = state.now();
    chunks::expire(&state.db.staff, now).await?;
    records::bury(&mut *state.db.staff.acquire().await?, now - SILENCE, now).await
}

/// Takes an export and makes its file. False when there is none.
async fn next(state: &Data<AppState>) -> patron_db::Result<bool> {
    let runner = patron_domain::ids::next();
    let now = state.now();
    let Some(export) = jobs::claim(&state.db.staff, runner, now - SILENCE, now).await? else {
        return Ok(false);
    };
    let claim = Claim { export: export.id, runner };
    tracing::info!(export = %export.id, "export taken up");
    let progress = Progress::default();
    let ended = tokio::select! {
        ended = run(state, &export, claim, &progress) => ended,
        () = alive(state, claim, &progress) => Err(Broken::Stopped),
    };
    let why = match ended {
        Ok(()) => return Ok(true),
        Err(Broken::Stopped | Broken::Left) => {
            tracing::info!(export = %export.id, "export stopped");
            return Ok(true);
        }
        // it was not begun, so that is none of its attempts
        Err(Broken::Away) => {
            tracing::info!(export = %export.id, "export waits until it can be begun");
            records::put_back(&mut *state.db.staff.acquire().await?, claim).await?;
            return Ok(false);
        }
        // it stays as it is, and is taken up again when its heartbeat is old
        Err(Broken::Store(cause @ (Error::Unavailable(_) | Error::Retry(_)))) => return Err(cause),
        Err(Broken::Store(cause)) => {
            tracing::error!(export = %export.id, %cause, "export failed");
            FAILED.to_owned()
        }
        Err(Broken::File(why)) => why,
    };
    jobs::end(&state.db.staff, claim, Ended::Failed, &why, progress.done(), state.now()).await?;
    Ok(true)
}

async fn run(
    state: &Data<AppState>,
    export: &Export,
    claim: Claim,
    progress: &Progress,
) -> Result<(), Broken> {
    let query: ExportQuery = serde_json::from_value(export.query.clone()).map_err(|_| {
        Broken::File("It was asked for by another version of Patron. Ask for it again.".into())
    })?;
    let plan = Plan::of(state, &query, Named::Body).await.map_err(|why| refused(&why))?;
    // the record says whose consent the file was checked for, and withdrawals count by it
    if plan.channel != export.channel {
        return Err(Broken::File("Its segment is for another channel now. Ask for it again.".into()));
    }
    let headers = plan.layout.headers();
    let begin = Begin {
        rule: plan.tree().map_err(|why| refused(&why))?,
        rule_text: plan.source.rule.as_deref(),
        columns: &headers,
        // before the snapshot: what happens in between counts as later, and is then told twice rather than never
        snapshot_at: state.now(),
    };
    if !jobs::begin(&mut *state.db.staff.acquire().await?, claim, &begin).await? {
        return Err(Broken::Stopped);
    }
    let snapshot = Snapshot::begin(&state.db.staff).await.map_err(not_begun)?;
    let mut engine = Engine::new(state, &plan, snapshot, claim, progress);
    let counts = engine.count().await?;
    if !jobs::expect(&mut *state.db.staff.acquire().await?, claim, counts.rows).await? {
        return Err(Broken::Stopped);
    }
    if plan.file == FileType::Xlsx && counts.rows > xlsx::ROWS_MAX {
        return Err(Broken::File(xlsx::too_many()));
    }
    let output = Output::new(state, &plan)?;
    let n = Cell::new(0);
    let keep = |bytes: Vec<u8>| {
        let (piece, done) = (n.get(), progress.done());
        n.set(piece + 1);
        async move {
            match chunks::put(&state.db.staff, claim, piece, &bytes, done, state.now()).await {
                Ok(ours) => ours,
                Err(cause) => {
                    progress.fail(cause);
                    false
                }
            }
        }
    };
    let sha256 = engine.rows(output, PIECE, keep).await?;
    let now = state.now();
    let counts = Some(counts);
    let file = Finished { done: progress.done(), sha256, counts, now, expires_at: Some(now + KEPT) };
    jobs::finish(&mut *state.db.staff.acquire().await?, claim, &file).await?;
    Ok(())
}

/// When all connections for exports are busy, or the database is away, it is begun later.
fn not_begun(cause: Error) -> Broken {
    match cause {
        Error::Unavailable(_) => Broken::Away,
        other => other.into(),
    }
}

/// Why a query that was taken is none any more.
fn refused(why: &ApiError) -> Broken {
    if why.code() == ErrorCode::ServiceUnavailable {
        return Broken::Away;
    }
    let field =
        why.field_problems().first().map(|f| format!("{}: {}", f.pointer.trim_start_matches('/'), f.message));
    Broken::File(field.unwrap_or_else(|| why.detail_text().unwrap_or("It could not be read.").to_owned()))
}
