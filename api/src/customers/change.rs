//! `PATCH /api/v1/customers/{id}`.

use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, IdPath, StaffCaller, ValidJson},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    patch,
    web::{Data, Json},
};
use patron_api_types::customers::{Customer, CustomerChange};
use patron_db::{
    customers,
    profiles::{self, Edit},
};
use patron_domain::text::NAME_MAX;
use serde_json::json;

/// Change a customer's details
///
/// Absent fields stay, `null` clears. A new address counts as unconfirmed. Totals, logins and consent can't be
/// changed here.
#[utoipa::path(tag = "customers", operation_id = "update_customer", request_body = CustomerChange,
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The customer.", body = Customer), Problems))]
#[patch("/api/v1/customers/{id}")]
pub async fn change_customer(
    state: Data<AppState>,
    caller: StaffCaller,
    id: IdPath,
    body: ValidJson<CustomerChange>,
) -> ApiResult<Json<Customer>> {
    let id = id.get()?;
    let CustomerChange { email, full_name, mobile_number, location, preferred_categories } = body.get()?;
    let mut checked = Checked::default();
    let edit = Edit {
        full_name: checked.patch("/full_name", &full_name, NAME_MAX),
        phone: checked.patch_phone("/mobile_number", &mobile_number, &state.shop.phone_country),
        location: checked.patch("/location", &location, 255),
        categories: checked.categories("/preferred_categories", preferred_categories.as_deref()),
    };
    checked.done()?;
    let changed: Vec<&str> = [
        ("email", email.is_some()),
        ("full_name", edit.full_name.is_some()),
        ("mobile_number", edit.phone.is_some()),
        ("location", edit.location.is_some()),
        ("preferred_categories", edit.categories.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, is)| is.then_some(name))
    .collect();
    let keyring = state.db.staff.keyring();
    let mut tx = state.db.staff.begin().await?;
    if !profiles::edit(&mut tx, keyring, id, &edit).await? {
        return Err(ApiError::customer_not_found());
    }
    if let Some(email) = &email {
        customers::set_email(&mut tx, id, email).await?;
    }
    let details = json!({ "fields": changed });
    profiles::log_change(&mut tx, id, &caller.actor(), "details", None, details, state.now()).await?;
    let after = customers::get(&mut tx, keyring, id).await?.ok_or_else(ApiError::customer_not_found)?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    Ok(Json(shape::customer(after)))
}
