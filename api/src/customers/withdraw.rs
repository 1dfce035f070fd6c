//! `POST /api/v1/customers/{id}/withdrawals`.

use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, IdPath, StaffCaller, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    post,
    web::{Data, Json},
};
use patron_api_types::{consents::Withdrawal, customers::Customer};
use patron_db::{
    consents::{self, Evidence, Wanted},
    customers,
};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis, ConsentState},
    text,
};

/// Record a withdrawal
///
/// What a person told the shop: they no longer want to be written to on these channels (all when none is
/// named). Only a later act of the person lifts it.
#[utoipa::path(tag = "customers", operation_id = "create_customer_withdrawal", request_body = Withdrawal,
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The customer.", body = Customer), Problems))]
#[post("/api/v1/customers/{id}/withdrawals")]
pub async fn withdraw_consent(
    state: Data<AppState>,
    caller: StaffCaller,
    id: IdPath,
    body: ValidJson<Withdrawal>,
) -> ApiResult<Json<Customer>> {
    let id = id.get()?;
    let Withdrawal { channels, reason } = body.get()?;
    let mut checked = Checked::default();
    let reason = checked.take("/reason", text::required(&reason, 500));
    checked.done()?;
    let channels = if channels.is_empty() { Channel::ALL.to_vec() } else { channels };
    let out =
        |channel| Wanted { channel, state: ConsentState::Unsubscribed, basis: Some(ConsentBasis::Express) };
    let wanted: Vec<Wanted> = channels.into_iter().map(out).collect();
    let actor = caller.actor();
    let evidence = Evidence {
        act: Act::Other,
        method: "staff",
        notice_version: None,
        actor: &actor,
        reason: Some(&reason),
        at: state.now(),
    };
    let mut tx = state.db.staff.begin().await?;
    if !customers::exists(&mut tx, id).await? {
        return Err(ApiError::customer_not_found());
    }
    consents::change(&mut tx, id, &wanted, &evidence).await?;
    let after = customers::get(&mut tx, state.db.staff.keyring(), id).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    after.map(|p| Json(shape::customer(p))).ok_or_else(ApiError::customer_not_found)
}
