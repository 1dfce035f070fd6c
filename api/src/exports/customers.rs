//! `GET /api/v1/exports/customers.csv`: the stream. Memory stays flat, because rows are read as the reader
//! takes them; a failure midway breaks the connection, so that no cut file looks whole.

use super::{columns::Context, csv::Writer, filter};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Exporter, ValidQuery},
    openapi::Problems,
    pace::Pace,
    state::AppState,
};
use actix_web::{
    FromRequest as _, HttpRequest, HttpResponse,
    dev::Payload,
    get,
    http::header::{self, ContentDisposition, DispositionParam, DispositionType},
    web::{Bytes, Data},
};
use patron_api_types::{
    exports::{CsvFlavour, ExportFormat, ExportQuery},
    problem::ErrorCode,
};
use patron_db::{
    customers::Filter,
    exports::{self, Next},
};
use patron_domain::period::day_of;
use tokio::sync::mpsc;

/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;

/// Export customers
///
/// RFC 4180 with CRLF and no BOM, streamed from one snapshot. `customers` has the original's nine columns for
/// active people with consent on the channel, or those of them that `columns` names; `full` has all columns of every
/// live person. Takes a token, a secret key, or a single-use `ticket`. While others wait for answers, it takes half the
/// time for itself.
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
    let query = admitted(&request, &state, query.get()?).await?;
    let filter = filter(&state, &query)?;
    let format = query.format.unwrap_or(ExportFormat::Customers);
    let flavour = query.flavour.unwrap_or(CsvFlavour::Guarded);
    let columns = super::columns(&query)?;
    let zone = state.shop.time_zone;
    let context = Context { zone, currency: state.shop.currency.clone(), flavour };
    let writer =
        Writer::new(columns, context).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    let (sender, receiver) = mpsc::channel(4);
    actix_web::rt::spawn(produce(state.clone(), filter, writer, sender));
    let name = format!("patron-{format}-{}.csv", day_of(state.now(), zone));
    let mut response = HttpResponse::Ok();
    if flavour == CsvFlavour::Machine {
        response.insert_header((header::WARNING, "299 - \"cells are not guarded against formulas\""));
    }
    Ok(response
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(name)],
        })
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // compressing would gather the stream
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(futures_util::stream::unfold(receiver, |mut r| async {
            r.recv().await.map(|item| (item, r))
        })))
}

/// The query to run: of the ticket if there is one, else the caller's own.
async fn admitted(request: &HttpRequest, state: &AppState, query: ExportQuery) -> ApiResult<ExportQuery> {
    let Some(ticket) = &query.ticket else {
        Exporter::from_request(request, &mut Payload::None).await?;
        return Ok(query);
    };
    let stored = exports::use_ticket(&mut *state.db.staff.acquire().await?, ticket, state.now()).await?;
    let stored = stored.ok_or_else(|| {
        ApiError::new(ErrorCode::LinkExpired)
            .detail("It was used, or is older than 60 seconds. Ask for a new one.")
    })?;
    serde_json::from_value(stored).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))
}

type Chunk = Result<Bytes, std::io::Error>;

async fn produce(state: Data<AppState>, filter: Filter, mut writer: Writer, sender: mpsc::Sender<Chunk>) {
    let stored = writer.stored();
    let mut pace = Pace::new(&state.in_flight);
    let done = exports::stream(&state.db.staff, &filter, &stored, |values| {
        writer.row(values).map_err(|e| patron_db::Error::Invalid(e.to_string()))?;
        if writer.waiting() < CHUNK {
            return Ok(Next::Row);
        }
        let bytes = writer.take().map_err(|e| patron_db::Error::Invalid(e.to_string()))?;
        let (sender, rest) = (sender.clone(), pace.rest());
        Ok(Next::Wait(async move {
            if let Some(rest) = rest {
                actix_web::rt::time::sleep(rest).await;
            }
            sender.send(Ok(bytes.into())).await.is_ok()
        }))
    })
    .await;
    let last = match done {
        Ok(_) => writer.take().map(Bytes::from),
        Err(cause) => {
            tracing::error!(%cause, "export broke off");
            Err(std::io::Error::other("export broke off"))
        }
    };
    let _ = sender.send(last).await;
}
