//! Records as they are shown, and what file they name.

use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use chrono::NaiveDate;
use patron_api_types::{
    exports::{CsvFlavour, Export, ExportFormat, ExportSource, ExportStatus, FileType, LeftOut},
    problem::ErrorCode,
};
use patron_db::exports::records;
use patron_domain::ids::ExportId;

/// A record as it is stored.
pub(super) async fn stored(state: &AppState, id: ExportId) -> ApiResult<records::Export> {
    let mut conn = state.db.staff.acquire().await?;
    records::get(&mut conn, id).await?.ok_or_else(super::not_found)
}

/// A record as it is shown.
pub(super) async fn shown(state: &AppState, id: ExportId) -> ApiResult<Export> {
    stored(state, id).await.map(shape)
}

/// How far it is.
pub(super) fn status(record: &records::Export) -> ExportStatus {
    record.status.parse().unwrap_or(ExportStatus::Failed)
}

/// How its CSV is written.
pub(super) fn flavour(record: &records::Export) -> CsvFlavour {
    record.flavour.parse().unwrap_or(CsvFlavour::Guarded)
}

/// Not possible now, and why.
pub(super) fn wrong_state(why: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::WrongState).detail(why)
}

pub(super) fn shape(r: records::Export) -> Export {
    let (status, flavour) = (status(&r), flavour(&r));
    let left_out = |(withdrawn, not_asked, not_active)| LeftOut { withdrawn, not_asked, not_active };
    Export {
        id: r.id,
        format: r.format,
        preset: r.preset,
        file: r.file,
        flavour,
        hashed: r.hashed,
        source: ExportSource {
            segment: r.segment.and_then(|key| key.parse().ok()),
            segment_title: r.segment_title,
            rule: r.rule_text,
            campaign: r.campaign,
            campaign_name: r.campaign_name,
        },
        channel: r.channel,
        basis: r.basis,
        purpose: r.purpose,
        columns: r.columns,
        status,
        streamed: r.streamed,
        rows: r.rows,
        rows_expected: r.rows_expected,
        left_out: r.left_out.map(left_out),
        bytes: r.bytes,
        sha256: r.sha256.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect()),
        actor: r.actor,
        created_at: r.created_at,
        finished_at: r.finished_at,
        expires_at: r.expires_at,
        failure: r.failure,
        query: serde_json::from_value(r.query).ok(),
    }
}

/// The type of a file's content.
pub(super) const fn content_type(file: FileType) -> &'static str {
    match file {
        FileType::Csv => "text/csv; charset=utf-8; header=present",
        FileType::JsonLines => "application/x-ndjson; charset=utf-8",
        FileType::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// The header that makes a browser save the file, under this name.
pub(super) fn attachment(format: ExportFormat, day: NaiveDate, file: FileType) -> ContentDisposition {
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(format!("patron-{format}-{day}.{file}"))],
    }
}
