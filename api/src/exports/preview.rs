//! `GET /api/v1/exports/preview`.

use super::{
    lint,
    plan::{Named, Plan},
    writer::{Writer, shown},
};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Exporter, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{
    exports::{ExportPreview, ExportQuery, FileType, Finding, PreviewColumn},
    problem::ErrorCode,
};
use patron_db::{Error, PgConnection, exports};
use patron_domain::consent::Channel;

/// How many rows the size of a file is told from.
const SAMPLE: i32 = 200;

/// Preview an export
///
/// How many rows the file would have, who is left out, each under one reason, what stands in its first row, and what its
/// destination will refuse or misread.
#[utoipa::path(tag = "exports", operation_id = "preview_export", params(ExportQuery),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "The counts.", body = ExportPreview), Problems))]
#[get("/api/v1/exports/preview")]
pub async fn preview_export(
    state: Data<AppState>,
    _caller: Exporter,
    query: ValidQuery<ExportQuery>,
) -> ApiResult<Json<ExportPreview>> {
    let plan = Plan::of(&state, &query.get()?, Named::Query).await?;
    let mut tx = state.db.staff.begin().await?;
    exports::one_state(&mut tx).await?;
    let keyring = state.db.staff.keyring();
    let channel = plan.channel.unwrap_or(Channel::Email);
    let counts = exports::preview(&mut tx, keyring, channel, plan.basis, plan.rules.clone()).await?;
    let counts = plan.counted(counts);
    let Sample { first, bytes } = sample(&state, &mut tx, &plan, counts.rows).await?;
    let mut findings = found(&state, &mut tx, &plan).await?;
    findings.extend(lint::whole(&plan.layout, plan.file, plan.flavour, counts.rows, bytes));
    lint::worst_first(&mut findings);
    let mut first = first.into_iter();
    let columns = plan.layout.fields().into_iter().map(|column| PreviewColumn {
        field: column.field,
        header: column.header,
        first: first.next().unwrap_or_default(),
    });
    Ok(Json(ExportPreview {
        rows: counts.rows,
        people: counts.people,
        withdrawn: counts.withdrawn,
        not_asked: counts.not_asked,
        not_active: counts.not_active,
        default_basis: counts.default_basis,
        columns: columns.collect(),
        findings,
        bytes,
    }))
}

/// What the first rows tell.
struct Sample {
    /// The cells of the first row.
    first: Vec<String>,
    /// About how many bytes the whole file has.
    bytes: i64,
}

async fn sample(state: &AppState, conn: &mut PgConnection, plan: &Plan, rows: i64) -> ApiResult<Sample> {
    let context = plan.context(state);
    // a workbook is told from the text in it
    let file = if plan.file == FileType::Xlsx { FileType::Csv } else { plan.file };
    let writer = Writer::new(&plan.layout, file, context.clone());
    let mut writer = writer.map_err(|why| ApiError::new(ErrorCode::Internal).cause(why))?;
    let invalid = |cause: std::io::Error| Error::Invalid(cause.to_string());
    let head = length(writer.take().map_err(invalid)?);
    let mut first = None;
    let (filter, stored) = (plan.filter(), plan.layout.stored());
    let keyring = state.db.staff.keyring();
    let sampled = exports::sample(conn, keyring, &filter, &stored, SAMPLE, |values| {
        if first.is_none() {
            first = Some(shown(&plan.layout, values, plan.file, &context));
        }
        writer.row(values).map_err(invalid)
    });
    let sampled = i64::try_from(sampled.await?).unwrap_or(0);
    let body = length(writer.take().map_err(invalid)?);
    let bytes = if sampled == 0 { head } else { head + body.saturating_mul(rows) / sampled };
    // zipped, text of people is about half as long
    let bytes = if plan.file == FileType::Xlsx { bytes / 2 } else { bytes };
    Ok(Sample { first: first.unwrap_or_default(), bytes })
}

fn length(bytes: Vec<u8>) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}

/// What is to be told of the people of the file.
async fn found(state: &AppState, conn: &mut PgConnection, plan: &Plan) -> ApiResult<Vec<Finding>> {
    let checks = lint::checks(&plan.layout, plan.file, plan.flavour);
    let conditions: Vec<&'static str> = checks.iter().map(|check| check.sql).collect();
    let counts = exports::lint(conn, state.db.staff.keyring(), &plan.filter(), &conditions).await?;
    Ok(checks.iter().zip(counts).filter_map(|(check, rows)| check.finding(rows)).collect())
}
