//! Who is in a campaign, and which campaigns somebody was in.

use super::Campaign;
use crate::{
    Result,
    error::stored,
    page::{self, Slice},
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::Channel,
    ids::{CampaignId, CustomerId},
    money::Money,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody in a campaign.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Member {
    pub id: CustomerId,
    pub email: Option<String>,
    pub full_name: Option<String>,
    pub held_out: bool,
    pub orders: i64,
    pub revenue: Money,
}

/// A page of a campaign's people, those erased since left out. `None` when the cursor is of another list.
///
/// # Errors
/// When the database can't be reached.
pub async fn members(
    conn: &mut PgConnection,
    of: &Campaign,
    held_out: Option<bool>,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Member>>> {
    let Some(after) = page::resume::<Uuid>(cursor) else { return Ok(None) };
    // the page first, then the orders of its people alone
    let rows = sqlx::query!(
        r#"select x.id as "id!", x.email, x.full_name, x.held_out as "held_out!", o.orders as "orders!",
             o.revenue as "revenue!"
           from (
             select p.id, p.email, p.full_name, m.held_out
             from campaign_members m join customer_profiles p on p.id = m.customer_id and p.status <> 'erased'
             where m.campaign_id = $1 and ($2::boolean is null or m.held_out = $2)
               and ($3::uuid is null or m.customer_id > $3)
             order by m.customer_id limit $4) x
           cross join lateral (
             select count(*) as orders, coalesce(sum(o.store_total - o.store_refunded), 0) as revenue from orders o
             where o.customer_id = x.id and o.order_date >= $5 and o.order_date < $6
               and o.status not in ('cancelled', 'returned')) o
           order by x.id"#,
        of.id.0,
        held_out,
        after,
        limit + 1,
        of.started_at,
        of.window_ends_at
    )
    .fetch_all(conn)
    .await?;
    let members = rows.into_iter().map(|r| Member {
        id: r.id.into(),
        email: r.email,
        full_name: r.full_name,
        held_out: r.held_out,
        orders: r.orders,
        revenue: Money::trusted(r.revenue),
    });
    Ok(Some(Slice::cut(members.collect(), limit, |m| m.id.0)))
}

/// A campaign that a customer was in.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct OfCustomer {
    pub id: CampaignId,
    pub name: String,
    pub channel: Channel,
    pub started_at: DateTime<Utc>,
    pub held_out: bool,
    pub orders: i64,
    pub revenue: Money,
}

/// A page of the campaigns that a customer was in, newest first. `None` when the cursor is of another list.
///
/// # Errors
/// When the database can't be reached.
pub async fn of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<OfCustomer>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows = sqlx::query!(
        r#"select x.id as "id!", x.name as "name!", x.channel as "channel!", x.started_at as "started_at!",
             x.held_out as "held_out!", o.orders as "orders!", o.revenue as "revenue!"
           from (
             select c.id, c.name, c.channel, c.started_at, c.window_ends_at, m.held_out
             from campaign_members m join campaigns c on c.id = m.campaign_id
             where m.customer_id = $1
               and ($2::timestamptz is null or (c.started_at, c.id) < ($2, $3::uuid))
             order by c.started_at desc, c.id desc limit $4) x
           cross join lateral (
             select count(*) as orders, coalesce(sum(o.store_total - o.store_refunded), 0) as revenue from orders o
             where o.customer_id = $1 and o.order_date >= x.started_at and o.order_date < x.window_ends_at
               and o.status not in ('cancelled', 'returned')) o
           order by x.started_at desc, x.id desc"#,
        customer.0,
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )
    .fetch_all(conn)
    .await?;
    let campaigns = rows
        .into_iter()
        .map(|r| {
            Ok(OfCustomer {
                id: r.id.into(),
                name: r.name,
                channel: stored(&r.channel, "campaigns.channel")?,
                started_at: r.started_at,
                held_out: r.held_out,
                orders: r.orders,
                revenue: Money::trusted(r.revenue),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Slice::cut(campaigns, limit, |c| (c.started_at, c.id.0))))
}
