//! `POST /api/v1/segments`.

use super::{begin, not_found, rules, shape};
use crate::{
    error::ApiResult,
    extract::{Checked, StaffCaller, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use patron_api_types::segments::{NewSegment, Segment};
use patron_db::{
    PgConnection,
    segments::{
        resolve,
        store::{self, Wanted},
    },
};
use patron_domain::{
    consent::Channel,
    ids::SegmentId,
    rule::{Rule, SegmentKey},
    segment::{Audience, NamedSet},
    text,
};

/// Make a segment
///
/// Its rule is given as text or as a tree; what can't be understood is told with the place and a suggestion. A
/// `marketing` segment holds only active people who may be written to on its channel, whatever its rule says. It is
/// counted at once, and from now on day by day.
#[utoipa::path(tag = "segments", operation_id = "create_segment", request_body = NewSegment,
    security(("staff" = [])),
    responses((status = 201, description = "The segment.", body = Segment), Problems))]
#[post("/api/v1/segments")]
pub async fn create_segment(
    state: Data<AppState>,
    caller: StaffCaller,
    body: ValidJson<NewSegment>,
) -> ApiResult<HttpResponse> {
    let body = body.get()?;
    let mut checked = Checked::default();
    let title = title(&mut checked, &body.title);
    let definition = checked.text("/definition", body.definition.as_deref(), 500).unwrap_or_default();
    let rule = rules::take(&mut checked, "/rule", &body.rule);
    checked.done()?;
    let wanted = Wanted {
        title: &title,
        definition: &definition,
        audience: body.audience.unwrap_or(Audience::Marketing),
        channel: body.channel.unwrap_or(Channel::Email),
        rule: &rule,
    };
    let (id, at) = (SegmentId::generate(), rules::moment(&state));
    let mut tx = state.db.staff.begin().await?;
    store::lock(&mut tx).await?;
    known(&mut tx, &rule).await?;
    store::insert(&mut tx, id, wanted, &caller.actor(), at.now).await?;
    let made = store::get(&mut tx, SegmentKey::Saved(id)).await?.ok_or_else(not_found)?;
    tx.commit().await.map_err(patron_db::Error::from)?;
    let counted = begin(&state, &made, &at).await?;
    Ok(HttpResponse::Created().json(shape::whole(&state, made, counted, &at).await?))
}

/// A name, which is not that of a segment that every shop starts with. That of another one the store refuses.
pub(super) fn title(checked: &mut Checked, given: &str) -> String {
    let title = checked.take("/title", text::required(given, 100));
    if NamedSet::ALL.iter().any(|set| set.title().to_lowercase() == title.to_lowercase()) {
        checked.fault("/title", "is the name of another segment");
    }
    title
}

/// Fails when the rule refers to a segment that is not there, or goes through more of them than can be followed.
pub(super) async fn known(conn: &mut PgConnection, rule: &Rule) -> ApiResult<()> {
    let known = store::knows_all(conn, rule).await? && resolve(conn, rule).await?.is_some();
    if known { Ok(()) } else { Err(rules::unknown_segment("/rule")) }
}
