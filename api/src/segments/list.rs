//! `GET /api/v1/segments`.

use crate::{error::ApiResult, extract::Reader, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use futures_util::future::try_join_all;
use patron_api_types::segments::{SegmentSummary, Segments};
use patron_db::exports;
use patron_domain::{consent::Channel, segment::NamedSet};

/// The named sets
///
/// High value, recent signups and inactive people, with how many they are and how many of them can be written
/// to by email. Use their names as `segment` in lists and exports.
#[utoipa::path(tag = "segments", operation_id = "list_segments",
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The sets.", body = Segments), Problems))]
#[get("/api/v1/segments")]
pub async fn list_segments(state: Data<AppState>, _caller: Reader) -> ApiResult<Json<Segments>> {
    let now = state.now();
    let keyring = state.db.staff.keyring();
    // side by side: each looks at everybody
    let summaries = NamedSet::ALL.iter().map(async |&name| -> ApiResult<SegmentSummary> {
        let target = vec![name.target(now, state.shop.time_zone)];
        let mut conn = state.db.staff.acquire().await?;
        let counts = exports::preview(&mut conn, keyring, Channel::Email, None, target).await?;
        Ok(SegmentSummary {
            name,
            title: name.title().into(),
            definition: name.definition().into(),
            people: counts.people,
            reachable_email: counts.rows,
            as_of: now,
        })
    });
    Ok(Json(Segments { items: try_join_all(summaries).await? }))
}
