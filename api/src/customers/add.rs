//! `POST /api/v1/customers`.

use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{HttpResponse, http::header, post, web::Data};
use patron_api_types::{
    customers::{Customer, NewCustomer},
    problem::ErrorCode,
};
use patron_db::{
    consents::Evidence,
    customers,
    profiles::{self, Details, FirstTouch, NewProfile},
};
use patron_domain::{
    consent::Act,
    customer::{SignupMethod, Source},
    ids::CustomerId,
    text::NAME_MAX,
};
use serde_json::json;

/// Add a customer
///
/// Typed in by staff: signup method `manual`, source `admin`. Consent starts as the shop's policy says, unless
/// the person said something.
#[utoipa::path(tag = "customers", operation_id = "create_customer", request_body = NewCustomer,
    security(("staff" = [])),
    responses((status = 201, description = "The new customer.", body = Customer), Problems))]
#[post("/api/v1/customers")]
pub async fn add_customer(
    state: Data<AppState>,
    caller: StaffCaller,
    body: ValidJson<NewCustomer>,
) -> ApiResult<HttpResponse> {
    let NewCustomer { email, full_name, mobile_number, location, marketing_consent } = body.get()?;
    let mut checked = Checked::default();
    let details = Details {
        full_name: checked.text("/full_name", full_name.as_deref(), NAME_MAX),
        phone: checked.phone("/mobile_number", mobile_number.as_deref(), &state.shop.phone_country),
        location: checked.text("/location", location.as_deref(), 255),
        categories: None,
    };
    checked.done()?;
    let now = state.now();
    let actor = caller.actor();
    let evidence = Evidence {
        act: Act::Person,
        method: "staff",
        notice_version: None,
        actor: &actor,
        reason: None,
        at: now,
    };
    let touch = FirstTouch::default();
    let new = NewProfile {
        id: CustomerId::generate(),
        email: &email,
        user_id: None,
        details: &details,
        signup_method: SignupMethod::Manual,
        source: Source::Admin,
        touch: &touch,
        last_touch: &touch,
        signup_date: now,
        said: marketing_consent,
    };
    let keyring = state.db.staff.keyring();
    let mut tx = state.db.staff.begin().await?;
    let id = profiles::insert(&mut tx, keyring, &state.shop, &new, &evidence)
        .await?
        .ok_or(patron_db::Error::Conflict(patron_db::error::Conflict::ProfileEmail))?;
    profiles::log_change(&mut tx, id, &actor, "added", None, json!({}), now).await?;
    let made = customers::get(&mut tx, keyring, id).await?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    let made =
        made.ok_or_else(|| ApiError::new(ErrorCode::Internal).cause("customer just stored is gone"))?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1/customers/{id}")))
        .json(shape::customer(made)))
}
