//! `PUT /api/v1/customers/{id}/status`.

use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, IdPath, StaffCaller, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    put,
    web::{Data, Json},
};
use patron_api_types::customers::{Customer, StatusChange};
use patron_db::{customers, profiles};
use patron_domain::{customer::CustomerStatus, text};
use serde_json::json;

/// Change a customer's status
///
/// `blocked` ends the person's sessions, refuses further logins like a wrong password and keeps them out of
/// exports; `inactive` only keeps them out of exports. The reason and the actor are kept.
#[utoipa::path(tag = "customers", operation_id = "update_customer_status", request_body = StatusChange,
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The customer.", body = Customer), Problems))]
#[put("/api/v1/customers/{id}/status")]
pub async fn change_status(
    state: Data<AppState>,
    caller: StaffCaller,
    id: IdPath,
    body: ValidJson<StatusChange>,
) -> ApiResult<Json<Customer>> {
    let id = id.get()?;
    let StatusChange { status, reason } = body.get()?;
    let mut checked = Checked::default();
    let reason = checked.take("/reason", text::required(&reason, 500));
    if status == CustomerStatus::Erased {
        checked.fault("/status", "must be active, inactive or blocked; erasing is another act");
    }
    checked.done()?;
    let mut tx = state.db.staff.begin().await?;
    let before =
        customers::set_status(&mut tx, id, status).await?.ok_or_else(ApiError::customer_not_found)?;
    let details = json!({ "from": before, "to": status });
    profiles::log_change(&mut tx, id, &caller.actor(), "status", Some(&reason), details, state.now()).await?;
    let after = customers::get(&mut tx, state.db.staff.keyring(), id).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    after.map(|p| Json(shape::customer(p))).ok_or_else(ApiError::customer_not_found)
}
