//! How new people first and last came before they signed up, from what their visitor ids did.

use super::super::state::State;
use crate::Result;
use sqlx::PgConnection;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Sets first and last touch of the new people of a batch who were known as visitors. Their events are the past: the
/// first that tells of a page is the first touch. The last is what the sign-up said; if it said nothing, the last event
/// with a campaign or with a referrer that is another site. Pages that lead to one another are no touch.
pub async fn write(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let new: BTreeSet<Uuid> = state.people.iter().filter(|p| p.is_new).map(|p| p.id.0).collect();
    let known: Vec<Uuid> =
        state.ids.linked.iter().map(|(_, customer)| customer.0).filter(|id| new.contains(id)).collect();
    if known.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "with seen as (
           select e.customer_id, e.occurred_at, e.id, left(e.context #>> '{campaign,source}', 255) as source,
             left(e.context #>> '{campaign,medium}', 255) as medium,
             left(e.context #>> '{campaign,name}', 255) as campaign,
             case when substring(e.context #>> '{page,referrer}' from '://([^/:?#]+)')
                 is distinct from substring(e.context #>> '{page,url}' from '://([^/:?#]+)')
               then left(e.context #>> '{page,referrer}', 2048) end as referrer,
             left(e.context #>> '{page,path}', 2048) as path
           from events e where e.customer_id = any($1)),
         first as (
           select distinct on (customer_id) * from seen
           where coalesce(source, medium, campaign, referrer, path) is not null
           order by customer_id, occurred_at, id),
         last as (
           select distinct on (customer_id) * from seen
           where coalesce(source, medium, campaign, referrer) is not null
           order by customer_id, occurred_at desc, id desc)
         update customer_profiles p set utm_source = f.source, utm_medium = f.medium, utm_campaign = f.campaign,
           referrer = f.referrer, landing_path = f.path,
           last_utm_source = case when t.last_said then p.last_utm_source when t.said then p.utm_source else l.source end,
           last_utm_medium = case when t.last_said then p.last_utm_medium when t.said then p.utm_medium else l.medium end,
           last_utm_campaign = case when t.last_said then p.last_utm_campaign when t.said then p.utm_campaign else l.campaign end,
           last_referrer = case when t.last_said then p.last_referrer when t.said then p.referrer else l.referrer end,
           last_landing_path = case when t.last_said then p.last_landing_path when t.said then p.landing_path else l.path end
         from first f left join last l on l.customer_id = f.customer_id
         cross join lateral (
           select coalesce(q.utm_source, q.utm_medium, q.utm_campaign, q.referrer) is not null as said,
             coalesce(q.last_utm_source, q.last_utm_medium, q.last_utm_campaign, q.last_referrer,
               q.last_landing_path) is not null as last_said
           from customer_profiles q where q.id = f.customer_id) t
         where p.id = f.customer_id",
        &known
    )
    .execute(conn)
    .await?;
    Ok(())
}
