//! `GET /api/v1/exports/customers.csv`: the stream. Memory stays flat, because rows are read as the reader
//! takes them; a failure midway breaks the connection, so that no cut file looks whole. Its record is finished when the
//! last byte is out: who was left out is counted then, in the same snapshot, so that nobody waits for it.

use super::{
    admit,
    engine::{Broken, Engine, FAILED, Progress, alive},
    output::Output,
    plan::{Named, Plan},
    reader::{Sender, hand},
    record::{attachment, content_type},
};
use crate::{
    error::{ApiError, ApiResult},
    extract::ValidQuery,
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, get, http::header, web::Data};
use patron_api_types::{
    exports::{CsvFlavour, ExportQuery, FileType},
    problem::ErrorCode,
};
use patron_db::exports::{
    Preview, Snapshot,
    jobs::{self, Claim, Ended, Finished},
    records,
};
use patron_domain::period::day_of;
use tokio::sync::mpsc;

/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;

/// Export customers
///
/// Streamed from one snapshot: CSV (RFC 4180 with CRLF) or JSON lines, in any of the formats. `customers` has the
/// original's nine columns for active people with consent on the channel, or those of them that `columns` names; `full`
/// has all columns of every live person. Takes a token, a secret key, or a single-use `ticket`. While others wait for
/// answers, it takes half the time for itself. It is kept in `GET /api/v1/exports` who got it, not the file.
#[utoipa::path(tag = "exports", operation_id = "export_customers", params(ExportQuery),
    security(("staff" = []), ("secret_key" = ["exports:read"]), ()),
    responses((status = 200, description = "The file.", content_type = "text/csv", body = String,
        example = "Email,Full Name,Mobile Number,Signup Date,Last Login,Login Count,Total Orders,Total Spent,Status\r\n\
            ananya.marigold@example.com,Ananya Marigold,+919876543210,2026-03-14T13:30:00+05:30,2026-11-20T20:00:00+05:30,12,3,4497.00,active\r\n"),
        Problems))]
#[get("/api/v1/exports/customers.csv")]
pub async fn export_customers(
    request: HttpRequest,
    state: Data<AppState>,
    query: ValidQuery<ExportQuery>,
) -> ApiResult<HttpResponse> {
    let asked = query.get()?;
    let ticket = asked.ticket.clone();
    let (query, actor) = admit::to_stream(&request, &state, asked).await?;
    let plan = Plan::of(&state, &query, Named::Query).await?;
    streamable(&plan, Named::Query)?;
    let output =
        Output::new(&state, &plan).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    // before the snapshot: what happens in between counts as later, and is then told twice rather than never
    let now = state.now();
    let snapshot = admit::begin(&state, ticket.as_deref()).await?;
    let runner = patron_domain::ids::next();
    let id = {
        let headers = plan.layout.headers();
        let record = plan.record(&query, &headers, &actor)?;
        let mut conn = state.db.staff.acquire().await?;
        records::create(&mut conn, &record, Some(runner), now).await?
    };
    let mut response = HttpResponse::Ok();
    if plan.file == FileType::Csv && plan.flavour == CsvFlavour::Machine {
        response.insert_header((header::WARNING, "299 - \"cells are not guarded against formulas\""));
    }
    response
        .content_type(content_type(plan.file))
        .insert_header(attachment(plan.format, day_of(now, state.shop.time_zone), plan.file))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // compressing would gather the stream
        .insert_header((header::CONTENT_ENCODING, "identity"));
    let (sender, receiver) = mpsc::channel(4);
    let claim = Claim { export: id, runner };
    actix_web::rt::spawn(produce(state.clone(), plan, output, snapshot, claim, sender));
    Ok(response.streaming(futures_util::stream::unfold(receiver, |mut r| async {
        r.recv().await.map(|item| (item, r))
    })))
}

/// Refuses what can't be sent while it is made.
///
/// # Errors
/// Naming the parameter `file`.
pub(super) fn streamable(plan: &Plan, named: Named) -> ApiResult<()> {
    if plan.file == FileType::Xlsx {
        return Err(named.fault("file", "a workbook is made in the background: POST /api/v1/exports/files"));
    }
    Ok(())
}

async fn produce(
    state: Data<AppState>,
    plan: Plan,
    output: Output,
    snapshot: Snapshot,
    claim: Claim,
    sender: Sender,
) {
    let progress = Progress::default();
    let made = tokio::select! {
        made = make(&state, &plan, output, snapshot, claim, &progress, &sender) => made,
        () = alive(&state, claim, &progress) => Err(Broken::Stopped),
    };
    if let Err(broken) = &made {
        tracing::warn!(export = %claim.export, ?broken, "export broke off");
    }
    // kept where it broke off: the body must not end as if it were whole
    let cut = made.is_err().then(|| sender.clone());
    // else the body ends here
    drop(sender);
    let noted = match made {
        // counting may take longer than a worker may be silent
        Ok((sha256, engine)) => tokio::select! {
            noted = finish(&state, engine, sha256, claim, &progress) => noted,
            () = alive(&state, claim, &progress) => Ok(()),
        },
        Err(Broken::Stopped | Broken::Away) => Ok(()),
        Err(Broken::Left) => end(&state, claim, Ended::Left, "The reader went away.", &progress).await,
        Err(Broken::Store(_)) => end(&state, claim, Ended::Failed, FAILED, &progress).await,
        Err(Broken::File(why)) => end(&state, claim, Ended::Failed, &why, &progress).await,
    };
    if let Err(cause) = noted {
        tracing::warn!(export = %claim.export, %cause, "the record of an export stays as it was");
    }
    // last: a reader who takes nothing any more would keep the rest waiting
    if let Some(sender) = cut {
        let _ = sender.send(Err(std::io::Error::other("export broke off"))).await;
    }
}

async fn make<'a>(
    state: &'a Data<AppState>,
    plan: &'a Plan,
    output: Output,
    snapshot: Snapshot,
    claim: Claim,
    progress: &'a Progress,
    sender: &Sender,
) -> Result<(Vec<u8>, Engine<'a>), Broken> {
    let mut engine = Engine::new(state, plan, snapshot, claim, progress);
    let send = |bytes: Vec<u8>| {
        let sender = sender.clone();
        async move { hand(&sender, bytes).await }
    };
    let sha256 = engine.rows(output, CHUNK, send).await?;
    Ok((sha256, engine))
}

async fn finish(
    state: &AppState,
    mut engine: Engine<'_>,
    sha256: Vec<u8>,
    claim: Claim,
    progress: &Progress,
) -> patron_db::Result<()> {
    let counts: Option<Preview> = match engine.count().await {
        Ok(counts) => Some(counts),
        Err(broken) => {
            tracing::warn!(export = %claim.export, ?broken, "who was left out is not counted");
            None
        }
    };
    let file = Finished { done: progress.done(), sha256, counts, now: state.now(), expires_at: None };
    jobs::finish(&mut *state.db.staff.acquire().await?, claim, &file).await.map(|_| ())
}

async fn end(
    state: &AppState,
    claim: Claim,
    ended: Ended,
    why: &str,
    progress: &Progress,
) -> patron_db::Result<()> {
    jobs::end(&state.db.staff, claim, ended, why, progress.done(), state.now()).await
}
