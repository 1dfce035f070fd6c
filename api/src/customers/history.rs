//! A customer's logins, orders, events and consents, each newest first and in pages.

use super::query;
use crate::{
    error::{ApiError, ApiResult},
    extract::{IdPath, Reader, ValidQuery},
    openapi::Problems,
    shape,
    state::AppState,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::{
    consents::ConsentEntry,
    events::Event,
    logins::Login,
    orders::Order,
    page::{Page, PageQuery},
};
use patron_db::{PgConnection, consents, customers, events, logins, orders};
use patron_domain::ids::CustomerId;

pub(super) async fn known(conn: &mut PgConnection, id: CustomerId) -> ApiResult<()> {
    if customers::exists(conn, id).await? { Ok(()) } else { Err(ApiError::customer_not_found()) }
}

/// A customer's login attempts
///
/// Newest first, failed ones included.
#[utoipa::path(tag = "customers", operation_id = "list_customer_logins",
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), PageQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<Login>), Problems))]
#[get("/api/v1/customers/{id}/logins")]
pub async fn list_logins(
    state: Data<AppState>,
    _caller: Reader,
    id: IdPath,
    page: ValidQuery<PageQuery>,
) -> ApiResult<Json<Page<Login>>> {
    let (id, page) = (id.get()?, page.get()?);
    let limit = query::limit(page.limit)?;
    let mut conn = state.db.staff.acquire().await?;
    known(&mut conn, id).await?;
    let slice = logins::list(&mut conn, state.db.staff.keyring(), id, limit, page.cursor.as_deref()).await?;
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, shape::login)))
}

/// A customer's orders
///
/// Newest first, cancelled and returned ones included, with their lines.
#[utoipa::path(tag = "customers", operation_id = "list_customer_orders",
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), PageQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<Order>), Problems))]
#[get("/api/v1/customers/{id}/orders")]
pub async fn list_orders(
    state: Data<AppState>,
    _caller: Reader,
    id: IdPath,
    page: ValidQuery<PageQuery>,
) -> ApiResult<Json<Page<Order>>> {
    let (id, page) = (id.get()?, page.get()?);
    let limit = query::limit(page.limit)?;
    let mut conn = state.db.staff.acquire().await?;
    known(&mut conn, id).await?;
    let slice = orders::list(&mut conn, id, limit, page.cursor.as_deref()).await?;
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, shape::order)))
}

/// A customer's events
///
/// Newest first, with their properties: what the shop's server and pages reported, also from before it was known whose
/// it was.
#[utoipa::path(tag = "customers", operation_id = "list_customer_events",
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), PageQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<Event>), Problems))]
#[get("/api/v1/customers/{id}/events")]
pub async fn list_events(
    state: Data<AppState>,
    _caller: Reader,
    id: IdPath,
    page: ValidQuery<PageQuery>,
) -> ApiResult<Json<Page<Event>>> {
    let (id, page) = (id.get()?, page.get()?);
    let limit = query::limit(page.limit)?;
    let mut conn = state.db.staff.acquire().await?;
    known(&mut conn, id).await?;
    let slice = events::list(&mut conn, id, limit, page.cursor.as_deref()).await?;
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, shape::event)))
}

/// A customer's consent ledger
///
/// Newest first: each change with its basis, method, wording version, actor and reason.
#[utoipa::path(tag = "customers", operation_id = "list_customer_consents",
    params(("id" = String, Path, format = Uuid, description = "The customer's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), PageQuery),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "A page.", body = Page<ConsentEntry>), Problems))]
#[get("/api/v1/customers/{id}/consents")]
pub async fn list_consents(
    state: Data<AppState>,
    _caller: Reader,
    id: IdPath,
    page: ValidQuery<PageQuery>,
) -> ApiResult<Json<Page<ConsentEntry>>> {
    let (id, page) = (id.get()?, page.get()?);
    let limit = query::limit(page.limit)?;
    let mut conn = state.db.staff.acquire().await?;
    known(&mut conn, id).await?;
    let slice = consents::list(&mut conn, id, limit, page.cursor.as_deref()).await?;
    Ok(Json(shape::page(slice.ok_or_else(query::invalid_cursor)?, None, shape::consent_entry)))
}
