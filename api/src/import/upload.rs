//! `POST /api/v1/imports`.

use super::{formats, shape, source::Source, stream::pieces};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, StaffCaller, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    post,
    web::{Bytes, BytesMut, Data, Payload},
};
use futures_util::StreamExt as _;
use patron_api_types::{
    imports::{Import, UploadQuery},
    problem::ErrorCode,
};
use patron_db::imports::{
    self as store, NewImport,
    file::{self, PIECE},
};
use patron_domain::{period::day_of, text};
use std::io;
use tokio::{sync::mpsc::Sender, task::JoinHandle};
use uuid::Uuid;

/// The largest file, bytes.
const LIMIT: u64 = 1024 * 1024 * 1024;
/// Most columns of a file.
const COLUMNS: usize = 1000;

/// Upload a file
///
/// CSV in UTF-8 with a header row, at most 1 GiB; the body is the file itself. What it holds, whose file it is and
/// what its columns are taken for is found out from its header. Nothing is stored before the import is started.
#[utoipa::path(tag = "imports", operation_id = "create_import", params(UploadQuery),
    request_body(content = String, content_type = "text/csv", description = "The file."),
    security(("staff" = [])),
    responses((status = 201, description = "The import.", body = Import), Problems))]
#[post("/api/v1/imports")]
pub async fn upload_import(
    request: HttpRequest,
    state: Data<AppState>,
    caller: StaffCaller,
    query: ValidQuery<UploadQuery>,
    body: Payload,
) -> ApiResult<HttpResponse> {
    let query = query.get()?;
    let mut checked = Checked::default();
    let file_name = checked.take("file_name", text::required(&query.file_name, 255));
    checked.done()?;
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > LIMIT) {
        return Err(too_large());
    }
    let id = patron_domain::ids::next();
    let done = async {
        let (bytes, looked) = receive(&state, id, body).await?;
        let now = state.now();
        let (kind, format) = formats::detect(&looked.columns);
        let (kind, format) = (query.kind.unwrap_or(kind), query.format.unwrap_or(format));
        let mapping = serde_json::to_value(formats::mapping(kind, format, &looked.columns))
            .map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
        let new = NewImport {
            id,
            file_name: &file_name,
            kind: kind.as_str(),
            format: format.as_str(),
            columns: &looked.columns,
            mapping,
            as_of: day_of(now, state.shop.time_zone),
            bytes,
            rows: looked.rows,
            actor: &caller.actor(),
        };
        let mut conn = state.db.staff.acquire().await?;
        store::create(&mut conn, &new, now).await?;
        let made = store::get(&mut conn, id).await?.ok_or_else(super::not_found)?;
        shape::import(made)
    }
    .await;
    match done {
        Ok(import) => Ok(HttpResponse::Created()
            .insert_header((header::LOCATION, format!("/api/v1/imports/{id}")))
            .json(import)),
        Err(error) => {
            // what stays now is removed by age
            if let Ok(mut conn) = state.db.staff.acquire().await {
                let _ = file::discard(&mut conn, id).await;
            }
            Err(error)
        }
    }
}

/// What a first look at a file tells.
struct Looked {
    columns: Vec<String>,
    rows: i64,
}

/// Stores the body piece by piece, while a thread reads along.
async fn receive(state: &AppState, id: Uuid, mut body: Payload) -> ApiResult<(i64, Looked)> {
    let (sender, reading) = look();
    let mut waiting = BytesMut::new();
    let (mut bytes, mut n) = (0_u64, 0);
    let mut readable = true;
    while let Some(part) = body.next().await {
        let part = part.map_err(|cause| ApiError::new(ErrorCode::MalformedBody).cause(cause))?;
        bytes += part.len() as u64;
        if bytes > LIMIT {
            return Err(too_large());
        }
        // what can't be read is not kept; it is still taken to its end, so that the answer is seen
        readable = readable && sender.send(Ok(part.clone())).await.is_ok();
        if !readable {
            continue;
        }
        waiting.extend_from_slice(&part);
        while waiting.len() >= PIECE {
            put(state, id, &mut n, &waiting.split_to(PIECE)).await?;
        }
    }
    drop(sender);
    let looked = reading.await.map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))?;
    let looked = looked.map_err(|why| ApiError::new(ErrorCode::ValidationFailed).detail(why))?;
    if !waiting.is_empty() {
        put(state, id, &mut n, &waiting).await?;
    }
    Ok((i64::try_from(bytes).unwrap_or(i64::MAX), looked))
}

async fn put(state: &AppState, id: Uuid, n: &mut i32, piece: &[u8]) -> ApiResult<()> {
    let mut conn = state.db.staff.acquire().await?;
    file::put(&mut conn, state.db.staff.keyring(), id, *n, piece, state.now()).await?;
    *n += 1;
    Ok(())
}

/// Begins to read the header and to count rows.
fn look() -> (Sender<io::Result<Bytes>>, JoinHandle<Result<Looked, String>>) {
    let (sender, reader) = pieces();
    let reading = tokio::task::spawn_blocking(move || {
        let mut source = Source::read(Box::new(reader), "the file")?;
        let columns = source.columns();
        if columns.len() > COLUMNS {
            return Err(format!("the file: it has {} columns, more than {COLUMNS}", columns.len()));
        }
        let mut rows = 0;
        while source.next_row()?.is_some() {
            rows += 1;
        }
        Ok(Looked { columns, rows })
    });
    (sender, reading)
}

fn too_large() -> ApiError {
    ApiError::new(ErrorCode::BodyTooLarge).detail("At most 1 GiB is taken. Nothing was stored.")
}
