//! `POST /api/v1/imports/{id}/check`.

use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use patron_api_types::imports::Import;
use patron_db::imports as store;

/// Check an import
///
/// Goes through the whole file as the import would and stores nothing: the counts say what would become of the rows,
/// and the first hundred rows and all refused ones can be looked at. It works in the background: watch the import
/// until it is `checked`.
#[utoipa::path(tag = "imports", operation_id = "check_import",
    params(("id" = String, Path, format = Uuid, description = "The import's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 202, description = "It is being checked.", body = Import), Problems))]
#[post("/api/v1/imports/{id}/check")]
pub async fn check_import(
    state: Data<AppState>,
    _caller: StaffCaller,
    id: Path<String>,
) -> ApiResult<HttpResponse> {
    let id = super::id(&id)?;
    let import = super::stored(&state, id).await?;
    super::usable(&state, &import)?;
    {
        let mut conn = state.db.staff.acquire().await?;
        if !store::check(&mut conn, id).await? {
            return Err(super::wrong_state(&import, "checked"));
        }
    }
    state.imports.wake();
    Ok(HttpResponse::Accepted().json(super::shown(&state, id).await?))
}
