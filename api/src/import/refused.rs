//! `GET /api/v1/imports/{id}/refused.csv`: the rows as they stood, to be mended and imported in their turn.

use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    HttpResponse, get,
    http::header::{self, ContentDisposition, DispositionParam, DispositionType},
    web::{Bytes, Data, Path},
};
use csv::{Terminator, WriterBuilder};
use patron_db::imports::rows::{self, Row};
use std::io;
use tokio::sync::mpsc::{Sender, channel};
use uuid::Uuid;

/// Rows that are read and sent at once.
const SLICE: i64 = 1000;

/// Download refused rows
///
/// All cells as they stood in the file, then `line` and `reason`, by line; at most about 100,000. Cells that a
/// spreadsheet would run have a `'` in front.
#[utoipa::path(tag = "imports", operation_id = "export_refused_rows",
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The file.", content_type = "text/csv", body = String,
        example = "Email,First Name,line,reason\r\nnobody,Ananya,7,email: must not be empty\r\n"),
        Problems))]
#[get("/api/v1/imports/{id}/refused.csv")]
pub async fn export_refused_rows(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<HttpResponse> {
    let import = super::stored(&state, super::id(&id)?).await?;
    let (sender, receiver) = channel(2);
    actix_web::rt::spawn(produce(state, import.id, import.columns, sender));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(format!("patron-refused-{}.csv", import.id))],
        })
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(futures_util::stream::unfold(receiver, |mut r| async {
            r.recv().await.map(|item| (item, r))
        })))
}

async fn produce(state: Data<AppState>, id: Uuid, columns: Vec<String>, sender: Sender<io::Result<Bytes>>) {
    // those that an earlier file of refused rows brought along give way to new ones
    let own = |name: &String| name == "line" || name == "reason";
    let kept: Vec<bool> = columns.iter().map(|name| !own(name)).collect();
    let mut slice = head(&columns, &kept);
    let mut after = 0;
    loop {
        let failed = slice.is_err();
        if sender.send(slice.map(Bytes::from)).await.is_err() || failed {
            return;
        }
        let found = async {
            let mut conn = state.db.staff.acquire().await?;
            rows::list(&mut conn, state.db.staff.keyring(), id, Some("refuse"), after, SLICE).await
        };
        slice = match found.await {
            Ok(rows) => {
                let Some(last) = rows.last() else { return };
                after = last.line;
                body(&rows, &kept)
            }
            Err(cause) => {
                tracing::error!(%cause, "refused rows broke off");
                Err(io::Error::other("refused rows broke off"))
            }
        };
    }
}

fn write(records: impl Iterator<Item = Vec<String>>) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for record in records {
        writer.write_record(&record).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(|e| io::Error::other(e.to_string()))
}

fn head(columns: &[String], kept: &[bool]) -> io::Result<Vec<u8>> {
    let names = columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(name, _)| guarded(name));
    write(std::iter::once(names.chain(["line".to_owned(), "reason".to_owned()]).collect()))
}

fn body(rows: &[Row], kept: &[bool]) -> io::Result<Vec<u8>> {
    write(rows.iter().map(|row| {
        let cell = |n: usize| row.cells.get(n).map(|cell| guarded(cell)).unwrap_or_default();
        let cells = (0..kept.len()).filter(|n| kept[*n]).map(cell);
        let added = [row.line.to_string(), row.detail.clone().unwrap_or_default()];
        // cells beyond the headings come last, so that the others stay in their columns
        let beyond = row.cells.iter().skip(kept.len()).map(|cell| guarded(cell));
        cells.chain(added).chain(beyond).collect()
    }))
}

/// Text that a spreadsheet would run gets a `'` in front; numbers and phones are none (OWASP, CSV injection).
fn guarded(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.chars().all(|c| c.is_ascii_digit() || " .,()".contains(c))
        && digits.contains(|c: char| c.is_ascii_digit());
    if is_formula && !is_number { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_cells_and_formulas_are_guarded() {
        let columns = ["email", "line", "name"].map(String::from);
        let kept = [true, false, true];
        let row = Row {
            line: 7,
            action: "refuse".into(),
            detail: Some("email: wrong".into()),
            cells: ["a b", "3", "=1+1", "beyond"].map(String::from).to_vec(),
        };
        assert_eq!(head(&columns, &kept).unwrap(), b"email,name,line,reason\r\n");
        assert_eq!(body(&[row], &kept).unwrap(), b"a b,'=1+1,7,email: wrong,beyond\r\n");
        for plain in ["+91 98765 43210", "-12.50", "Ada", ""] {
            assert_eq!(guarded(plain), plain);
        }
        for run in ["+1+cmd", "-x", "@x", "'x"] {
            assert_eq!(guarded(run), format!("'{run}"));
        }
    }
}
