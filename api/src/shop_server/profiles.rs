//! `PUT /api/v1/profiles`.

use super::{Arrival, find_or_make};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, KeyCaller, ProfilesWrite, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{HttpResponse, put, web::Data};
use patron_api_types::{customers::Customer, profiles::ProfileUpsert};
use patron_db::{
    consents::{self, Evidence, Wanted},
    customers,
    profiles::{self, Details, Mode},
};
use patron_domain::{
    consent::{Act, ConsentBasis},
    customer::{SignupMethod, Source},
    text::NAME_MAX,
};

/// Store or change a profile
///
/// `storeCustomerProfile` and `updateCustomerProfile` of the original. An absent field means "no change"; a
/// second call wipes nothing, and an opt-out is never lifted.
#[utoipa::path(tag = "shop server", operation_id = "upsert_profile", request_body = ProfileUpsert,
    security(("secret_key" = ["profiles:write"])),
    responses((status = 200, description = "The profile was known and has been brought up to date.", body = Customer),
        (status = 201, description = "The profile is new.", body = Customer), Problems))]
#[put("/api/v1/profiles")]
pub async fn upsert_profile(
    state: Data<AppState>,
    caller: KeyCaller<ProfilesWrite>,
    body: ValidJson<ProfileUpsert>,
) -> ApiResult<HttpResponse> {
    let b = body.get()?;
    let mut checked = Checked::default();
    let details = Details {
        full_name: checked.text("/full_name", b.full_name.as_deref(), NAME_MAX),
        phone: checked.phone("/mobile_number", b.mobile_number.as_deref(), &state.shop.phone_country),
        location: checked.text("/location", b.location.as_deref(), 255),
        categories: checked.categories("/preferred_categories", b.preferred_categories.as_deref()),
    };
    let notice_version = checked.text("/notice_version", b.notice_version.as_deref(), 100);
    checked.done()?;
    let now = state.now();
    let actor = caller.actor();
    let arrival = Arrival {
        details: &details,
        signup_method: b.signup_method.unwrap_or(SignupMethod::Email),
        source: b.source.unwrap_or(Source::Website),
        said: b.marketing_consent,
        notice_version: notice_version.as_deref(),
        method: "server",
        actor: &actor,
    };
    let keyring = state.db.staff.keyring();
    let mut tx = state.db.staff.begin().await?;
    let (known, made) = find_or_make(&mut tx, &state, &b.email, &arrival, now).await?;
    if !made {
        profiles::change(&mut tx, keyring, known.id, &details, Mode::Replace).await?;
        if let Some(said) = b.marketing_consent {
            let evidence = Evidence {
                act: Act::Other,
                method: "server",
                notice_version: notice_version.as_deref(),
                actor: &actor,
                reason: None,
                at: now,
            };
            let wanted = Wanted::of_marketing_consent(said, ConsentBasis::Express);
            consents::change(&mut tx, known.id, &wanted, &evidence).await?;
        }
    }
    let after = customers::get(&mut tx, keyring, known.id).await?.ok_or_else(ApiError::customer_not_found)?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    let mut response = if made { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(shape::customer(after)))
}
