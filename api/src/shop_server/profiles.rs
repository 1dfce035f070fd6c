//! `PUT /api/v1/profiles`.

use super::report::incoming;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, KeyCaller, ProfilesWrite, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{HttpResponse, put, web::Data};
use patron_api_types::{customers::Customer, problem::ErrorCode, profiles::ProfileUpsert};
use patron_db::{
    customers,
    ingest::{Act, Incoming, Outcome, Profile, Stored, Who},
    keys::ApiKey,
    profiles::Details,
};
use patron_domain::text::NAME_MAX;

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
    let event = check(&state, &caller.key, body.get()?)?;
    answer(&state, state.ingest.submit_one(event).await?).await
}

/// The customer as stored.
pub(super) async fn answer(state: &AppState, outcome: Outcome) -> ApiResult<HttpResponse> {
    let (customer, created) = match outcome {
        Outcome::Stored(Stored { customer, created, .. }) => (customer, created),
        Outcome::Duplicate(customer) => (customer, false),
        Outcome::Waiting => (None, false),
        Outcome::Refused(refusal) => return Err(ApiError::from(refusal)),
    };
    let id = customer.ok_or_else(|| ApiError::new(ErrorCode::Internal).cause("no customer"))?;
    let mut conn = state.db.staff.acquire().await?;
    let found = customers::get(&mut conn, state.db.staff.keyring(), id).await?;
    let after = found.ok_or_else(ApiError::customer_not_found)?;
    let mut response = if created { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(shape::customer(after)))
}

/// The event, or every fault at once.
pub(super) fn check(state: &AppState, key: &ApiKey, b: ProfileUpsert) -> ApiResult<Incoming> {
    let email = b.email.clone();
    let profile = details(state, b)?;
    Ok(incoming(state, key, Who::email(email), state.now(), Act::Profile(Box::new(profile))))
}

/// What a report says of a person.
pub(super) fn details(state: &AppState, b: ProfileUpsert) -> ApiResult<Profile> {
    let mut checked = Checked::default();
    let details = Details {
        full_name: checked.text("/full_name", b.full_name.as_deref(), NAME_MAX),
        phone: checked.phone("/mobile_number", b.mobile_number.as_deref(), &state.shop.phone_country),
        location: checked.text("/location", b.location.as_deref(), 255),
        categories: checked.categories("/preferred_categories", b.preferred_categories.as_deref()),
    };
    let notice_version = checked.text("/notice_version", b.notice_version.as_deref(), 100);
    checked.done()?;
    Ok(Profile {
        details,
        signup_method: b.signup_method,
        source: b.source,
        said: b.marketing_consent,
        notice_version,
        method: "server".to_owned(),
        makes: true,
        ..Profile::default()
    })
}
