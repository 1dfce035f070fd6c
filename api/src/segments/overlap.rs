//! `POST /api/v1/segments/overlap`.

use super::rules;
use crate::{
    error::ApiResult,
    extract::{Reader, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    post,
    web::{Data, Json},
};
use patron_api_types::segments::{Overlap, OverlapRequest};
use patron_db::segments;

/// Overlap of two segments or rules
///
/// How many people each of both means, and how many are in both.
#[utoipa::path(tag = "segments", operation_id = "overlap_segments", request_body = OverlapRequest,
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The counts.", body = Overlap), Problems))]
#[post("/api/v1/segments/overlap")]
pub async fn overlap_segments(
    state: Data<AppState>,
    _caller: Reader,
    body: ValidJson<OverlapRequest>,
) -> ApiResult<Json<Overlap>> {
    let request = body.get()?;
    let at = rules::moment(&state);
    let (a, pointer_a) = rules::of_either(&state, "/a", &request.a).await?;
    let (b, pointer_b) = rules::of_either(&state, "/b", &request.b).await?;
    let a = rules::people(&state, &pointer_a, &a, at).await?;
    let b = rules::people(&state, &pointer_b, &b, at).await?;
    let (a, b, both) = segments::overlap(&state.db.staff, &a, &b).await?;
    Ok(Json(Overlap { a, b, both, as_of: at.now }))
}
