//! `PATCH /api/v1/segments/{segment}`.

use super::{begin, create, not_found, of_path, rules, shape};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    patch,
    web::{Data, Json, Path},
};
use patron_api_types::{
    problem::ErrorCode,
    segments::{Segment, SegmentChange},
};
use patron_db::segments::store::{self, Wanted};
use patron_domain::{ids::SegmentId, rule::SegmentKey};

/// Change a segment
///
/// Absent fields stay. With another rule, audience or channel it means other people: it is counted anew, and who
/// entered and left is told from now on. Those that every shop starts with can't be changed.
#[utoipa::path(tag = "segments", operation_id = "change_segment", request_body = SegmentChange,
    params(("segment" = String, Path, description = "The segment's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = [])),
    responses((status = 200, description = "The segment.", body = Segment), Problems))]
#[patch("/api/v1/segments/{segment}")]
pub async fn change_segment(
    state: Data<AppState>,
    _caller: StaffCaller,
    segment: Path<String>,
    body: ValidJson<SegmentChange>,
) -> ApiResult<Json<Segment>> {
    let id = own(&of_path(&state, &segment).await?)?;
    let change = body.get()?;
    let mut checked = Checked::default();
    let title = change.title.as_deref().map(|given| create::title(&mut checked, given));
    let definition = change.definition.as_deref().map(|given| checked.text("/definition", Some(given), 500));
    let rule = change.rule.as_ref().map(|input| rules::take(&mut checked, "/rule", input));
    checked.done()?;
    let at = rules::moment(&state);
    let mut tx = state.db.staff.begin().await?;
    store::lock(&mut tx).await?;
    // as it is now that nobody else changes it
    let before = store::get(&mut tx, SegmentKey::Saved(id)).await?.ok_or_else(not_found)?;
    if let Some(rule) = &rule {
        create::known(&mut tx, rule).await?;
        if store::would_circle(&mut tx, id, rule).await? {
            return Err(ApiError::field(
                "/rule",
                "refers to this segment itself, directly or through other segments",
            ));
        }
    }
    let definition = definition.map(Option::unwrap_or_default);
    let wanted = Wanted {
        title: title.as_deref().unwrap_or(&before.title),
        definition: definition.as_deref().unwrap_or(&before.definition),
        audience: change.audience.unwrap_or(before.audience),
        channel: change.channel.unwrap_or(before.channel),
        rule: rule.as_ref().unwrap_or(&before.rule),
    };
    store::update(&mut tx, id, wanted, at.now).await?;
    let after = store::get(&mut tx, SegmentKey::Saved(id)).await?.ok_or_else(not_found)?;
    let same_people = after.effective() == before.effective();
    if !same_people {
        store::forget(&mut tx, id).await?;
    }
    tx.commit().await.map_err(patron_db::Error::from)?;
    let counted = if same_people {
        patron_db::segments::counts::measure(&state.db.staff, &after, &at).await?
    } else {
        begin(&state, &after, &at).await?
    };
    Ok(Json(shape::whole(&state, after, counted, &at).await?))
}

/// The id of one of the shop's own segments.
pub(super) fn own(segment: &store::Segment) -> ApiResult<SegmentId> {
    match segment.key {
        SegmentKey::Saved(id) => Ok(id),
        SegmentKey::Named(_) => Err(ApiError::new(ErrorCode::WrongState).detail(format!(
            "Nothing was changed. {} is one of the segments that every shop starts with. Make a segment of your own \
             with the same rule, and change that.",
            segment.title
        ))),
    }
}
