//! `POST /api/v1/exports/files`.

use super::{
    plan::{Named, Plan},
    record,
};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Exporter, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::exports::{Export, ExportQuery};
use patron_db::exports::records;

/// Make a file in the background
///
/// For large files and workbooks: watch the export until it is `done`, then ask for a link. The file is kept for 24 hours.
/// It has everybody as of the moment it is begun; when the server dies meanwhile it begins anew, at most five times.
#[utoipa::path(tag = "exports", operation_id = "create_export_file", request_body = ExportQuery,
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 202, description = "It will be made.", body = Export), Problems))]
#[post("/api/v1/exports/files")]
pub async fn create_export_file(
    state: Data<AppState>,
    caller: Exporter,
    body: ValidJson<ExportQuery>,
) -> ApiResult<HttpResponse> {
    let query = body.get()?;
    if query.ticket.is_some() {
        return Err(ApiError::field("/ticket", "is for a download, not for a file that is kept"));
    }
    let plan = Plan::of(&state, &query, Named::Body).await?;
    let headers = plan.layout.headers();
    let new = plan.record(&query, &headers, &caller.actor)?;
    let id = {
        let mut conn = state.db.staff.acquire().await?;
        records::create(&mut conn, &new, None, state.now()).await?
    };
    state.exports.wake();
    Ok(HttpResponse::Accepted().json(record::shown(&state, id).await?))
}
