//! `POST /api/v1/merges`.

use super::shape_merge;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::{
    merges::{Merge, MergeRequest},
    problem::ErrorCode,
};
use patron_db::merges::{self, Outcome, Wish};

/// Merge two profiles
///
/// The kept profile gets the other's orders, logins, events and history; gaps in its details are filled, an opt-out
/// of either stays. The other one is no longer there. Can be undone for 30 days. Two profiles that both have a
/// sign-in account can't be merged.
#[utoipa::path(tag = "merges", operation_id = "create_merge", request_body = MergeRequest,
    security(("staff" = [])),
    responses((status = 201, description = "The merge.", body = Merge), Problems))]
#[post("/api/v1/merges")]
pub async fn create_merge(
    state: Data<AppState>,
    caller: StaffCaller,
    body: ValidJson<MergeRequest>,
) -> ApiResult<HttpResponse> {
    let MergeRequest { keep, merge, reason } = body.get()?;
    let mut checked = Checked::default();
    let reason = checked.text("/reason", reason.as_deref(), 500);
    if keep == merge {
        checked.fault("/merge", "must be another profile than the one that is kept");
    }
    checked.done()?;
    let actor = caller.actor();
    let wish = Wish { keep, merge, actor: &actor, reason: reason.as_deref(), now: state.now() };
    let mut tx = state.db.staff.begin().await?;
    match merges::merge(&mut tx, &wish).await? {
        Outcome::Merged(made) => {
            tx.commit().await.map_err(patron_db::Error::from)?;
            Ok(HttpResponse::Created().json(shape_merge(made)))
        }
        Outcome::Missing(id) => {
            let pointer = if id == keep { "/keep" } else { "/merge" };
            Err(ApiError::field(pointer, "must be the id of a customer"))
        }
        Outcome::BothHaveAccounts => Err(ApiError::new(ErrorCode::BothHaveAccounts).detail(
            "Nothing was changed. Both /keep and /merge sign in with an account of their own, and two accounts can't \
             become one. Remove one of them first.",
        )),
    }
}
