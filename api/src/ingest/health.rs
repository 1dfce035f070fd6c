//! `GET /api/v1/ingest/health`.

use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use chrono::{DurationRound as _, TimeDelta};
use patron_api_types::ingest::{IngestCounts, IngestHealth, IngestMinute};
use patron_db::{
    ingest_health::{self, Counts},
    rejected,
};

/// How ingestion fares
///
/// Events by minute and outcome over the last hour, in all over the last day, and what waits to be looked at.
#[utoipa::path(tag = "ingest", operation_id = "get_ingest_health", security(("staff" = [])),
    responses((status = 200, description = "Rates and counts.", body = IngestHealth), Problems))]
#[get("/api/v1/ingest/health")]
pub async fn get_health(state: Data<AppState>, _caller: StaffCaller) -> ApiResult<Json<IngestHealth>> {
    let now = state.now();
    let this_minute = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
    let mut conn = state.db.staff.acquire().await?;
    let known = ingest_health::minutes(&mut conn, now - TimeDelta::hours(24), now).await?;
    let minutes = (0..60)
        .rev()
        .map(|back| this_minute - TimeDelta::minutes(back))
        .map(|minute| IngestMinute {
            minute,
            counts: shape(known.iter().find(|m| m.minute == minute).map(|m| m.counts).unwrap_or_default()),
        })
        .collect();
    let day = known.iter().fold(Counts::default(), |sum, m| Counts {
        stored: sum.stored + m.counts.stored,
        duplicate: sum.duplicate + m.counts.duplicate,
        waiting: sum.waiting + m.counts.waiting,
        rejected: sum.rejected + m.counts.rejected,
    });
    let newest = ingest_health::activity(&mut conn, 1).await?;
    Ok(Json(IngestHealth {
        as_of: now,
        minutes,
        day: shape(day),
        rejected_waiting: rejected::waiting(&mut conn).await?,
        waiting: ingest_health::waiting(&mut conn).await?,
        last_received_at: newest.first().map(|a| a.at),
    }))
}

fn shape(c: Counts) -> IngestCounts {
    IngestCounts { stored: c.stored, duplicate: c.duplicate, waiting: c.waiting, rejected: c.rejected }
}
