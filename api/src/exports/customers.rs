//! `GET /api/v1/exports/customers.csv`: the stream. Memory stays flat, because rows are read as the reader
//! takes them; a failure midway breaks the connection, so that no cut file looks whole.

use super::{columns, csv::Writer, filter};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Exporter, ValidQuery},
    openapi::Problems,
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
use patron_db::{StaffDb, customers::Filter, exports};
use patron_domain::period::day_of;
use std::{cell::RefCell, rc::Rc};
use tokio::sync::mpsc;

/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;

/// Export customers
///
/// RFC 4180 with CRLF and no BOM, streamed from one snapshot. `customers` has the original's nine columns for
/// active people with consent on the channel; `full` has all columns of every live person. Takes a token, a
/// secret key, or a single-use `ticket`.
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
    let columns = match format {
        ExportFormat::Customers => columns::CUSTOMERS,
        ExportFormat::Full => columns::FULL,
    };
    let zone = state.shop.time_zone;
    let context = columns::Context { zone, currency: state.shop.currency.clone(), flavour };
    let writer =
        Writer::new(columns, context).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    let (sender, receiver) = mpsc::channel(4);
    actix_web::rt::spawn(produce(state.db.staff.clone(), filter, writer, sender));
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

async fn produce(db: StaffDb, filter: Filter, writer: Writer, sender: mpsc::Sender<Chunk>) {
    let writer = Rc::new(RefCell::new(writer));
    let done = exports::stream(&db, &filter, |profile| {
        let full = {
            let mut w = writer.borrow_mut();
            match w.row(&profile) {
                Ok(()) if w.waiting() < CHUNK => None,
                Ok(()) => Some(w.take()),
                Err(e) => Some(Err(std::io::Error::other(e))),
            }
        };
        let sender = sender.clone();
        async move {
            match full {
                None => true,
                Some(Ok(bytes)) => sender.send(Ok(bytes.into())).await.is_ok(),
                Some(Err(e)) => {
                    let _ = sender.send(Err(e)).await;
                    false
                }
            }
        }
    })
    .await;
    let last = match done {
        Ok(_) => writer.borrow_mut().take().map(Bytes::from),
        Err(cause) => {
            tracing::error!(%cause, "export broke off");
            Err(std::io::Error::other("export broke off"))
        }
    };
    let _ = sender.send(last).await;
}
