//! `GET /api/v1/customers/{id}`.

use crate::{
    error::{ApiError, ApiResult},
    extract::{IdPath, Reader},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::customers::Customer;
use patron_db::customers;

/// One customer
///
/// Everything Patron knows of a person, without the lists of logins, orders, events and consents.
#[utoipa::path(tag = "customers", operation_id = "get_customer",
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The customer.", body = Customer), Problems))]
#[get("/api/v1/customers/{id}")]
pub async fn get_customer(state: Data<AppState>, _caller: Reader, id: IdPath) -> ApiResult<Json<Customer>> {
    let id = id.get()?;
    let found = customers::fetch(&state.db.staff, id).await?;
    found.map(|p| Json(shape::customer(p))).ok_or_else(ApiError::customer_not_found)
}
