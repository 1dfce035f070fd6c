//! `GET /api/v1/exports/{export}/file`: a kept file, piece after piece.

use super::{
    admit::{self, Opens, TicketQuery},
    record::{self, attachment, content_type, wrong_state},
};
use crate::{
    error::{ApiError, ApiResult},
    extract::ValidQuery,
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    get,
    http::header,
    web::{Bytes, Data, Path},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use patron_api_types::{
    exports::{CsvFlavour, ExportStatus, FileType},
    problem::ErrorCode,
};
use patron_db::exports::{chunks, records::Export};
use patron_domain::{ids::ExportId, period::day_of};
use std::io;

/// Download a finished file
///
/// Takes a token, a secret key, or a single-use `ticket` from the export's link. `Repr-Digest` has the file's SHA-256.
#[utoipa::path(tag = "exports", operation_id = "export_file",
    params(("export" = String, Path, format = Uuid, description = "The export's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), TicketQuery),
    security(("staff" = []), ("secret_key" = ["exports:read"]), ()),
    responses((status = 200, description = "The file, of the export's kind.", content_type = "text/csv", body = String,
        example = "Email Address,First Name\r\nananya.marigold@example.com,Ananya\r\n"), Problems))]
#[get("/api/v1/exports/{export}/file")]
pub async fn export_file(
    request: HttpRequest,
    state: Data<AppState>,
    export: Path<String>,
    query: ValidQuery<TicketQuery>,
) -> ApiResult<HttpResponse> {
    let ticket = query.get()?.ticket;
    let id = admit::to_record(&request, &state, ticket.as_deref(), &export, Opens::File).await?;
    let known = record::stored(&state, id).await?;
    usable(&known, state.now())?;
    let mut response = HttpResponse::Ok();
    if known.file == FileType::Csv && record::flavour(&known) == CsvFlavour::Machine {
        response.insert_header((header::WARNING, "299 - \"cells are not guarded against formulas\""));
    }
    if let Some(hash) = &known.sha256 {
        // RFC 9530
        response.insert_header(("repr-digest", format!("sha-256=:{}:", STANDARD.encode(hash))));
    }
    let day = day_of(known.created_at, state.shop.time_zone);
    let length = u64::try_from(known.bytes).unwrap_or(0);
    Ok(response
        .content_type(content_type(known.file))
        .insert_header(attachment(known.format, day, known.file))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // its length is told, and what is zipped already stays as it is
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(length, pieces(state, id))))
}

/// Until when the file is there.
///
/// # Errors
/// Why there is none.
pub(super) fn usable(known: &Export, now: DateTime<Utc>) -> ApiResult<DateTime<Utc>> {
    let status = record::status(known);
    if known.streamed {
        return Err(wrong_state("It was sent at once, and not kept."));
    }
    match (status, known.expires_at) {
        (ExportStatus::Done, Some(until)) if until > now => Ok(until),
        (ExportStatus::Done | ExportStatus::Expired, _) => Err(ApiError::new(ErrorCode::LinkExpired)
            .detail("The file was kept for 24 hours and is gone. Make it again.")),
        _ => Err(wrong_state(format!("The export is {status}: there is no file."))),
    }
}

/// The file's pieces; one that is missing breaks the connection.
fn pieces(
    state: Data<AppState>,
    id: ExportId,
) -> impl futures_util::Stream<Item = io::Result<Bytes>> + 'static {
    futures_util::stream::unfold(Some((state, 0)), move |at| async move {
        let (state, n) = at?;
        let piece = async {
            let mut conn = state.db.staff.acquire().await?;
            chunks::piece(&mut conn, state.db.staff.keyring(), id, n).await
        };
        match piece.await {
            Ok(Some(bytes)) => Some((Ok(Bytes::from(bytes)), Some((state, n + 1)))),
            // the end; a file that is cut breaks the length that was told
            Ok(None) => None,
            Err(cause) => {
                tracing::error!(export = %id, %cause, "a kept file broke off");
                Some((Err(io::Error::other("the file broke off")), None))
            }
        }
    })
}
