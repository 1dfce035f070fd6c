//! `POST /api/v1/me/consents`.

use super::{MeState, read};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, CustomerCaller, ValidJson},
    openapi::Problems,
};
use actix_web::{
    post,
    web::{Data, Json},
};
use patron_api_types::{consents::ConsentChange, me::Me, problem::ErrorCode};
use patron_db::consents::{self, Evidence, Wanted};
use patron_domain::consent::{Act, ConsentBasis, ConsentState};

/// Agree or withdraw
///
/// An act of the person on one channel: it is kept in the ledger with its time and the wording's version, and
/// only such an act lifts an opt-out. Agreeing needs a confirmed address when the profile is older than the
/// account; withdrawing never does.
#[utoipa::path(tag = "me", operation_id = "create_my_consent", request_body = ConsentChange,
    security(("customer" = [])),
    responses((status = 200, description = "The profile with its consents.", body = Me), Problems))]
#[post("/api/v1/me/consents")]
pub async fn change_consent(
    state: Data<MeState>,
    caller: CustomerCaller,
    body: ValidJson<ConsentChange>,
) -> ApiResult<Json<Me>> {
    let ConsentChange { channel, granted, notice_version, method } = body.get()?;
    let mut checked = Checked::default();
    let notice_version = checked.text("/notice_version", notice_version.as_deref(), 100);
    let method = checked.text("/method", method.as_deref(), 50);
    checked.done()?;
    let hidden = caller.history_from();
    if granted && hidden.is_some() {
        return Err(ApiError::new(ErrorCode::AddressNotConfirmed).detail("Nothing was changed."));
    }
    let evidence = Evidence {
        act: Act::Person,
        method: method.as_deref().unwrap_or("account"),
        notice_version: notice_version.as_deref(),
        actor: "customer",
        reason: None,
        at: state.clock.now(),
    };
    let wanted = Wanted {
        channel,
        state: if granted { ConsentState::Subscribed } else { ConsentState::Unsubscribed },
        basis: Some(ConsentBasis::Express),
    };
    let mut tx = state.db.begin(caller.profile.id, hidden).await?;
    consents::change(&mut tx, caller.profile.id, &[wanted], &evidence).await?;
    let me = read(&mut tx, &state, &caller).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(Json(me))
}
