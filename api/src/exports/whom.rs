//! Whose rows a query asks for: a segment, a rule, those of a campaign who are written to.

use super::plan::Named;
use crate::error::ApiResult;
use patron_api_types::exports::{ExportQuery, ExportSource};
use patron_db::{PgConnection, segments};
use patron_domain::{
    consent::Channel,
    ids::CampaignId,
    rule::{Condition, Rule, Subject, Test, parse::parse},
    segment::Audience,
};

/// Notes the segment's name, and gives the channel of one that is for marketing.
pub(super) async fn segment(
    conn: &mut PgConnection,
    q: &ExportQuery,
    named: Named,
    source: &mut ExportSource,
) -> ApiResult<Option<Channel>> {
    let Some(key) = q.segment else { return Ok(None) };
    let known = segments::store::get(conn, key).await?;
    let known = known.ok_or_else(|| named.fault("segment", "no such segment"))?;
    source.segment_title = Some(known.title);
    Ok((known.audience == Audience::Marketing).then_some(known.channel))
}

/// The rule of segment and query together.
pub(super) async fn rule(conn: &mut PgConnection, q: &ExportQuery, named: Named) -> ApiResult<Option<Rule>> {
    let of_segment = q.segment.map(|key| Rule::Is(Condition::new(Subject::Segment(key), Test::Is(true))));
    let own = q.rule.as_deref().map(parse).transpose();
    let own = own.map_err(|why| named.fault("rule", why.to_string()))?;
    let asked = match (of_segment, own) {
        (Some(segment), Some(own)) => Some(segment.and(own)),
        (segment, own) => segment.or(own),
    };
    let Some(asked) = asked else { return Ok(None) };
    let known = segments::resolve(conn, &asked).await?;
    let gone = || {
        let name = if q.rule.is_some() { "rule" } else { "segment" };
        named.fault(name, "asks for a segment that does not exist")
    };
    known.map(|rule| Some(rule.normal())).ok_or_else(gone)
}

/// Those of a campaign who are written to.
pub(super) fn treated(id: CampaignId) -> Rule {
    let is = |subject, yes| Rule::Is(Condition::new(subject, Test::Is(yes)));
    Rule::All(vec![is(Subject::Campaign(id), true), is(Subject::Holdout(id), false)])
}
