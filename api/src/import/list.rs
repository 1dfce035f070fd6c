//! `GET /api/v1/imports`.

use super::{column::Column, shape};
use crate::{error::ApiResult, extract::StaffCaller, openapi::Problems, state::AppState};
use actix_web::{
    get,
    web::{Data, Json},
};
use patron_api_types::imports::{ImportKind, Imports};
use patron_db::imports as store;

/// List imports
///
/// The newest hundred, newest first, and what columns of each kind of file can be taken for.
#[utoipa::path(tag = "imports", operation_id = "list_imports", security(("staff" = [])),
    responses((status = 200, description = "The imports.", body = Imports), Problems))]
#[get("/api/v1/imports")]
pub async fn list_imports(state: Data<AppState>, _caller: StaffCaller) -> ApiResult<Json<Imports>> {
    let rows = {
        let mut conn = state.db.staff.acquire().await?;
        store::list(&mut conn).await?
    };
    let names = |kind: &ImportKind| {
        let names: Vec<String> =
            Column::of_kind(*kind).iter().map(|column| column.name().to_owned()).collect();
        (kind.to_string(), names)
    };
    Ok(Json(Imports {
        items: rows.into_iter().map(shape::import).collect::<ApiResult<_>>()?,
        fields: ImportKind::ALL.iter().map(names).collect(),
    }))
}
