//! `GET /api/v1/ingest/activity`.

use crate::{
    error::{ApiError, ApiResult},
    extract::StaffCaller,
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{
    ingest::{Activity, ActivityFeed},
    problem::ErrorCode,
};
use patron_db::ingest_health;

/// The newest of what came in
///
/// Signups, logins, orders and other events together, newest first.
#[utoipa::path(tag = "ingest", operation_id = "get_activity", security(("staff" = [])),
    responses((status = 200, description = "At most 50.", body = ActivityFeed), Problems))]
#[get("/api/v1/ingest/activity")]
pub async fn get_activity(state: Data<AppState>, _caller: StaffCaller) -> ApiResult<Json<ActivityFeed>> {
    Ok(Json(read(&state).await?))
}

/// The newest 50.
pub(crate) async fn read(state: &AppState) -> ApiResult<ActivityFeed> {
    let mut conn = state.db.staff.acquire().await?;
    let items = ingest_health::activity(&mut conn, 50).await?;
    let items = items
        .into_iter()
        .map(|a| {
            let kind = a.kind.parse();
            let kind = kind.map_err(|_| ApiError::new(ErrorCode::Internal).cause("unknown activity"))?;
            Ok(Activity {
                id: a.id,
                kind,
                what: a.what,
                customer_id: a.customer_id,
                who: a.who,
                amount: a.amount,
                at: a.at,
            })
        })
        .collect::<ApiResult<_>>()?;
    Ok(ActivityFeed { items })
}
