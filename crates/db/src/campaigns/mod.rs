//! Campaigns: people fixed at one moment, some of them held out by chance.
//!
//! What belongs here: making one ([`create()`]), whom it would have ([`reach()`]), the list and one of them, who is in it
//! ([`members`]), and what they ordered in its window ([`outcome()`]). What does not: what follows from that, which
//! `patron_domain::campaign` tells.
//!
//! Orders count that are neither cancelled nor returned, from the start of the window to before its end; revenue is their
//! totals in the store's currency less refunds.

mod create;
mod members;
mod outcome;
mod reach;

pub use create::{NewCampaign, Outcome, create};
pub use members::{Member, OfCustomer, members, of_customer};
pub use outcome::{Orders, Results, outcome};
pub use reach::{Of, Reach, Unknown, Whom, reach};

use crate::{
    Result,
    error::stored,
    page::{self, Slice},
};
use chrono::{DateTime, Utc};
use patron_domain::{consent::Channel, ids::CampaignId, money::Money, rule::SegmentKey};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// A campaign.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub segment: Option<SegmentKey>,
    pub segment_title: Option<String>,
    pub rule_text: String,
    pub channel: Channel,
    pub purpose: String,
    pub holdout_percent: Decimal,
    pub cost: Option<Money>,
    pub currency: String,
    pub window_days: i32,
    pub exclude_days: Option<i32>,
    pub started_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
    pub treated: i64,
    pub held_out: i64,
    pub withdrawn: i64,
    pub not_asked: i64,
    pub not_active: i64,
    pub left_out_recent: i64,
    /// The name of the member of staff who made it, or their address.
    pub created_by: String,
}

macro_rules! campaigns {
    ($conn:expr, $rest:literal $(, $arg:expr)+) => {
        sqlx::query!(
            r#"select c.id as "id!", c.name as "name!", c.segment, c.segment_title, c.rule_text as "rule_text!",
                 c.channel as "channel!", c.purpose as "purpose!", c.holdout_percent as "holdout_percent!", c.cost,
                 c.currency as "currency!", c.window_days as "window_days!", c.exclude_days,
                 c.started_at as "started_at!", c.window_ends_at as "window_ends_at!", c.treated as "treated!",
                 c.held_out as "held_out!", c.withdrawn as "withdrawn!", c.not_asked as "not_asked!",
                 c.not_active as "not_active!", c.left_out_recent as "left_out_recent!",
                 coalesce(s.full_name, s.email, c.actor) as "created_by!"
               from campaigns c left join staff s on 'staff:' || s.id = c.actor "#
                + $rest
            $(, $arg)+
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(|r| {
            Ok(Campaign {
                id: r.id.into(),
                name: r.name,
                segment: r.segment.map(|key| stored(&key, "campaigns.segment")).transpose()?,
                segment_title: r.segment_title,
                rule_text: r.rule_text,
                channel: stored(&r.channel, "campaigns.channel")?,
                purpose: r.purpose,
                holdout_percent: r.holdout_percent.normalize(),
                cost: r.cost.map(Money::trusted),
                currency: r.currency,
                window_days: r.window_days,
                exclude_days: r.exclude_days,
                started_at: r.started_at,
                window_ends_at: r.window_ends_at,
                treated: r.treated,
                held_out: r.held_out,
                withdrawn: r.withdrawn,
                not_asked: r.not_asked,
                not_active: r.not_active,
                left_out_recent: r.left_out_recent,
                created_by: r.created_by,
            })
        })
        .collect::<Result<Vec<Campaign>>>()
    };
}

/// One campaign.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, id: CampaignId) -> Result<Option<Campaign>> {
    Ok(campaigns!(conn, "where c.id = $1", id.0)?.pop())
}

/// A page of campaigns, newest first. `None` when the cursor is of another list.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Campaign>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows = campaigns!(
        conn,
        "where $1::timestamptz is null or (c.started_at, c.id) < ($1, $2::uuid)
         order by c.started_at desc, c.id desc limit $3",
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )?;
    Ok(Some(Slice::cut(rows, limit, |c| (c.started_at, c.id.0))))
}

/// Changes a campaign's name and cost as far as they are given; `Some(None)` takes the cost back. False when there is no such campaign.
///
/// # Errors
/// When the database can't be reached.
pub async fn change(
    conn: &mut PgConnection,
    id: CampaignId,
    name: Option<&str>,
    cost: Option<Option<Money>>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update campaigns set name = coalesce($2::text, name),
           cost = case when $3::boolean then $4::numeric else cost end, updated_at = $5
         where id = $1",
        id.0,
        name,
        cost.is_some(),
        cost.flatten().map(Money::amount),
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
